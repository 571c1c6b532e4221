import type { CloseReason } from '../../transport/closeReason'

interface HeaderVerdict {
  readonly address: string
  readonly refusals: number
}

/** What a connection hands from link to link. */
type Memory = Map<string, unknown>

/** In the memory: the id of the newest event that had one. Also the name of the header that asks for what came after it. */
const lastEventId = 'last-event-id'
/** In the memory: what the server's `retry:` asked for, in milliseconds. */
const reconnectionTime = 'retry'
/** In the memory: the origin that answered, after all redirects. */
const answeringOrigin = 'origin'
/** From so many failures in a row on, an address of the page's own origin may redirect to another one by now. */
const suspiciousAttempt = 3
/** In the memory: how often in a row an address answered only when the header `Last-Event-ID` was left out. */
const headerVerdict = 'refused-last-event-id'
/** In the memory: an address that is asked without the header by the next attempt. */
const withoutHeaderNext = 'without-last-event-id'
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
 * Only a browser asks servers of another origin for their permission, and an address of its own origin may redirect to another
 * one. An address that answered twice only when the header was left out refuses it; once alone may have been a server that
 * came back between both requests.
 */
export function resumption(memory: Memory, href: string, attempt: number): 'with-header' | 'without-header' | 'either' {
  const page = globalThis.location?.origin
  if (page === undefined || !newestEventId(memory)) return 'with-header'
  const isForeign = [new URL(href).origin, memory.get(answeringOrigin) ?? page].some((origin) => origin !== page)
  if (!isForeign && attempt < suspiciousAttempt) return 'with-header'
  if (memory.get(withoutHeaderNext) === href) return 'without-header'
  const verdict = memory.get(headerVerdict) as HeaderVerdict | undefined
  return verdict?.address === href && verdict.refusals > 1 ? 'without-header' : 'either'
}

/**
 * A request that cannot be made twice at once failed: the next attempt asks in the other way, with the header or without.
 */
export function askOtherwiseNext(memory: Memory, href: string): void {
  if (memory.get(withoutHeaderNext) === href) memory.delete(withoutHeaderNext)
  else memory.set(withoutHeaderNext, href)
}

/** The server answered a request that had the header, or not. */
export function rememberAnswer(memory: Memory, href: string, { url }: Response, isResuming: boolean): void {
  // A redirect may lead to another origin. An answer that no network gave has no url.
  if (url) memory.set(answeringOrigin, new URL(url).origin)
  if (!newestEventId(memory)) return
  const before = memory.get(headerVerdict) as HeaderVerdict | undefined
  const refusalsBefore = before?.address === href ? before.refusals : 0
  memory.set(headerVerdict, { address: href, refusals: isResuming ? 0 : refusalsBefore + 1 })
}

/** The server's `retry:` asked for this many milliseconds before the next link. */
export function rememberReconnectionTime(memory: Memory, milliseconds: number): void {
  memory.set(reconnectionTime, Math.min(milliseconds, longestReconnectionTimeMs))
}

/** How long to wait at least before the next link, in milliseconds, by `retry:` and by `Retry-After`. */
export function leastWaitOf(memory: Memory, { retryAfter = 0 }: CloseReason): number {
  return Math.max(Number(memory.get(reconnectionTime) ?? 0), retryAfter)
}
