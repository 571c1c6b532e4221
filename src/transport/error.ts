import { inDevelopment } from './development'

declare const process: { env: { NODE_ENV?: string } }

/** What went wrong, as a word that does not change between versions. The guide "Errors" explains each. */
export type ErrorCode =
  | 'invalid-url'
  | 'forbidden'
  | 'unsupported'
  | 'credentials'
  | 'handshake'
  | 'unauthorized'
  | 'refused'
  | 'closed'
  | 'conflict'
  | 'cannot-decode'
  | 'invalid-message'
  | 'invalid-option'
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
  | 'unstable'

/**
 * The one error class of the library. Decide by `code`; `message` is for people and may change. Development builds say
 * what was expected, what came and what to do; production builds say the code alone.
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
  /** The original error, or what the server answered. Declared here for applications whose `lib` is older than ES2022. */
  declare readonly cause?: unknown

  /**
   * @param code What went wrong.
   * @param text For people: a text, or a function that is called in development builds only.
   * @param cause The original error, or what the server answered.
   */
  constructor(code: ErrorCode, text?: string | (() => string | false), cause?: unknown) {
    const sentence = typeof text === 'function' ? inDevelopment(text) : text
    super(sentence ? `${code}: ${sentence}` : code, { cause })
    this.code = code
  }
}

/** True for a `WireError`, also one that another copy of the library made, or one of another realm, such as an iframe. */
export function isWireError(value: unknown): value is WireError {
  return isError(value) && value.name === 'WireError'
}

/** `instanceof` knows only the errors of this realm. */
function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]'
}

/**
 * The error itself when it is ours already; else a `WireError` around it.
 * @param sentence In development builds: what was expected, what came and what to do, with what the original error says (`saidBy`).
 * @default the words of the original error alone
 */
export function toWireError(cause: unknown, code: ErrorCode, sentence?: (said: string) => string | false): WireError {
  if (isWireError(cause)) return cause
  return new WireError(
    code,
    () => process.env.NODE_ENV !== 'production' && (sentence ? sentence(saidBy(cause)) : textOf(cause)),
    cause,
  )
}

/** What somebody else's error says, without a full stop at its end: the sentence that it becomes a part of has one. Never throws. */
export function saidBy(cause: unknown): string {
  return textOf(cause).replace(/\.?\s*$/, '')
}

/** A value in words, for a message. Never throws. */
export function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}

/** A value in words, a text in quotation marks: `'3'` is not mistaken for a number. Never throws. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : textOf(value)
}
