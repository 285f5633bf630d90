-- keeps a memory under its service and its features, in the place of an older one with its id; with an
-- empty document it only forgets. ARGV: id, document or '', owner, now ms, most per owner, most per
-- feature, most in all, keys of its features.
local id, doc, owner, now = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local function forget(one)
  local whose, keys = unpack(redis.call('HMGET', K.memory .. one, 'owner', 'keys'))
  if whose then
    redis.call('ZREM', K.memoryOf .. whose, one)
    for feature in string.gmatch(keys, '%S+') do redis.call('ZREM', K.memoryBy .. feature, one) end
    redis.call('DEL', K.memory .. one)
  end
  redis.call('ZREM', K.memories, one)
end
forget(id)
if doc == '' then return { 'ok' } end
local keys = {}
for i = 8, #ARGV do
  local feature = K.memoryBy .. ARGV[i]
  keys[#keys + 1] = ARGV[i]
  redis.call('ZADD', feature, now, id)
  redis.call('ZREMRANGEBYRANK', feature, 0, -(tonumber(ARGV[6]) + 1))
  redis.call('PEXPIRE', feature, T.memory)
end
redis.call('HSET', K.memory .. id, 'doc', doc, 'owner', owner, 'keys', table.concat(keys, ' '))
redis.call('PEXPIRE', K.memory .. id, T.memory)
redis.call('ZADD', K.memoryOf .. owner, now, id)
redis.call('PEXPIRE', K.memoryOf .. owner, T.memory)
redis.call('ZADD', K.memories, now, id)
-- what has expired leaves its index, and the oldest make room.
redis.call('ZREMRANGEBYSCORE', K.memories, '-inf', now - T.memory)
redis.call('ZREMRANGEBYSCORE', K.memoryOf .. owner, '-inf', now - T.memory)
for _, old in ipairs(redis.call('ZRANGE', K.memoryOf .. owner, 0, -(tonumber(ARGV[5]) + 1))) do forget(old) end
for _, old in ipairs(redis.call('ZRANGE', K.memories, 0, -(tonumber(ARGV[7]) + 1))) do forget(old) end
return { 'ok' }
