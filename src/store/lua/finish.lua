-- ends a run, if it may. ARGV: run id, claim or '', status, now ms, now iso, last pass ('1'),
-- result JSON or '', outcome, summary of the event, raise the claim ('1').
local run, claim, status, now, nowIso = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local lastPass, result, outcome, summary, fence = ARGV[6] == '1', ARGV[7], ARGV[8], ARGV[9], ARGV[10] == '1'
local key = K.run .. run
local no = refused(run, claim)
if no then return no end
local f = redis.call('HMGET', key, 'status', 'incident', 'result')
-- whoever gives it up without a claim does not undo an end that it already has.
if claim == '' and ENDED[f[1]] then return { 'ended' } end

local unseen = redis.call('LRANGE', K.unseen .. run, 0, -1)
if #unseen > 0 and not lastPass then
  redis.call('DEL', K.unseen .. run)
  return { 'unseen', unseen }
end

redis.call('HSET', key, 'status', status, 'finishedAt', nowIso, 'finishedMs', now, 'outcome', outcome)
if result ~= '' then redis.call('HSET', key, 'result', result) end
if fence then redis.call('HINCRBY', key, 'claim', 1) end
redis.call('ZREM', K.waiting, run)
redis.call('DEL', K.unseen .. run)
append(run, event(run, nowIso, 'investigation.finished', summary,
  { status = status, outcome = outcome, lateAlerts = #unseen }))
keep_run(run)

-- nobody ever says that a manual request has recovered: it is over with its investigation.
local incident = f[2]
local inc = K.incident .. incident
if redis.call('EXISTS', inc) == 1 then
  local newest, firing = unpack(redis.call('HMGET', inc, 'run', 'firing'))
  firing = tonumber(firing or 0)
  local manual = false
  local fields = redis.call('HGETALL', inc)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 9) == 'c:manual:' then
      local cycle = cjson.decode(fields[i + 1])
      if cycle.state == 'firing' then
        cycle.state, cycle.recoveredAt, firing, manual = 'recovered', nowIso, firing - 1, true
        redis.call('HSET', inc, fields[i], cjson.encode(cycle))
      end
    end
  end
  redis.call('HSET', inc, 'firing', firing)
  if manual and firing == 0 then set_incident_state(incident, 'closed') end
  if firing == 0 and newest == run then stop_joining(incident) end
  keep_incident(incident)
end
return { 'done' }
