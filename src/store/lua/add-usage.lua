-- adds to the run's and the day's usage. ARGV: run id, claim, day, then names and amounts.
local run, claim, day = ARGV[1], ARGV[2], ARGV[3]
local no = refused(run, claim)
if no then return no end
for i = 4, #ARGV, 2 do
  redis.call('HINCRBYFLOAT', K.run .. run, 'u:' .. ARGV[i], ARGV[i + 1])
  redis.call('HINCRBYFLOAT', K.usage .. day, ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', K.usage .. day, T.usage)
return { 'ok', redis.call('HGETALL', K.run .. run) }
