-- sets fields of the run. ARGV: run id, claim, then names and values.
local run, claim = ARGV[1], ARGV[2]
local no = refused(run, claim)
if no then return no end
redis.call('HSET', K.run .. run, unpack(ARGV, 3))
return { 'ok' }
