-- stores an action that an investigation wants. ARGV: run id, claim, action id, its place in the
-- order, doc JSON, state, reason, now iso.
local run, claim, id = ARGV[1], ARGV[2], ARGV[3]
local no = refused(run, claim)
if no then return no end
if redis.call('EXISTS', K.action .. id) == 0 then
  redis.call('HSET', K.action .. id, 'doc', ARGV[5], 'run', run, 'state', ARGV[6], 'reason', ARGV[7],
    'updatedAt', ARGV[8])
  redis.call('ZADD', K.runActions .. run, ARGV[4], id)
end
redis.call('PEXPIRE', K.action .. id, T.retention)
redis.call('PEXPIRE', K.runActions .. run, T.retention)
return { 'ok', redis.call('HGETALL', K.action .. id) }
