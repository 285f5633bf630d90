-- appends events, all or none. ARGV: run id, claim or '', number of them that are progress, then
-- each event's JSON without its number.
local run, claim = ARGV[1], ARGV[2]
local no = refused(run, claim)
if no then return no end
local progress = tonumber(ARGV[3])
if progress > 0 then redis.call('HINCRBY', K.run .. run, 'progress', progress) end
local written = {}
for i = 4, #ARGV do written[#written + 1] = append(run, ARGV[i]) end
redis.call('PEXPIRE', K.events .. run, T.retention)
redis.call('PEXPIRE', K.run .. run, T.retention)
return { 'ok', written }
