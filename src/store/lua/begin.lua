-- an action's job asks for its turn. ARGV: action id, now iso.
local id, nowIso = ARGV[1], ARGV[2]
local key = K.action .. id
local state, run = unpack(redis.call('HMGET', key, 'state', 'run'))
if not state then return { 'not_found' } end
if state == 'sending' then return { 'again', redis.call('HGETALL', key) } end
if state ~= 'approved' then return { 'over', redis.call('HGETALL', key) } end
-- the work item before the messages that point to it: whoever is still to be sent goes first.
for _, other in ipairs(redis.call('ZRANGE', K.runActions .. run, 0, -1)) do
  if other == id then break end
  local before = redis.call('HGET', K.action .. other, 'state')
  if before == 'approved' or before == 'sending' then
    return { 'wait', redis.call('HGETALL', key), other }
  end
end
redis.call('HSET', key, 'state', 'sending', 'updatedAt', nowIso)
redis.call('ZREM', K.pendingActions, id)
return { 'now', redis.call('HGETALL', key) }
