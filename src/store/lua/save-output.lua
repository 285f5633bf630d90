-- stores a stage's output. ARGV: run id, claim ('' for late outputs), stage, JSON.
local run, claim, stage, json = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local no = refused(run, claim)
if no then return no end
redis.call('HSET', K.outputs .. run, stage, json)
redis.call('HINCRBY', K.run .. run, 'progress', 1)
redis.call('PEXPIRE', K.outputs .. run, T.retention)
return { 'ok' }
