/** How long late words about somebody who is gone may come, in milliseconds. */
const memory = 3_600_000

/**
 * All that is done to a channel, in Lua: Redis runs it as one step, by its own clock, so that every process may do it at
 * any time. It is one script, and not one for each command, so that commands keep their order when Redis does not know it
 * yet. `KEYS` are those of a channel, `ARGV` is the name of a command and its arguments; the answer is JSON.
 *
 * Versions and times stay texts where they are only handed on: Lua would write a large number as `1e+15`. What members say
 * stays one, too: an empty array would come back as an object.
 */
export const program: string = /* lua */ `
local call = redis.call
local members, expiry, gone, count = unpack(KEYS)
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Who flushes Redis takes the epoch with it.
call('HSETNX', count, 'epoch', time[1] .. '.' .. time[2])

local function revision()
  return '"epoch":"' .. call('HGET', count, 'epoch') .. '","revision":' .. (call('HGET', count, 'revision') or 0)
end

local function tell(what)
  call('HINCRBY', count, 'revision', 1)
  call('PUBLISH', count, '{' .. revision() .. ',' .. what .. '}')
end

local function find(id)
  return string.match(call('HGET', members, id) or '', '^%[(%-?%d+),(%d+),(%d+),(.*)%]$')
end

-- The newest version of them that anybody spoke of.
local function newest(id)
  return tonumber(find(id) or call('HGET', gone, id)) or -1
end

-- The fence: what is said of a version that another one took the place of changes nothing.
local function isOutdated(id, version)
  return newest(id) > tonumber(version)
end

local function bury(id, version)
  call('HSET', gone, id, version)
  call('ZADD', expiry, now + ${memory}, id)
  return call('HDEL', members, id) == 1
end

local function tellLeft(marks)
  if #marks > 0 then tell('"left":[' .. table.concat(marks, ',') .. ']') end
end

local function mark(id, version)
  return '[' .. cjson.encode(id) .. ',' .. version .. ']'
end

local function sweep()
  local left = {}
  for _, id in ipairs(call('ZRANGEBYSCORE', expiry, '-inf', now)) do
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

-- What nobody speaks of any more vanishes: not before the last member and the last word about one who is gone.
local function keep(ttl)
  local life = math.ceil(${memory} + ttl)
  for _, key in ipairs(KEYS) do
    if call('PTTL', key) < life then call('PEXPIRE', key, 2 * life) end
  end
end

local commands = {}

function commands.put(id, version, ttl, said)
  sweep()
  local _, since, at, before = find(id)
  local isNew = not isOutdated(id, version) and newest(id) ~= tonumber(version)
  if isNew then
    if said ~= before then at = now end
    local member = '[' .. version .. ',' .. (since or now) .. ',' .. at .. ',' .. said .. ']'
    call('HSET', members, id, member)
    call('HDEL', gone, id)
    call('ZADD', expiry, now + ttl, id)
    tell('"set":' .. member)
  end
  keep(ttl)
  return tostring(isNew)
end

function commands.touch(alive)
  local unknown, longest = {}, 0
  for index, entry in ipairs(cjson.decode(alive)) do
    local id, version, ttl = unpack(entry)
    longest = math.max(longest, ttl)
    local known, isHere = newest(id), call('HEXISTS', members, id) == 1
    if known == version and isHere then
      call('ZADD', expiry, now + ttl, id)
    elseif known <= version then
      table.insert(unknown, index - 1)
    end
  end
  keep(longest)
  return '[' .. table.concat(unknown, ',') .. ']'
end

function commands.drop(id, version, grace)
  if find(id) and not isOutdated(id, version) then call('ZADD', expiry, 'LT', now + grace, id) end
  return 'null'
end

function commands.remove(id, version)
  if not isOutdated(id, version) and bury(id, version) then tellLeft({ mark(id, version) }) end
  keep(0)
  return 'null'
end

function commands.sweep()
  sweep()
  keep(0)
  return '{' .. revision() .. '}'
end

function commands.read()
  sweep()
  keep(0)
  return '{' .. revision() .. ',"now":' .. now .. ',"members":[' .. table.concat(call('HVALS', members), ',') .. ']}'
end

return commands[ARGV[1]](unpack(ARGV, 2))
`
