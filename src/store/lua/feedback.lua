-- keeps what a person said about a run, with its event. ARGV: run id, feedback JSON, event JSON
-- without its number.
local run = ARGV[1]
local no = refused(run, '')
if no then return no end
redis.call('RPUSH', K.feedback .. run, ARGV[2])
redis.call('LTRIM', K.feedback .. run, -T.feedback, -1)
redis.call('PEXPIRE', K.feedback .. run, T.retention)
append(run, ARGV[3])
keep_run(run)
return { 'ok' }
