-- decides what becomes of each of a few alerts and stores everything that follows from it, at once.
-- alerts that arrive together come in one call, one after the other: what is paid per call and per
-- write to an index is then shared. for each alert the first half reads and decides and the second
-- half writes; an answer of `overloaded` has written nothing.
local limit = { waiting = tonumber(ARGV[1]), settle = tonumber(ARGV[2]), storm = tonumber(ARGV[3]) }

-- what is appended to indexes, written together. nothing in this script may read or remove from one
-- of them before `flush`.
local opened, open, runs, waiting = {}, {}, {}, {}
local function flush()
  if #opened > 0 then redis.call('RPUSH', K.incidents, unpack(opened)) end
  if #open > 0 then redis.call('SADD', K.incidentsOpen, unpack(open)) end
  if #runs > 0 then
    redis.call('RPUSH', K.runs, unpack(runs))
    redis.call('ZADD', K.waiting, unpack(waiting))
  end
  if #opened + #runs > 0 then opened, open, runs, waiting = {}, {}, {}, {} end
end
-- investigations that wait, those of this call included; read when it is first asked for.
local waits

-- json by hand: this runs for every alert of a storm, and all of these values are plain words.
local function quoted(text) return text and text ~= '' and '"' .. text .. '"' or 'null' end
local function fate(a, action, reason, incident, run)
  return '{"alertId":"' .. a.id .. '","fate":"' .. action .. '","reason":"' .. reason
    .. '","incidentId":' .. quoted(incident) .. ',"investigationId":' .. quoted(run)
    .. ',"at":"' .. a.nowIso .. '"}'
end

local function new_cycle(a, recovered, order, state, alerts)
  return '{"cycleKey":' .. a.cycleKeyJson .. ',"monitorId":' .. a.monitorJson .. ',"title":' .. a.titleJson
    .. ',"state":"' .. state .. '","lastTransition":"' .. a.transition .. '","priority":"' .. a.priority
    .. '","firstAlertId":"' .. a.id .. '","firedAt":"' .. a.firedIso .. '","recoveredAt":' .. quoted(recovered)
    .. ',"alerts":' .. alerts .. ',"order":' .. order .. '}'
end

-- the first answer to a delivery: alert|incident|investigation.
local function repeated(a, first)
  flush()
  local alert, incident, run = string.match(first, '(.-)|(.-)|(.*)')
  local reason = 'repeat of a delivery that was accepted as alert ' .. alert
  local json = fate(a, 'duplicate', reason, incident, run)
  redis.call('SET', K.alert .. a.id, '\n' .. json, 'PX', T.delivery)
  if incident ~= '' then
    redis.call('RPUSH', K.incidentRepeats .. incident, json)
    redis.call('LTRIM', K.incidentRepeats .. incident, -T.repeats, -1)
    redis.call('PEXPIRE', K.incidentRepeats .. incident, T.retention)
  end
  -- the first delivery may have died before it added the job: then this one does.
  local add = 0
  local priority = a.priority
  local since = run ~= '' and redis.call('ZSCORE', K.waiting, run)
  if since and since ~= 'inf' then
    add = 1
    priority = redis.call('HGET', K.run .. run, 'priority') or priority
  end
  return { 'duplicate', reason, alert, incident, run, add, priority, '' }
end

