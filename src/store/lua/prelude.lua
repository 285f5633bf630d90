-- shared by all scripts. `K.<name>` and `T.<name>` are replaced by key names and lifetimes, see script.ts.

local ENDED = { succeeded = true, failed = true, cancelled = true, awaiting_approval = true }

-- appends one event; its number is its place in the list. `rest` is its JSON without `{"seq":n,`.
local function append(run, rest)
  local seq = redis.call('RPUSH', K.events .. run, rest)
  local json = '{"seq":' .. seq .. ',' .. rest
  redis.call('XADD', K.live, 'MAXLEN', '~', T.live, '*', 'e', json)
  return json
end

-- the JSON of an event that a script itself writes; `data` holds strings, numbers and booleans only.
local function event(run, at, kind, summary, data)
  return '"at":' .. cjson.encode(at) .. ',"investigationId":"' .. run .. '","type":"' .. kind
    .. '","stage":null,"summary":' .. cjson.encode(summary) .. ',"data":' .. cjson.encode(data) .. '}'
end

-- every key of an investigation lives as long as the newest change of any of them.
local function keep_run(run)
  redis.call('PEXPIRE', K.run .. run, T.retention)
  redis.call('PEXPIRE', K.outputs .. run, T.retention)
  redis.call('PEXPIRE', K.events .. run, T.retention)
  redis.call('PEXPIRE', K.unseen .. run, T.retention)
  redis.call('PEXPIRE', K.runActions .. run, T.retention)
end

local function keep_incident(incident)
  redis.call('PEXPIRE', K.incident .. incident, T.retention)
  redis.call('PEXPIRE', K.incidentAlerts .. incident, T.retention)
end

-- changes an incident's state and the set of those that are open.
local function set_incident_state(incident, state)
  redis.call('HSET', K.incident .. incident, 'state', state)
  redis.call(state == 'open' and 'SADD' or 'SREM', K.incidentsOpen, incident)
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
