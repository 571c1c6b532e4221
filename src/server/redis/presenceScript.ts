/** The most members that one script sweeps or touches: Redis does nothing else while it runs a script. */
export const membersAtOnce = 500
/** How long the keys of a channel are kept at least. */
const leastLifeMs = 60_000
/** How long a version is remembered in a channel where nobody has said for how long. */
const defaultMemoryMs = 60_000

/**
 * All that is done to a channel, in Lua: Redis runs it as one step, by its own clock, so that every process may do it at
 * any time. It is one script, and not one for each command, so that commands keep their order when Redis does not know it
 * yet. `KEYS` are those of a channel, `ARGV` is the name of a command and its arguments; the answer is JSON.
 *
 * Versions and times stay texts where they are only handed on: Lua would write a large number as `1e+15`. What members say
 * stays a text, too: an empty array would come back as an object.
 *
 * `sweep` removes `membersAtOnce` members at most, and says whether there may be more; callers give `touch` no more of them.
 * `read` takes all members: a process calls it once for a channel, and again only after it has missed a change. `read` and
 * `sweep` write nothing about a channel that does not exist.
 */
export const presenceScript: string = /* lua */ `
local call = redis.call
local members, expiry, gone, count, evicted = unpack(KEYS)
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- 'none' is the epoch of a channel that does not exist. Who flushes Redis takes the epoch with it.
local function revision()
  local epoch = call('HGET', count, 'epoch') or 'none'
  return '"epoch":"' .. epoch .. '","revision":' .. (call('HGET', count, 'revision') or 0)
end

local function age()
  local began = tonumber(call('HGET', count, 'began'))
  return began and now - began or 0
end

local function tell(what)
  if call('HSETNX', count, 'epoch', time[1] .. '.' .. time[2]) == 1 then call('HSET', count, 'began', now) end
  call('HINCRBY', count, 'revision', 1)
  call('PUBLISH', count, '{' .. revision() .. ',' .. what .. '}')
end

-- A member is version, since, at, whether its link broke, and what it says.
local function find(id)
  return string.match(call('HGET', members, id) or '', '^%[(%-?%d+),(%d+),(%d+),(%d),(.*)%]$')
end

local function write(id, version, since, at, isDropped, said)
  local member = '[' .. table.concat({ version, since, at, isDropped, said }, ',') .. ']'
  call('HSET', members, id, member)
  return member
end

-- The newest version of a member that is there, or of one that is gone; nil for an unknown member.
local function newest(id)
  return tonumber(find(id) or call('HGET', gone, id))
end

-- The fence: what is said of a version changes nothing when a newer one is known.
local function isOutdated(id, version)
  local known = newest(id)
  return known and known > tonumber(version)
end

local function isNews(id, version)
  local known = newest(id)
  return not known or known < tonumber(version)
end

-- The keys of a channel vanish when nobody has spoken of it for a while: not before the last member was swept, and the last
-- version was forgotten.
local function extendKeys(ttl)
  local life = math.max(2 * ttl, ${leastLifeMs})
  for _, key in ipairs(KEYS) do
    if call('PTTL', key) < life then call('PEXPIRE', key, 2 * life) end
  end
end

-- The version of a member who is gone is remembered for the 'memory' of the channel, as it was said last.
local function bury(id, version)
  local memory = tonumber(call('HGET', count, 'memory')) or ${defaultMemoryMs}
  call('HSET', gone, id, version)
  call('ZADD', expiry, now + memory, id)
  return call('HDEL', members, id) == 1
end

local function setMemory(memory)
  if tonumber(call('HGET', count, 'memory') or 0) ~= memory then call('HSET', count, 'memory', memory) end
end

local function mark(id, version)
  return '[' .. cjson.encode(id) .. ',' .. version .. ']'
end

local function tellLeft(marks)
  if #marks > 0 then tell('"left":[' .. table.concat(marks, ',') .. ']') end
end

local function expire(ids)
  local left = {}
  for _, id in ipairs(ids) do
    local version = find(id)
    if version then
      bury(id, version)
      table.insert(left, mark(id, version))
    else
      call('HDEL', gone, id)
      call('ZREM', expiry, id)
    end
  end
  tellLeft(left)
end

local commands = {}

function commands.put(id, version, ttl, said)
  setMemory(math.ceil(ttl))
  -- A member whose time was up before anybody swept has left, and comes anew.
  local ends = tonumber(call('ZSCORE', expiry, id))
  if ends and ends <= now then expire({ id }) end
  local _, since, at, _, before = find(id)
  local isTaken = isNews(id, version)
  if isTaken then
    if said ~= before then at = now end
    local member = write(id, version, since or now, at, 0, said)
    call('HDEL', gone, id)
    call('ZADD', expiry, now + ttl, id)
    tell('"set":' .. member)
  end
  extendKeys(math.ceil(ttl))
  return tostring(isTaken)
end

function commands.touch(alive)
  local unknown, longest = {}, 0
  for index, entry in ipairs(cjson.decode(alive)) do
    local id, version, ttl = unpack(entry)
    local known, isHere = newest(id), call('HEXISTS', members, id) == 1
    if known == version and isHere then
      longest = math.max(longest, ttl)
      call('ZADD', expiry, now + ttl, id)
    elseif not isOutdated(id, version) then
      table.insert(unknown, index - 1)
    end
  end
  if longest > 0 then extendKeys(math.ceil(longest)) end
  return '[' .. table.concat(unknown, ',') .. ']'
end

function commands.drop(id, version, ttl)
  local known, since, at, _, said = find(id)
  if known and not isOutdated(id, version) then
    call('ZADD', expiry, now + ttl, id)
    write(id, known, since, at, 1, said)
    tell('"dropped":[' .. mark(id, known) .. ']')
  end
  return 'null'
end

function commands.remove(id, version, memory)
  setMemory(math.ceil(memory))
  if not isOutdated(id, version) and bury(id, version) then tellLeft({ mark(id, version) }) end
  extendKeys(math.ceil(memory))
  return 'null'
end

function commands.evict(key, memory)
  call('ZREMRANGEBYSCORE', evicted, '-inf', now - memory)
  call('ZADD', evicted, now, key)
  tell('"evicted":' .. key)
  extendKeys(math.ceil(memory))
  return 'null'
end

-- 'more' says whether others may be left to remove.
function commands.sweep()
  local ids = call('ZRANGEBYSCORE', expiry, '-inf', now, 'LIMIT', 0, ${membersAtOnce})
  expire(ids)
  return '{' .. revision() .. ',"more":' .. tostring(#ids == ${membersAtOnce}) .. '}'
end

function commands.read()
  local all = table.concat(call('HVALS', members), ',')
  local evictions = {}
  local keysAndTimes = call('ZRANGE', evicted, 0, -1, 'WITHSCORES')
  for index = 1, #keysAndTimes, 2 do
    table.insert(evictions, '{"key":' .. keysAndTimes[index] .. ',"agoMs":' .. now - keysAndTimes[index + 1] .. '}')
  end
  return '{' .. revision() .. ',"now":' .. now .. ',"age":' .. age()
    .. ',"members":[' .. all .. '],"evicted":[' .. table.concat(evictions, ',') .. ']}'
end

return commands[ARGV[1]](unpack(ARGV, 2))
`
