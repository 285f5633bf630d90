-- `awaiting_approval` becomes `succeeded`. ARGV: run id, now iso.
local key = K.run .. ARGV[1]
local status = redis.call('HGET', key, 'status')
if not status then return { 'not_found' } end
if status == 'awaiting_approval' then redis.call('HSET', key, 'status', 'succeeded') end
return { 'ok' }
