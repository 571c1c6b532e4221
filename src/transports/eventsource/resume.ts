import type { CloseReason } from '../../transport/closeReason'

/** What a connection hands from link to link. */
type Memory = Map<string, unknown>

/** In the memory: the id of the newest event that had one. Also the name of the header that asks for what came after it. */
const lastEventId = 'last-event-id'
/** In the memory: what the server's `retry:` asked for, in milliseconds. */
const reconnectionTime = 'retry'
/** In the memory: the origin that answered, after all redirects. */
const answeringOrigin = 'origin'
/** In the memory: whether the server of another origin takes the header `Last-Event-ID`. */
const headerVerdict = 'takes-last-event-id'
/** What the server's `retry:` may ask for at most. */
const longestReconnectionTimeMs = 60 * 60 * 1000

/** An event with an id came: the next link asks for what follows it. An empty text takes back the ids before. */
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

/**
 * How to ask for what follows the newest event: with the header, without it, or with it and, where that fails, without.
 * Only a browser asks servers of another origin for their permission. A server that took the header once, or has answered
 * twice only when it was left out, is known; once alone may have been a server that came back between both requests.
 */
export function resumption(memory: Memory, href: string): 'with-header' | 'without-header' | 'either' {
  const page = globalThis.location?.origin
  const isForeign = page !== undefined && page !== (memory.get(answeringOrigin) ?? new URL(href).origin)
  if (!isForeign || !newestEventId(memory)) return 'with-header'
  const verdict = memory.get(headerVerdict)
  if (verdict === 'taken') return 'with-header'
  return verdict === 'refused-twice' ? 'without-header' : 'either'
}

/** The server answered a request that had the header, or not. */
export function rememberAnswer(memory: Memory, { url }: Response, isResuming: boolean): void {
  // A redirect may lead to another origin. An answer that no network gave has no url.
  if (url) memory.set(answeringOrigin, new URL(url).origin)
  if (!newestEventId(memory)) return
  if (isResuming) memory.set(headerVerdict, 'taken')
  else memory.set(headerVerdict, memory.has(headerVerdict) ? 'refused-twice' : 'refused-once')
}

/** The server's `retry:` asked for this many milliseconds before the next link. */
export function rememberReconnectionTime(memory: Memory, milliseconds: number): void {
  memory.set(reconnectionTime, Math.min(milliseconds, longestReconnectionTimeMs))
}

/** How long to wait at least before the next link, in milliseconds, by `retry:` and by `Retry-After`. */
export function leastWaitOf(memory: Memory, { retryAfter = 0 }: CloseReason): number {
  return Math.max(Number(memory.get(reconnectionTime) ?? 0), retryAfter)
}
