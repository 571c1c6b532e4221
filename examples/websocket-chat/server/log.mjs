import { openSync, readFileSync, writeSync } from 'node:fs'

/** How much of a room a newcomer sees. */
const recent = 100
/** How much one gets at most who comes back. */
const mostMissed = 500

/**
 * What was said, one JSON line each in a file. A line is in the file before anybody hears of it, so that whoever was
 * told "it is said" may rely on it, even when the process is killed in the next moment. (All of it is kept in memory too;
 * something larger would ask a database.)
 */
export function openLog(path) {
  const file = openSync(path, 'a+')
  const rooms = new Map()
  const byId = new Map()
  let last = 0

  const content = readFileSync(path, 'utf8')
  for (const row of content.split('\n')) keep(parse(row))
  // The end of a row that was being written when the machine went down.
  if (content !== '' && !content.endsWith('\n')) writeSync(file, '\n')

  function keep(entry) {
    if (!entry) return
    const { room, line } = entry
    if (!rooms.has(room)) rooms.set(room, [])
    rooms.get(room).push(line)
    byId.set(line.id, entry)
    last = line.seq
  }

  return {
    rooms: () => [...rooms.keys()],
    has: (room) => rooms.has(room),

    /** Keeps a line once: another with the same id is the same line, sent again. Nothing when the id is somebody else's. */
    add({ room, id, from, text }) {
      const known = byId.get(id)
      if (known)
        return known.room === room && known.line.from.id === from.id ? { line: known.line, isNew: false } : null
      const entry = { room, line: { seq: last + 1, id, from, text, at: Date.now() } }
      writeSync(file, `${JSON.stringify(entry)}\n`)
      keep(entry)
      return { line: entry.line, isNew: true }
    },

    /** What was said in a room after the line `since`, the newest of it; a little when that is no line of ours. */
    read(room, since) {
      const said = rooms.get(room) ?? []
      if (!Number.isInteger(since) || since > last) return said.slice(-recent)
      return said.slice(-mostMissed).filter(({ seq }) => seq > since)
    },
  }
}

function parse(row) {
  try {
    return JSON.parse(row)
  } catch {
    return null
  }
}
