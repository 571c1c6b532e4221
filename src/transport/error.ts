declare const process: { env: { NODE_ENV?: string } }

/** What went wrong, as a word that does not change between versions. */
export type ErrorCode =
  | 'invalid-url'
  | 'credentials'
  | 'handshake'
  | 'unauthorized'
  | 'refused'
  | 'closed'
  | 'cannot-decode'
  | 'invalid-message'
  | 'too-large'
  | 'cannot-encode'
  | 'cannot-send'
  | 'dropped'
  | 'expired'
  | 'timeout'
  | 'aborted'
  | 'unknown'
  | 'rejected'
  | 'listener'
  | 'storage'

/** What each code means, and what to do. Development builds say it; production builds say the code. */
const meanings: Record<ErrorCode, string> = {
  'invalid-url': 'Expected an address this transport can open, such as wss://example.com/live',
  credentials: 'The url or protocols function failed, so there was nothing to connect with; it is asked again',
  handshake: 'The handshake function failed, so the link was closed; it runs again on the next one',
  unauthorized: 'Signed out: sign in, then call reconnect()',
  refused: 'The server did not take the connection; what it said is the cause',
  closed: 'The connection is closed, or gave up: reconnect() tries again',
  'cannot-decode': 'The codec could not read a frame; it was left out',
  'invalid-message': 'The data of an event does not match its schema; the message was left out',
  'too-large': 'Over the limit: raise maxFrameSize for what comes in, outbox.maxBytes for what waits to go out',
  'cannot-encode': 'The codec could not write a message; it was not sent',
  'cannot-send': 'This transport only receives, or there is no url yet; the message was not sent',
  dropped: 'The outbox was full: raise its capacity, or send less while the connection is not open',
  expired: 'It waited longer than its ttl for the connection to open',
  timeout: 'No answer came in time: the server may be slow, or does not answer this event',
  aborted: 'Its signal was aborted, or the link ended',
  unknown: 'The link ended before the answer came: it may have happened',
  rejected: 'The server answered with an error, which is the cause',
  listener: 'A function that was given to the connection threw; the connection goes on',
  storage: 'The store of the outbox failed or held something else; messages wait in memory instead',
}

/**
 * The one error class of the library. Decide by `code`; `message` is for people and may change.
 * `cause` holds the original error, or for `rejected` what the server answered.
 *
 * Throw one with the code `unauthorized` from a `url`, `protocols` or `handshake` function to say
 * "signed out": the connection then stops instead of trying again.
 */
export class WireError extends Error {
  /** Tells it apart, also where two copies of the library are loaded. */
  override readonly name = 'WireError'
  /** What went wrong. */
  readonly code: ErrorCode

  constructor(code: ErrorCode, detail?: unknown, cause?: unknown) {
    const meaning = process.env.NODE_ENV !== 'production' ? meanings[code] : code
    super(detail === undefined ? meaning : `${meaning}: ${textOf(detail)}`, { cause })
    this.code = code
  }
}

/** True for a `WireError`, also one that another copy of the library made. */
export function isWireError(value: unknown): value is WireError {
  return value instanceof Error && value.name === 'WireError'
}

/** The error itself when it is ours already; else a `WireError` around it. */
export function toWireError(cause: unknown, code: ErrorCode): WireError {
  return isWireError(cause) ? cause : new WireError(code, cause, cause)
}

function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}
