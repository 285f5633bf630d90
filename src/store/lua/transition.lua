-- compare and set of an action's state. ARGV: action id, allowed states with commas around each,
-- new state, now ms, now iso, then names and values of fields that change with it.
local id, allowed, to, now, nowIso = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local key = K.action .. id
local state = redis.call('HGET', key, 'state')
if not state then return { 'not_found' } end
if not string.find(allowed, ',' .. state .. ',', 1, true) then return { 'conflict', state } end
redis.call('HSET', key, 'state', to, 'updatedAt', nowIso)
if #ARGV > 5 then redis.call('HSET', key, unpack(ARGV, 6)) end
if to == 'approved' then
  redis.call('ZADD', K.pendingActions, now, id)
else
  redis.call('ZREM', K.pendingActions, id)
end
redis.call('PEXPIRE', key, T.retention)
return { 'ok', redis.call('HGETALL', key) }
