-- closes what nobody has news of and forgets what is past its retention, some of it per call: after a
-- storm many are open, and nobody else is served meanwhile. ARGV: now ms, idle ms, where the last call
-- stopped among the open incidents ('0' at first).
local now, idle = tonumber(ARGV[1]), tonumber(ARGV[2])
local closed = 0
local cursor, open = unpack(redis.call('SSCAN', K.incidentsOpen, ARGV[3], 'COUNT', 500))
for _, id in ipairs(open) do
  local news = redis.call('HMGET', K.incident .. id, 'updatedMs', 'openedMs')
  local updated = news[1] or news[2]
  if not updated then
    redis.call('SREM', K.incidentsOpen, id)
  elseif tonumber(updated) <= now - idle then
    set_incident_state(id, 'closed')
    stop_joining(id)
    keep_incident(id)
    closed = closed + 1
  end
end
-- the oldest entries of an index go when the thing itself has expired.
local gone = 0
local function trim(index, thing)
  for _ = 1, 100 do
    local id = redis.call('LINDEX', index, 0)
    if not id or redis.call('EXISTS', thing .. id) == 1 then return end
    redis.call('LPOP', index)
    gone = gone + 1
  end
end
trim(K.incidents, K.incident)
trim(K.runs, K.run)
return { closed, gone, cursor }
