import { isWireError, saidBy, WireError } from './error'

declare const process: { env: { NODE_ENV?: string } }

/**
 * The error for a function of the user's that was asked for an address or credentials, and threw.
 *
 * @param cause What it threw. A `WireError` is the error itself, so that `unauthorized` is heard.
 * @param option Which option it is, for people: `auth`.
 */
export function credentialsError(cause: unknown, option: string): WireError {
  if (isWireError(cause)) return cause
  return new WireError(
    'credentials',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected ${option} to give what this attempt needs, but it threw: ${saidBy(cause)}. The connection tries again, as often as backoff.attempts allows; to make it stop, throw a WireError with the code "unauthorized".`,
    cause,
  )
}
