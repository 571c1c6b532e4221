import { openSync, readFileSync, writeSync } from 'node:fs'

/** How much of a room a newcomer sees. */
const recent = 100

/**
 * What was said, one JSON line each in a file. A line is in the file before anybody hears of it, so that whoever was
 * told "it is said" may rely on it, even when the process is killed in the next moment. (All of it is kept in memory too;
 * something larger would ask a database.)
 */
export function openLog(path) {
  const file = openSync(path, 'a+')
  const lines = []
  const byId = new Map()

  const content = readFileSync(path, 'utf8')
  for (const row of content.split('\n')) keep(parse(row))
  // The end of a row that was being written when the machine went down.
  if (content !== '' && !content.endsWith('\n')) writeSync(file, '\n')

  function keep(entry) {
    if (!entry) return
    lines.push(entry)
    byId.set(entry.line.id, entry.line)
  }

  return {
    rooms: () => new Set(lines.map(({ room }) => room)),

    /** Keeps a line once: another with the same id is the same line, sent again. */
    add({ room, id, from, text }) {
      const known = byId.get(id)
      if (known) return { line: known, isNew: false }
      const seq = (lines.at(-1)?.line.seq ?? 0) + 1
      const entry = { room, line: { seq, id, from, text, at: Date.now() } }
      writeSync(file, `${JSON.stringify(entry)}\n`)
      keep(entry)
      return { line: entry.line, isNew: true }
    },

    /** What was said in a room after the line `since`; the most recent of it when that is no line of ours. */
    read(room, since) {
      const said = lines.filter((entry) => entry.room === room).map(({ line }) => line)
      const isKnown = Number.isInteger(since) && since <= (lines.at(-1)?.line.seq ?? 0)
      return isKnown ? said.filter(({ seq }) => seq > since) : said.slice(-recent)
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
