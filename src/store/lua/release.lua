-- the worker hands the run back (shutdown) or parks it. ARGV: run id, claim, status, now ms,
-- event JSON without its number, or ''.
local run, claim, status, now, rest = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local no = refused(run, claim)
if no then return no end
local key = K.run .. run
redis.call('HSET', key, 'status', status)
-- the claim ends with it: a late write of this worker is refused.
redis.call('HINCRBY', key, 'claim', 1)
if status == 'parked' then
  redis.call('HSET', key, 'parkedAt', now)
  redis.call('HINCRBY', key, 'parks', 1)
end
if rest ~= '' then append(run, rest) end
return { 'ok' }
