-- books the worst case of a call. ARGV: day, booking id, cost, limit.
local day, id, cost, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local total = tonumber(redis.call('HGET', K.usage .. day, 'costUsd') or 0)
for _, booked in ipairs(redis.call('HVALS', K.booked .. day)) do total = total + tonumber(booked) end
if total + cost > limit then return { 'over', tostring(total) } end
redis.call('HSET', K.booked .. day, id, ARGV[3])
redis.call('PEXPIRE', K.booked .. day, 172800000)
return { 'ok' }
