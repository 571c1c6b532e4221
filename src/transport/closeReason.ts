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
  /** The page may not open the address, such as by its Content-Security-Policy: see `error`. No link follows. */
  | 'forbidden'
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
  /** The text that came with the code, or what the platform says of the end; for people. Nothing is ever decided by it. */
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
