/**
 * The token bucket, as Lua that Redis runs: every replica shares one clock (Redis TIME) and one
 * state, and a script is atomic.
 *
 * Generic cell rate algorithm. The state is one number, `tat`, the time at which the bucket will be
 * full again. A token costs `interval` ms of it; a call may go when what is missing is no more than
 * `burst` tokens. A call that may not go yet reserves its token and is told how long to wait, which
 * keeps the bucket busy without anybody asking twice.
 *
 * Beside it, what the upstream itself said: `blk` (nothing before this moment), and `cap` (so many
 * calls until `capu`), learned from its headers.
 *
 * Hash fields, times in epoch ms: tat, blk, cap, capu, g (grants so far), lg (grant that `cap` was
 * learned from), lim and per (the limit that headers state), name (and its name).
 */

const READ_STATE = `
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000 + tonumber(t[2]) / 1000
local function ms(x) return string.format('%.3f', x) end
local h = redis.call('HMGET', KEYS[1], 'tat', 'blk', 'cap', 'capu', 'g', 'lg', 'lim', 'per')
local tat, blk = tonumber(h[1] or '0'), tonumber(h[2] or '0')
local cap, capu = tonumber(h[3] or '-1'), tonumber(h[4] or '0')
local grants, learned = tonumber(h[5] or '0'), tonumber(h[6] or '-1')
local lim, per = tonumber(h[7] or '0'), tonumber(h[8] or '0')
local fixed = ARGV[3] == '1'
local function curve()
  local burst, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
  if lim > 0 and per > 0 then
    local b = math.min(burst, math.max(1, math.floor(lim / 3)))
    local i = per / math.max(lim - b, 0.5)
    if not fixed or i > interval then return b, i end
  end
  return burst, interval
end
local burst, interval = curve()
`;

/** A key outlives what it remembers by this much, ms: a full bucket and a missing one are the same. */
const WRITE_TTL = `
local function keep()
  local until_ = math.max(tat, blk, capu, lim > 0 and now + 2 * per or 0)
  redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(until_ - now, 0)) + 60000)
end
`;

/**
 * KEYS bucket; ARGV burst, interval, fixed, longest wait.
 * Returns { 1, wait in ms, grant number } or { 0, wait that would be needed, why }; `why` is
 * `rate` (our own curve) or `quota` (the upstream said so).
 */
export const RESERVE = `${READ_STATE}${WRITE_TTL}
local longest = tonumber(ARGV[4])
local why = 'rate'
local full = math.max(tat, now)
if blk > now then full = math.max(tat, blk) end
local at = math.max(full + interval - burst * interval, now)
if blk > at then at = blk end
if blk > now then why = 'quota' end
if capu > now and cap >= 0 and at < capu then
  if cap < 1 then
    why = 'quota'
    full = math.max(tat, capu)
    at = math.max(full + interval - burst * interval, capu)
  else
    cap = cap - 1
  end
end
local wait = at - now
if wait > longest then return { 0, ms(wait), why } end
tat = full + interval
grants = grants + 1
redis.call('HSET', KEYS[1], 'tat', ms(tat), 'cap', cap, 'g', grants)
keep()
return { 1, ms(wait), grants }
`;

/**
 * What an answer's headers say. KEYS bucket; ARGV burst, interval, fixed, grant number (0 unknown),
 * block ms, block mode (`full`: the quota is new afterwards; `slow`: go on carefully), limit, period
 * ms, remaining (-1 unknown), reset ms, name. Returns 1.
 */
export const LEARN = `${READ_STATE}${WRITE_TTL}
local grant = tonumber(ARGV[4])
local block, mode = tonumber(ARGV[5]), ARGV[6]
local limit, period = tonumber(ARGV[7]), tonumber(ARGV[8])
local remaining, reset = tonumber(ARGV[9]), tonumber(ARGV[10])
if limit > 0 and period > 0 and (limit ~= lim or period ~= per) then
  -- tat counts spent tokens in units of the interval: with another interval it is another time
  local spent = math.max(tat - now, 0) / interval
  lim, per = limit, period
  burst, interval = curve()
  tat = now + spent * interval
end
if block > 0 then
  blk = math.max(blk, now + block)
  if mode == 'slow' then tat = math.max(tat, blk + (burst - 1) * interval) end
end
if remaining >= 0 and reset > 0 and (grant == 0 or grant >= learned or now >= capu) then
  -- grants made after the one that was answered are not in the upstream's count yet
  local unseen = grant > 0 and math.max(grants - grant, 0) or 0
  cap = math.max(remaining - unseen, 0)
  capu = now + reset
  if grant > 0 then learned = grant end
end
redis.call('HSET', KEYS[1], 'tat', ms(tat), 'blk', ms(blk), 'cap', cap, 'capu', ms(capu),
  'lg', learned, 'lim', lim, 'per', per, 'g', grants)
if ARGV[11] ~= '' then redis.call('HSET', KEYS[1], 'name', ARGV[11]) end
keep()
return 1
`;

/** How full a bucket is. KEYS bucket; ARGV burst, interval, fixed. */
export const INSPECT = `${READ_STATE}
local available = math.min(burst, (now + burst * interval - math.max(tat, now)) / interval)
local blocked = math.max(blk - now, 0)
if capu > now and cap >= 0 then
  available = math.min(available, cap)
  if cap < 1 then blocked = math.max(blocked, capu - now) end
end
return { ms(blocked > 0 and 0 or math.max(available, 0)), ms(blocked), ms(burst), ms(interval),
  grants, lim, per, redis.call('HGET', KEYS[1], 'name') or '' }
`;
