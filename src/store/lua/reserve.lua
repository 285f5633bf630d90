-- books the worst case of a call against the day's budgets of the fleet and of one service. ARGV: day,
-- booking id, cost, now ms, end of the booking ms, limit of the fleet, service, limit of the service.
local day, id, cost, now = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local fleetLimit, service, serviceLimit = tonumber(ARGV[6]), ARGV[7], tonumber(ARGV[8])
local fleet = tonumber(redis.call('HGET', K.usage .. day, 'costUsd') or 0)
local own = tonumber(redis.call('HGET', K.usageBy .. day, 'service|' .. service .. '|costUsd') or 0)
local booked = redis.call('HGETALL', K.booked .. day)
for i = 1, #booked, 2 do
  local amount, till, whose = string.match(booked[i + 1], '^([^|]*)|([^|]*)|(.*)$')
  if tonumber(till) <= now then
    -- whoever made it was lost before it could settle.
    redis.call('HDEL', K.booked .. day, booked[i])
  elseif booked[i] ~= id then
    fleet = fleet + tonumber(amount)
    if whose == service then own = own + tonumber(amount) end
  end
end
local scope, spent
if fleet + cost > fleetLimit then scope, spent = 'fleet', fleet
elseif own + cost > serviceLimit then scope, spent = 'service', own end
if scope then
  local mark = 'w:' .. (scope == 'fleet' and 'fleet' or 'service|' .. service) .. ':100'
  local first = redis.call('HSETNX', K.usage .. day, mark, '1')
  redis.call('PEXPIRE', K.usage .. day, T.usage)
  return { 'over', scope, tostring(spent), first }
end
redis.call('HSET', K.booked .. day, id, ARGV[3] .. '|' .. ARGV[5] .. '|' .. service)
redis.call('PEXPIRE', K.booked .. day, 172800000)
return { 'ok' }
