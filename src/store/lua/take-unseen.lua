-- alerts that the run has not taken note of; they count as seen afterwards. ARGV: run id, claim.
local run, claim = ARGV[1], ARGV[2]
local no = refused(run, claim)
if no then return no end
local ids = redis.call('LRANGE', K.unseen .. run, 0, -1)
redis.call('DEL', K.unseen .. run)
return { 'ok', ids }
