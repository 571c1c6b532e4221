import type { Line } from '../../../examples/socket.io-chat/protocol'

/** What was said, by room. */
export interface ChatLog {
  /** A line is kept once, however often it comes. */
  add(room: string, line: Omit<Line, 'at'>): Line
  read(room: string): readonly Line[]
  clear(): void
}

export function createChatLog(): ChatLog {
  const rooms = new Map<string, readonly Line[]>()
  let last = 0

  return {
    add(room, line) {
      const lines = rooms.get(room) ?? []
      const known = lines.find(({ id }) => id === line.id)
      if (known) return known
      // Each later than the one before, so that there is one order.
      last = Math.max(last + 1, Date.now())
      const kept = { ...line, at: last }
      rooms.set(room, [...lines, kept].slice(-100))
      return kept
    },
    read: (room) => rooms.get(room) ?? [],
    clear: () => rooms.clear(),
  }
}
