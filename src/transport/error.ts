/** What went wrong, as a word that does not change between versions. */
export type ErrorCode =
  | 'invalid-url'
  | 'invalid-message'
  | 'cannot-decode'
  | 'cannot-encode'
  | 'cannot-send'
  | 'too-large'
  | 'dropped'
  | 'expired'
  | 'timeout'
  | 'aborted'
  | 'closed'
  | 'unknown'
  | 'rejected'
  | 'unauthorized'
  | 'handshake'
  | 'credentials'
  | 'listener'
  | 'storage'

/**
 * The one error class of the library. Decide by `code`; `message` is for people and may change.
 * `cause` holds the original error, or for `rejected` what the server answered.
 *
 * Throw one with the code `unauthorized` from a `url`, `protocols` or `handshake` function to say
 * "signed out": the connection then stops instead of trying again.
 */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** True for a `WireError`, also one that another copy of the library made. */
export function isWireError(value: unknown): value is WireError {
  return (value as Partial<WireError> | null)?.name === 'WireError'
}

/** The error itself when it is ours already; else a `WireError` around it. */
export function toWireError(cause: unknown, code: ErrorCode, doing: string): WireError {
  if (isWireError(cause)) return cause
  return new WireError(code, `${doing}: ${messageOf(cause)}`, { cause })
}

/** What an unknown thrown value says. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
