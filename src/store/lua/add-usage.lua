-- adds to the usage of the run, of the day, and of what it is booked under. ARGV: run id, claim, day,
-- date of the prices or '', number of labels, each label's dimension and value, names and amounts.
local run, claim, day, prices, labels = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local no = refused(run, claim)
if no then return no end
local first = 6 + 2 * labels
for i = first, #ARGV, 2 do
  local name, amount = ARGV[i], ARGV[i + 1]
  redis.call('HINCRBYFLOAT', K.run .. run, 'u:' .. name, amount)
  redis.call('HINCRBYFLOAT', K.usage .. day, name, amount)
  for l = 6, first - 1, 2 do
    local field = ARGV[l] .. '|' .. ARGV[l + 1] .. '|' .. name
    redis.call('HINCRBYFLOAT', K.usageBy .. day, field, amount)
    redis.call('HINCRBYFLOAT', K.runUsage .. run, field, amount)
  end
end
if labels > 0 then
  if prices ~= '' then
    redis.call('HSET', K.usageBy .. day, 'prices', prices)
    redis.call('HSET', K.runUsage .. run, 'prices', prices)
  end
  redis.call('PEXPIRE', K.usageBy .. day, T.usage)
  redis.call('PEXPIRE', K.runUsage .. run, T.retention)
end
redis.call('PEXPIRE', K.usage .. day, T.usage)
return { 'ok', redis.call('HGETALL', K.run .. run) }
