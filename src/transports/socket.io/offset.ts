/** The digits of a number as `socket.io-adapter` writes it: a time in milliseconds, in base 64. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'

/** The clocks of server and client may differ by this much. */
const largestDifferenceMs = 24 * 60 * 60 * 1000

/**
 * Whether a text is a place in the server's stream of events. With connection state recovery a server adds one as the last
 * argument of most events, though not of volatile ones and not of those that want an acknowledgement; nothing else in the
 * packet says whether it did. All adapters there are write the time into it, so a text of the same shape that an
 * application sends is told apart by the time it would mean. What cannot be told apart: an id that an application made in
 * this way within a day, as the last argument of a volatile event.
 */
export function isOffset(text: string, now: number): boolean {
  return Math.abs(timeOf(text) - now) <= largestDifferenceMs
}

/** In milliseconds since 1970; NaN where it is no place in a stream of any adapter. */
function timeOf(text: string): number {
  // `socket.io-adapter`, in memory: `Q8x3Fz1`, or `Q8x3Fz1.1` for the third event of a millisecond.
  if (/^[\w-]{7}(\.[\w-]+)?$/.test(text))
    return Array.from(text.slice(0, 7)).reduce((time, digit) => time * digits.length + digits.indexOf(digit), 0)
  // `@socket.io/redis-streams-adapter`: the id of an entry.
  if (/^\d{13}-\d+$/.test(text)) return Number(text.slice(0, 13))
  // `@socket.io/mongo-adapter`: an ObjectId, which begins with seconds.
  if (/^[\da-f]{24}$/.test(text)) return Number.parseInt(text.slice(0, 8), 16) * 1000
  return Number.NaN
}