local function accept(a, new)
  local now, fired = tonumber(a.now), tonumber(a.fired)

  local cycleKey = K.cycle .. a.cycle
  local known = redis.call('GET', cycleKey)
  local cycle = { state = 'unknown', fired = 0, recovered = 0 }
  -- the newest delivery of a cycle is remembered with the cycle: most cycles have but one.
  local newest
  if known then
    local state, incident, fired, recovered, iso, last, answer, delivery =
      string.match(known, '(.-)|(.-)|(.-)|(.-)|(.-)|(.-)|(.-|.-|.-)|(.*)')
    cycle = {
      state = state, incident = incident ~= '' and incident or nil, fired = tonumber(fired),
      recovered = tonumber(recovered), recoveredIso = iso ~= '' and iso or nil, last = tonumber(last),
    }
    local left = T.delivery - (now - cycle.last)
    if left > 0 then newest = { delivery = delivery, answer = answer, left = left } end
  end
  local first = newest and newest.delivery == a.delivery and newest.answer
    or redis.call('GET', K.delivery .. a.delivery)
  if first then return repeated(a, first) end

  -- ── decide ─────────────────────────────────────────────────────────────────────────────────────
  if cycle.incident and redis.call('EXISTS', K.incident .. cycle.incident) == 0 then
    cycle = { state = 'unknown', fired = 0, recovered = 0 }
  end

  -- many senders never say `recovered`: a trigger long after the last word of its cycle is a new one.
  if cycle.state == 'firing' and a.opening and fired > cycle.fired
      and now - (cycle.last or 0) > T.refire then
    cycle = { state = 'unknown', fired = 0, recovered = 0 }
  end

  local action, reason, incident
  local starts, mode = false, 'full'
  -- what the alert says of its cycle: `firing`, `recovered`, or nothing new (nil).
  local becomes
  local opens = false

  if a.transition == 'recovered' then
    incident = cycle.incident
    if cycle.state == 'firing' and fired < cycle.fired then
      action, reason = 'ignored', 'this recovery is older than the trigger of the cycle that fires now'
    elseif cycle.state == 'firing' then
      action, reason, becomes = 'recovered', 'the cycle has recovered', 'recovered'
    elseif cycle.state == 'recovered' then
      action, reason = 'recovered', 'the cycle had recovered already'
    else
      action, reason = 'recovered', 'it came before its trigger and is remembered for 24 h'
    end
  elseif cycle.state == 'firing' then
    action, reason, incident = 'attached', 'the cycle fires on', cycle.incident
  elseif cycle.state == 'recovered' and fired <= cycle.recovered then
    action, reason, incident = 'attached', 'it is older than the recovery of its cycle', cycle.incident
  else
    local late = cycle.state == 'tombstone' and fired <= cycle.recovered
    becomes = late and 'recovered' or 'firing'
    incident = redis.call('GET', K.open .. a.group) or nil
    if incident then
      action, reason = 'attached', 'a new cycle of the open incident of this service'
      if late then reason = 'a cycle that has recovered already, of the open incident of this service' end
    elseif a.opening then
      action, opens, starts = 'started', true, true
      reason = 'the first sign of a new incident'
      if late then mode, reason = 'rules_only', 'its recovery came first: only rules look at it' end
    else
      action, becomes = 'ignored', nil
      reason = 'it repeats (' .. a.transition .. ') a trigger that was never received, and nothing is open'
    end
  end

  -- the newest investigation of the incident, and whether it can still take note of this alert.
  local last, status, active
  local was = {}
  if incident then
    local fields = redis.call('HMGET', K.incident .. incident, 'run', 'priority', 'state', 'firing', 'started', 'group')
    last = fields[1] or nil
    was = { priority = fields[2], state = fields[3], firing = tonumber(fields[4] or 0), started = fields[5], group = fields[6] }
    local finished
    if last then
      local run = redis.call('HMGET', K.run .. last, 'status', 'finishedMs')
      status, finished = run[1], tonumber(run[2] or 0)
      active = status and not ENDED[status]
    end
    if action == 'attached' and not active then
      local fresh = becomes == 'firing' and a.opening
      if not last or not status then
        starts = fresh
        if fresh then reason = 'nothing investigates its open incident' end
      elseif fresh and a.manual then
        starts, reason = true, 'a person asks for another look at the open incident'
      elseif fresh and a.priority < was.started then
        starts, reason = true, 'more urgent than what investigation ' .. last .. ' looked at'
      elseif fresh and redis.call('HEXISTS', K.incident .. incident, 'i:' .. a.identity) == 1 then
        starts, reason = true, 'the same monitor fired anew after investigation ' .. last .. ' had ended'
      elseif fresh and now - finished > limit.settle then
        starts, reason = true, 'a new cycle of the open incident, after investigation ' .. last .. ' had ended'
      else
        reason = reason .. '; investigation ' .. last .. ' has ended: listed on the incident'
      end
      if starts then action = 'started' end
    end
  end

  if starts then
    waits = waits or redis.call('ZCARD', K.waiting)
    if waits >= limit.waiting then return { 'overloaded' } end
    waits = waits + 1
  end

  -- ── write ──────────────────────────────────────────────────────────────────────────────────────
  local run = last
  local add, raise = 0, ''
  local priority = a.priority

  if opens then
    incident = new.incident
    -- one HSET for all that is known of a new incident: this path runs for every alert of a storm.
    -- what a later alert changes is left out while it says the same as another field: `runs` (`run`),
    -- `updatedMs` and `updatedAt` (when it opened); the list of its alerts begins with the second.
    local state = becomes == 'firing' and 'open' or 'recovered'
    redis.call('HSET', K.incident .. incident, 'doc', new.incidentDoc, 'group', a.group,
      'priority', priority, 'started', priority, 'state', state, 'openedMs', a.now,
      'firing', becomes == 'firing' and 1 or 0, 'run', new.run, 'first', a.id, 'i:' .. a.identity, 1,
      'c:' .. a.cycleKey, new_cycle(a, becomes == 'recovered' and cycle.recoveredIso, 0, becomes, 1))
    opened[#opened + 1] = incident
    if state == 'open' then open[#open + 1] = incident end
    redis.call('SET', K.open .. a.group, incident, 'PX', T.join)
    if a.service ~= '' then
      redis.call('RPUSH', K.incidentsByService .. a.service, incident)
      -- a storm: the oldest open incident among related services holds this one too.
      local oldest
      -- the group keys of related services are this text and the service's name.
      local siblings = string.sub(a.group, 1, #a.group - #a.service)
      for _, other in ipairs(redis.call('SMEMBERS', K.related .. a.service)) do
        local candidate = redis.call('GET', K.open .. siblings .. other)
        if candidate then
          local f = redis.call('HMGET', K.incident .. candidate, 'openedMs', 'parent', 'state')
          local opened = tonumber(f[1] or 0)
          if f[3] == 'open' and now - opened <= limit.storm and (not oldest or opened < oldest) then
            oldest = opened
            redis.call('HSET', K.incident .. incident, 'parent', f[2] or candidate)
          end
        end
      end
    end
  end

  if a.service ~= '' and redis.call('HEXISTS', K.registry, a.service) == 0 then
    redis.call('HINCRBY', K.unmapped, a.service, 1)
    redis.call('ZADD', K.unmappedSeen, a.now, a.service)
  end

  -- the cycle, for the next alert and for the reader of the incident.
  if incident and not opens then
    flush()
    local field = 'c:' .. a.cycleKey
    local stored = redis.call('HGET', K.incident .. incident, field)
    local entry = stored and cjson.decode(stored)
    local firing = was.firing
    local before = entry and entry.state
    if not entry then
      -- ULIDs of one millisecond have no order: the number of alerts before it has.
      local state = becomes or (cycle.state == 'recovered' and 'recovered') or 'firing'
      entry = cjson.decode(new_cycle(a, state == 'recovered' and cycle.recoveredIso,
        redis.call('LLEN', K.incidentAlerts .. incident) + 1, state, 0))
    end
    entry.alerts = entry.alerts + 1
    if action ~= 'ignored' then entry.lastTransition = a.transition end
    if a.transition ~= 'recovered' and priority < entry.priority then entry.priority = priority end
    if becomes then
      entry.state = becomes
      if becomes == 'recovered' then
        entry.recoveredAt = a.transition == 'recovered' and a.firedIso or cycle.recoveredIso or a.firedIso
      else
        entry.recoveredAt = cjson.null
        if before then entry.firedAt = a.firedIso end
      end
    end
    if entry.state == 'firing' and before ~= 'firing' then firing = firing + 1 end
    if entry.state == 'recovered' and before == 'firing' then firing = firing - 1 end

    redis.call('HSET', K.incident .. incident, field, cjson.encode(entry), 'firing', firing,
      'i:' .. a.identity, 1, 'updatedMs', a.now, 'updatedAt', a.nowIso)
    -- one recovery of several does not reopen an incident that was closed for want of news.
    local state = 'recovered'
    if firing > 0 then state = a.transition == 'recovered' and was.state or 'open' end
    if state ~= was.state then set_incident_state(incident, state) end
    redis.call('RPUSH', K.incidentAlerts .. incident, a.id)

    if a.transition ~= 'recovered' and priority < was.priority then
      redis.call('HSET', K.incident .. incident, 'priority', priority)
    end
    if active or starts then
      redis.call('SET', K.open .. was.group, incident, 'PX', T.join)
    elseif state == 'open' then
      redis.call('SET', K.open .. was.group, incident, 'PX', T.join, 'NX')
      redis.call('PEXPIRE', K.open .. was.group, T.join)
    else
      stop_joining(incident)
    end
  end

  if becomes == 'firing' then
    cycle.state, cycle.incident, cycle.fired = 'firing', incident, fired
  elseif becomes == 'recovered' or (a.transition == 'recovered' and action == 'recovered') then
    cycle.state = (becomes or cycle.incident) and 'recovered' or 'tombstone'
    cycle.incident = incident
    if a.transition == 'recovered' and fired >= cycle.recovered then
      cycle.recovered, cycle.recoveredIso = fired, a.firedIso
    end
  end

  -- the investigation.
  if starts then
    run = new.run
    if not opens then
      local before = redis.call('HGET', K.incident .. incident, 'runs') or last
      redis.call('HSET', K.incident .. incident, 'run', run, 'started', priority,
        'runs', before and before .. ',' .. run or run)
    end
    redis.call('HSET', K.run .. run, 'doc', new.runDoc, 'incident', incident, 'mode', mode,
      'priority', priority, 'status', 'queued', 'claim', 0)
    runs[#runs + 1] = run
    -- a finite score says that the job may be missing: see keys.ts.
    waiting[#waiting + 1] = a.now
    waiting[#waiting + 1] = run
    append(run, '"at":"' .. a.nowIso .. '","investigationId":"' .. run .. '","type":"investigation.queued"'
      .. ',"stage":null,"summary":' .. a.titleJson .. ',"data":{"alertId":"' .. a.id .. '","incidentId":"'
      .. incident .. '","priority":"' .. priority .. '","mode":"' .. mode .. '","reason":"' .. reason .. '"}}')
    add = 1
  elseif active and action ~= 'ignored' and (a.transition ~= 'recovered' or becomes) then
    -- it is told at its next stage boundary; a second recovery of one cycle is no news.
    local kind = a.transition == 'recovered' and 'alert.recovered' or 'alert.attached'
    redis.call('RPUSH', K.unseen .. run, a.id)
    redis.call('PEXPIRE', K.unseen .. run, T.retention)
    append(run, event(run, a.nowIso, kind, cjson.decode('[' .. a.titleJson .. ']')[1],
      { alertId = a.id, transition = a.transition, priority = a.priority, reason = reason }))
    local current = redis.call('HGET', K.run .. run, 'priority')
    if a.transition ~= 'recovered' and priority < current then
      redis.call('HSET', K.run .. run, 'priority', priority)
      redis.call('HSET', K.incident .. incident, 'started', priority)
      if status == 'queued' or status == 'parked' then raise = priority end
    end
  end
  -- what waits for a worker does not expire: lifetimes begin with the claim.
  if incident and not opens then keep_incident(incident) end

  -- the alert, its fate, and the memory of this delivery.
  redis.call('SET', K.alert .. a.id, a.json .. '\n' .. fate(a, action, reason, incident, run), 'PX', T.retention)
  if not incident then
    redis.call('RPUSH', K.strayAlerts, a.id)
    redis.call('LTRIM', K.strayAlerts, -T.alerts, -1)
  end
  local answer = a.id .. '|' .. (incident or '') .. '|' .. (run or '')
  if cycle.state == 'unknown' then
    redis.call('SET', K.delivery .. a.delivery, answer, 'PX', T.delivery)
  else
    -- the delivery that was the newest goes to a key of its own.
    if newest then
      redis.call('SET', K.delivery .. newest.delivery, newest.answer, 'PX', newest.left)
    end
    local memory = cycle.state .. '|' .. (cycle.incident or '') .. '|' .. string.format('%.0f', cycle.fired) .. '|'
      .. string.format('%.0f', cycle.recovered) .. '|' .. (cycle.recoveredIso or '') .. '|' .. a.now
      .. '|' .. answer .. '|' .. a.delivery
    redis.call('SET', cycleKey, memory, 'PX', cycle.state == 'firing' and T.cycle or T.tombstone)
  end
  return { action, reason, a.id, incident or '', run or '', add, priority, raise }
end

-- ── one after the other ──────────────────────────────────────────────────────────────────────────
local answers = {}
for at = 4, #ARGV, 23 do
  local a = {
    now = ARGV[at], nowIso = ARGV[at + 1], id = ARGV[at + 2], json = ARGV[at + 3],
    delivery = ARGV[at + 4], cycle = ARGV[at + 5], group = ARGV[at + 6], identity = ARGV[at + 7],
    transition = ARGV[at + 8], opening = ARGV[at + 9] == '1', manual = ARGV[at + 10] == '1',
    priority = ARGV[at + 11], fired = ARGV[at + 12], firedIso = ARGV[at + 13], service = ARGV[at + 14],
    cycleKey = ARGV[at + 15], cycleKeyJson = ARGV[at + 16], monitorJson = ARGV[at + 17],
    titleJson = ARGV[at + 18],
  }
  local new = {
    incident = ARGV[at + 19], incidentDoc = ARGV[at + 20], run = ARGV[at + 21], runDoc = ARGV[at + 22],
  }
  -- an alert that cannot be stored takes nobody with it.
  local stored, answer = pcall(accept, a, new)
  if not stored then answer = { 'failed', type(answer) == 'table' and answer.err or tostring(answer) } end
  answers[#answers + 1] = answer
end
flush()
return answers
