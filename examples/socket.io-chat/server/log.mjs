/** How much of a room is kept. */
const most = 100

/** What was said, for one process. A line is kept once: another with the same id is the same line, sent again. */
export function memoryLog() {
  const rooms = new Map()
  let last = 0
  return {
    async add(room, { id, from, text }) {
      const lines = rooms.get(room) ?? new Map()
      rooms.set(room, lines)
      const line = lines.get(id) ?? { id, from, text, at: (last = Math.max(last + 1, Date.now())) }
      lines.set(id, line)
      if (lines.size > most) lines.delete(lines.keys().next().value)
      return line
    },
    read: async (room) => [...(rooms.get(room)?.values() ?? [])],
  }
}

/**
 * The same for all processes: a sorted set for each room, of lines by their time. `NX` leaves a line where it is that
 * came before, whichever process it came to.
 */
export function redisLog(client) {
  const keyOf = (room) => `socket.io-chat:${room}`
  let last = 0
  return {
    async add(room, { id, from, text }) {
      const key = keyOf(room)
      const value = JSON.stringify({ id, from, text })
      last = Math.max(last + 1, Date.now())
      await client.zAdd(key, { score: last, value }, { condition: 'NX' })
      const [at] = await Promise.all([client.zScore(key, value), client.zRemRangeByRank(key, 0, -1 - most)])
      return { id, from, text, at }
    },
    async read(room) {
      const entries = await client.zRangeWithScores(keyOf(room), 0, -1)
      return entries.map(({ value, score }) => ({ ...JSON.parse(value), at: score }))
    },
  }
}
