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
/** In the memory: an address that was asked with the header, which its server may not allow, and has not answered yet. */
const unanswered = 'asked-with-last-event-id'
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

/**
 * Asks for the events after the newest one; returns false where nothing can be asked for. Headers hold bytes: `EventSource`
 * writes text as UTF-8 into them.
 */
export function addLastEventId(headers: Headers, memory: Memory): boolean {
  const id = newestEventId(memory) ?? ''
  if (!canBeSent(id)) return false
  headers.set(lastEventId, Array.from(new TextEncoder().encode(id), (byte) => String.fromCharCode(byte)).join(''))
  return true
}

/** HTTP allows no control characters in a header, and a server would refuse every further request. */
function canBeSent(id: string): boolean {
  // oxlint-disable-next-line eslint/no-control-regex
  return id !== '' && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(id)
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
  const isForeign = new URL(href).origin !== page || answeringOriginOf(memory, href) !== page
  if (!isForeign && attempt < suspiciousAttempt) return 'with-header'
  const verdict = memory.get(headerVerdict) as HeaderVerdict | undefined
  const refusals = verdict?.address === href ? verdict.refusals : undefined
  // The server has resumed before: a request that fails now fails for another reason.
  if (refusals === 0 && attempt < suspiciousAttempt) return 'with-header'
  if (memory.get(withoutHeaderNext) === href) return 'without-header'
  return refusals !== undefined && refusals > 1 ? 'without-header' : 'either'
}

/** Whether the server has answered a request that had the header, and none without it since. */
export function hasResumed(memory: Memory, href: string): boolean {
  const verdict = memory.get(headerVerdict) as HeaderVerdict | undefined
  return verdict?.address === href && verdict.refusals === 0
}

/**
 * A request that cannot be made twice at once failed: the next attempt asks in the other way, with the header or without.
 */
export function askOtherwiseNext(memory: Memory, href: string): void {
  memory.delete(unanswered)
  if (memory.get(withoutHeaderNext) === href) memory.delete(withoutHeaderNext)
  else memory.set(withoutHeaderNext, href)
}

/** A request leaves that has the header, which the server may not allow: with a server that never answers, nobody tells. */
export function rememberQuestion(memory: Memory, href: string): void {
  memory.set(unanswered, href)
}

/** No answer came in time. Where the request had the header, the next one goes without it. */
export function answerTimedOut(memory: Memory): void {
  const href = memory.get(unanswered)
  if (typeof href === 'string') memory.set(withoutHeaderNext, href)
}

/** The server answered a request that had the header, or not. */
export function rememberAnswer(memory: Memory, href: string, { url }: Response, isResuming: boolean): void {
  memory.delete(unanswered)
  memory.delete(withoutHeaderNext)
  // A redirect may lead to another origin. An answer that no network gave has no url.
  const origin = originOf(url)
  if (origin) memory.set(answeringOrigin, origin)
  if (!newestEventId(memory)) return
  const before = memory.get(headerVerdict) as HeaderVerdict | undefined
  const refusalsBefore = before?.address === href ? before.refusals : 0
  memory.set(headerVerdict, { address: href, refusals: isResuming ? 0 : refusalsBefore + 1 })
}

/** `undefined` for an answer without an address of its own, as a `fetch` of the user's may give. */
function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin
  } catch {
    return undefined
  }
}

/** The origin that answered last, after all redirects. */
export function answeringOriginOf(memory: Memory, href: string): string {
  return (memory.get(answeringOrigin) as string | undefined) ?? new URL(href).origin
}

/** The server's `retry:` asked for this many milliseconds before the next link. */
export function rememberReconnectionTime(memory: Memory, milliseconds: number): void {
  memory.set(reconnectionTime, Math.min(milliseconds, longestReconnectionTimeMs))
}

/** How long to wait at least before the next link, in milliseconds, by `retry:` and by `Retry-After`. */
export function leastWaitOf(memory: Memory, { retryAfter = 0 }: CloseReason): number {
  return Math.max(Number(memory.get(reconnectionTime) ?? 0), retryAfter)
}
