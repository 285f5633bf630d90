-- the marks on the way to the day's budgets that were passed since somebody last asked, each told once
-- a day. ARGV: day, limit of the fleet, service, limit of the service.
local day, service = ARGV[1], ARGV[3]
local told = {}
local function look(scope, spent, limit)
  spent, limit = tonumber(spent or 0), tonumber(limit)
  if limit <= 0 then return end
  local newest
  for _, percent in ipairs({ 50, 80, 100 }) do
    if spent * 100 >= limit * percent and redis.call('HSETNX', K.usage .. day, 'w:' .. scope .. ':' .. percent, '1') == 1 then
      newest = percent
    end
  end
  if newest then told[#told + 1] = { scope, newest, tostring(spent) } end
end
look('fleet', redis.call('HGET', K.usage .. day, 'costUsd'), ARGV[2])
look('service|' .. service, redis.call('HGET', K.usageBy .. day, 'service|' .. service .. '|costUsd'), ARGV[4])
return told
