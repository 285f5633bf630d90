-- shared by all scripts: K (key names) and T (lifetimes) come before it, see script.ts.

local ENDED = { succeeded = true, failed = true, cancelled = true, awaiting_approval = true }

local function write_event(run, seq, rest)
  local json = '{"seq":' .. seq .. ',' .. rest
  redis.call('XADD', K.events .. run, seq .. '-0', 'e', json)
  redis.call('XADD', K.live, 'MAXLEN', '~', T.live, '*', 'e', json)
  return json
end

-- appends one event with the next number; `rest` is its JSON without the leading `{"seq":n,`.
local function append(run, rest)
  local seq = redis.call('HINCRBY', K.run .. run, 'seq', 1)
  return write_event(run, seq, rest)
end

-- the JSON of an event that a script itself writes; `data` holds strings, numbers and booleans only.
local function event(run, at, kind, summary, data)
  return '"at":' .. cjson.encode(at) .. ',"investigationId":"' .. run .. '","type":"' .. kind
    .. '","stage":null,"summary":' .. cjson.encode(summary) .. ',"data":' .. cjson.encode(data) .. '}'
end

-- every key of an investigation lives as long as the newest change of any of them.
local function keep_run(run)
  for _, name in ipairs({ 'run', 'outputs', 'events', 'unseen', 'runActions' }) do
    redis.call('PEXPIRE', K[name] .. run, T.retention)
  end
end

local function keep_incident(incident)
  redis.call('PEXPIRE', K.incident .. incident, T.retention)
  redis.call('PEXPIRE', K.incidentAlerts .. incident, T.retention)
end

-- moves an incident between the indexes by state; `group` is the key of what it may be joined by.
local function set_incident_state(incident, state)
  local key = K.incident .. incident
  local was, opened = unpack(redis.call('HMGET', key, 'state', 'openedMs'))
  if was == state then return end
  if was then redis.call('ZREM', K.incidentsByState .. was, incident) end
  redis.call('HSET', key, 'state', state)
  redis.call('ZADD', K.incidentsByState .. state, opened, incident)
end

-- a recovered incident stops taking in cycles once nothing investigates it any more.
local function stop_joining(incident)
  local group = redis.call('HGET', K.incident .. incident, 'group')
  if group and redis.call('GET', K.open .. group) == incident then
    redis.call('DEL', K.open .. group)
  end
end

-- nil when the claim may write; else what to answer.
local function refused(run, claim)
  local status, current = unpack(redis.call('HMGET', K.run .. run, 'status', 'claim'))
  if not status then return { 'not_found' } end
  if claim == '' then return nil end
  if current ~= claim then return { 'fenced', 'a later claim exists: ' .. current } end
  if ENDED[status] then return { 'fenced', 'it has ended: ' .. status } end
  return nil
end
