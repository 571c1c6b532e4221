import type { WireError } from './error'

/** Who or what ended a link. */
export type CloseKind =
  /** The other end, or the network between: see `code`. */
  | 'peer'
  /** The other end says that this was all: there is nothing to come back for. */
  | 'ended'
  /** Something answered that does not speak this protocol, such as the login page of a Wi-Fi: see `error`. */
  | 'content-type'
  /** Nothing usable within `connectTimeout`. */
  | 'connect-timeout'
  /** No sign of life within the heartbeat's `timeout`. */
  | 'heartbeat-timeout'
  /** The `handshake` function threw: see `error`. */
  | 'handshake'
  /** The `url` or `protocols` function threw: see `error`. */
  | 'credentials'
  /** The address can never work: see `error`. */
  | 'invalid-url'
  /** `close()`, `reconnect()`, or the last user left. */
  | 'user'
  /** The page went into the back/forward cache. */
  | 'page-hidden'

/** Why a link ended. */
export interface CloseReason {
  /** Who or what ended it. */
  readonly kind: CloseKind
  /** Close code as in RFC 6455 section 7.4, or the HTTP status (RFC 9110 section 15), when the peer gave one. */
  readonly code?: number
  /** The peer's text, for people. Nothing is ever decided by it. */
  readonly reason?: string
  /**
   * What the transport thinks of it, which knows what its codes mean.
   * @default 'retry'
   */
  readonly verdict?: Verdict
  /** The peer asked to be left alone for this many milliseconds. */
  readonly retryAfter?: number
  /** What was thrown, where something was. */
  readonly error?: WireError
}

/** What to do about a link that ended. */
export type Verdict = 'retry' | 'retry-slowly' | 'retry-thrice' | 'reauthenticate' | 'fail'

/**
 * WebSocket close codes that are not simply retried. All others below 4000 are, 1000, 1001, 1005, 1006, 1011, 1012 and
 * 1014 too: servers, proxies and load balancers close with each of them when they restart.
 * Names: https://www.iana.org/assignments/websocket/websocket.xhtml
 */
const verdicts: Readonly<Record<number, Verdict>> = {
  1002: 'retry-thrice', // protocol error: a broken proxy may go away, a broken server will not
  1003: 'retry-thrice', // unsupported data: same
  1007: 'retry-thrice', // invalid payload: same
  1008: 'fail', // policy violation: the server does not want us
  1009: 'fail', // message too big: sending it again ends the same way
  1010: 'fail', // a needed extension is missing: it will be missing again
  1013: 'retry-slowly', // try again later: overloaded
  4001: 'reauthenticate', // unauthorized, as many servers number it
  4401: 'reauthenticate', // unauthorized (HTTP 401): the token ran out
  4408: 'retry', // request timeout (HTTP 408): we were too slow, a new try may be faster
  4429: 'retry-slowly', // too many requests (HTTP 429)
  4503: 'retry-slowly', // service unavailable (HTTP 503)
}

/** Decides about a WebSocket close code by number only, never by the text: texts change with servers and proxies. */
export function verdictOf(code: number): Verdict {
  // 4000 to 4499 mirror HTTP's "your request is wrong": the same request stays wrong.
  return verdicts[code] ?? (code >= 4000 && code < 4500 ? 'fail' : 'retry')
}
