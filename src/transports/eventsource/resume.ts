import type { CloseReason } from '../../transport/closeReason'

/** What a connection hands from link to link. */
type Memory = Map<string, unknown>

/** In the memory: the id of the newest event that had one. Also the name of the header that asks for what came after it. */
const lastEventId = 'last-event-id'
/** In the memory: what the server's `retry:` asked for, in milliseconds. */
const reconnectionTime = 'retry'
/** What the server's `retry:` may ask for at most. */
const longestReconnectionTimeMs = 60 * 60 * 1000

/** An event with an id came: the next link asks for what follows it. */
export function rememberEventId(memory: Memory, id: string): void {
  memory.set(lastEventId, id)
}

/** The id of the newest event that had one. An empty text, as the server may send it, asks for nothing. */
export function newestEventId(memory: Memory): string | undefined {
  return memory.get(lastEventId) as string | undefined
}

/** Asks for the events after the newest one. Headers hold bytes: `EventSource` writes text as UTF-8 into them. */
export function addLastEventId(headers: Headers, memory: Memory): void {
  const id = newestEventId(memory)
  if (id) headers.set(lastEventId, String.fromCharCode(...new TextEncoder().encode(id)))
}

/** The server's `retry:` asked for this many milliseconds before the next link. */
export function rememberReconnectionTime(memory: Memory, milliseconds: number): void {
  memory.set(reconnectionTime, Math.min(milliseconds, longestReconnectionTimeMs))
}

/** How long to wait at least before the next link, in milliseconds, by `retry:` and by `Retry-After`. */
export function leastWaitOf(memory: Memory, { retryAfter = 0 }: CloseReason): number {
  return Math.max(Number(memory.get(reconnectionTime) ?? 0), retryAfter)
}
