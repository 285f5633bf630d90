-- a worker takes an investigation over. ARGV: run id, now ms, now iso, worker id.
local run, now, nowIso, worker = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local key = K.run .. run
local f = redis.call('HMGET', key, 'status', 'progress', 'claimProgress', 'takeovers', 'incident',
  'startedAt', 'parks', 'parkedMs', 'parkedAt', 'stage', 'release')
local status = f[1]
if not status then return { 'not_found' } end
if ENDED[status] then return { 'final' } end

local progress = f[2] or '0'
local takeovers = 0
local kind, summary = 'investigation.started', 'a worker has begun'
if status == 'running' then
  -- whoever had it is gone. without progress since the last claim the count goes on.
  takeovers = (f[3] == progress) and tonumber(f[4] or 0) + 1 or 1
  kind, summary = 'investigation.taken_over', 'another worker goes on where the last one was lost'
elseif status == 'parked' then
  kind, summary = 'investigation.resumed', 'the wait is over'
  redis.call('HINCRBY', key, 'parkedMs', math.max(0, now - tonumber(f[9] or now)))
elseif f[6] then
  kind, summary = 'investigation.resumed', 'taken up again after it was handed back'
end

local claim = redis.call('HINCRBY', key, 'claim', 1)
redis.call('HSET', key, 'status', 'running', 'claimProgress', progress, 'takeovers', takeovers,
  'worker', worker, 'startedAt', f[6] or nowIso)
redis.call('ZREM', K.waiting, run)
append(run, event(run, nowIso, kind, summary, { worker = worker, claim = claim, takeovers = takeovers }))
-- a run without outputs has drawn no conclusion yet: all alerts so far are simply its input.
if redis.call('EXISTS', K.outputs .. run) == 0 then redis.call('DEL', K.unseen .. run) end
keep_run(run)
keep_incident(f[5])
local parks = redis.call('HMGET', key, 'parks', 'parkedMs')
local alerts = redis.call('LRANGE', K.incidentAlerts .. f[5], 0, -1)
local first = redis.call('HGET', K.incident .. f[5], 'first')
if first then table.insert(alerts, 1, first) end
return { 'claimed', claim, takeovers, tonumber(parks[1] or 0), tonumber(parks[2] or 0), alerts }
