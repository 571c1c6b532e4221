import type { WireError } from './error'

/** Who or what ended a link. */
export type CloseKind =
  /** The other end, or the network on the way to it: see `code`. */
  | 'peer'
  /** The other end said that nothing more will come, such as HTTP 204. No link follows. */
  | 'ended'
  /** The answer was of another content type, such as the HTML of a login page: see `error`. */
  | 'content-type'
  /** The link was not open within `connectTimeout`. */
  | 'connect-timeout'
  /** Nothing was received within the heartbeat's `timeout`, or within `idleTimeout`. */
  | 'heartbeat-timeout'
  /** The `handshake` function threw: see `error`. */
  | 'handshake'
  /** A function that gives the address or credentials (`url`, `protocols`, `headers`, `auth` …) threw: see `error`. */
  | 'credentials'
  /** The address can never work: see `error`. No link follows. */
  | 'invalid-url'
  /** The platform lacks what the transport needs, such as a `WebSocket`: see `error`. No link follows. */
  | 'unsupported'
  /** What the link needs is in use on this page with other options: see `error`. No link follows. */
  | 'conflict'
  /** `close()` or `reconnect()` was called, or the last component that used the connection unmounted. */
  | 'user'
  /** The page went into the back/forward cache, or is hidden and waits until it is visible. */
  | 'page-hidden'

/** Why a link ended. */
export interface CloseReason {
  /** Who or what ended it. */
  readonly kind: CloseKind
  /**
   * Close code as in RFC 6455 section 7.4, or the HTTP status (RFC 9110 section 15): the one that the peer gave, or with
   * the kind `user` the one that was given to `close(code, reason)`.
   */
  readonly code?: number
  /** The text that came with the code, for people. Nothing is ever decided by it. */
  readonly reason?: string
  /**
   * What to do about it. Only the transport knows what the codes of its protocol mean.
   * @default 'retry'
   */
  readonly verdict?: Verdict
  /** The peer asked that nobody connects again for this many milliseconds. */
  readonly retryAfter?: number
  /** The error that ended it, where there was one. */
  readonly error?: WireError
}

/**
 * What to do about a link that ended: connect again, for as long as it takes (`retry`), with a longer first wait
 * (`retry-slowly`) or three times at most (`retry-thrice`); ask for fresh credentials once (`reauthenticate`); or give up
 * (`fail`).
 */
export type Verdict = 'retry' | 'retry-slowly' | 'retry-thrice' | 'reauthenticate' | 'fail'

/**
 * WebSocket close codes that are not simply retried, and the few above 4000 that are. All other codes below 4000 are
 * retried, also 1000, 1001, 1005, 1006, 1011, 1012 and 1014: servers, proxies and load balancers close with each of them
 * when they restart. The names of the codes: https://www.iana.org/assignments/websocket/websocket.xhtml
 */
const verdicts: Readonly<Record<number, Verdict>> = {
  1002: 'retry-thrice', // protocol error: a proxy that is broken may be replaced soon, a broken server will not be
  1003: 'retry-thrice', // unsupported data: the same
  1007: 'retry-thrice', // invalid payload: the same
  1008: 'fail', // policy violation: the server refuses this client
  1009: 'fail', // message too big: sending it again would end the same way
  1010: 'fail', // an extension that the client needs is missing: it will be missing again
  1013: 'retry-slowly', // try again later: overloaded
  4001: 'reauthenticate', // unauthorized, as many servers number it
  4401: 'reauthenticate', // unauthorized (HTTP 401): the token is no longer valid
  4408: 'retry', // request timeout (HTTP 408): this client was too slow, and may be faster next time
  4429: 'retry-slowly', // too many requests (HTTP 429)
  4503: 'retry-slowly', // service unavailable (HTTP 503)
}

/** What to do about a WebSocket close code. It looks at the number only: texts change with servers and proxies. */
export function verdictOf(code: number): Verdict {
  // Many servers use 4000 to 4499 as HTTP uses 400 to 499: the request is wrong, and would be wrong again.
  return verdicts[code] ?? (code >= 4000 && code < 4500 ? 'fail' : 'retry')
}
