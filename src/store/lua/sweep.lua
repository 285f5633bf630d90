-- closes what nobody has news of and forgets what is past its retention. ARGV: now ms, idle ms.
local now, idle = tonumber(ARGV[1]), tonumber(ARGV[2])
local closed = 0
-- only what has been open for long can have been idle for long: few, so each is looked at.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', K.incidentsByState .. 'open', '-inf', now - idle, 'LIMIT', 0, 1000)) do
  local updated = redis.call('HGET', K.incident .. id, 'updatedMs')
  if updated and tonumber(updated) <= now - idle then
    set_incident_state(id, 'closed')
    stop_joining(id)
    keep_incident(id)
    closed = closed + 1
  end
end
redis.call('ZREMRANGEBYRANK', K.alerts, 0, -T.alerts - 1)
-- an index entry goes when the thing itself has expired.
local gone = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', K.incidents, '-inf', now - T.retention, 'LIMIT', 0, 100)) do
  if redis.call('EXISTS', K.incident .. id) == 0 then
    redis.call('ZREM', K.incidents, id)
    for _, state in ipairs({ 'open', 'recovered', 'closed' }) do
      redis.call('ZREM', K.incidentsByState .. state, id)
    end
    gone = gone + 1
  end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', K.runs, '-inf', now - T.retention, 'LIMIT', 0, 100)) do
  if redis.call('EXISTS', K.run .. id) == 0 then
    redis.call('ZREM', K.runs, id)
    redis.call('ZREM', K.waiting, id)
    redis.call('ZREM', K.pending, 'investigation:' .. id)
    gone = gone + 1
  end
end
return { closed, gone }
