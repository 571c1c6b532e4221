import type { Clock } from '../../transport/clock'
import type { CloseReason, Verdict } from '../../transport/closeReason'
import { WireError } from '../../transport/error'
import { readableCopy } from './readableCopy'

declare const process: { env: { NODE_ENV?: string } }

/** What a `Retry-After` may ask for at most. */
const longestRetryAfterMs = 24 * 60 * 60 * 1000

/** Why an answer is no stream; `undefined` when it is one. */
export function refusalOf(response: Response, clock: Clock): CloseReason | undefined {
  const { status, statusText, headers } = response
  if (status === 204) return { kind: 'ended', code: status }
  if (status !== 200) {
    const retryAfter = retryAfterOf(response, clock)
    return {
      kind: 'peer',
      code: status,
      verdict: verdictOfStatus(status),
      reason: statusText,
      error: statusError(response, clock),
      ...(retryAfter > 0 && { retryAfter }),
    }
  }
  const type = headers.get('content-type') ?? 'none'
  // Of several headers, the last one counts (https://fetch.spec.whatwg.org/#concept-header-extract-mime-type).
  if (/(^|,)\s*text\/event-stream\s*(;[^,]*)?$/i.test(type)) return undefined
  return { kind: 'content-type', error: contentTypeError(type, response, clock) }
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-status-codes, by number only. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 401 || status === 403) return 'reauthenticate'
  if (status === 429 || status === 503) return 'retry-slowly'
  if (status < 300) return 'fail'
  return status >= 400 && status < 500 && status !== 408 ? 'fail' : 'retry'
}

/**
 * In milliseconds; 0 for none. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. Some servers
 * write parts of a second, such as `1.5`, which `Date.parse` would take for a date. A date counts from the server's own
 * `Date`, since a user's clock may be wrong.
 */
function retryAfterOf({ headers }: Response, clock: Clock): number {
  const value = headers.get('retry-after')?.trim() ?? ''
  const milliseconds = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - serverTime(headers, clock)
  return milliseconds > 0 ? Math.min(milliseconds, longestRetryAfterMs) : 0
}

/** Ours, where the server does not say: another origin has to expose `Date` (CORS). */
function serverTime(headers: Headers, clock: Clock): number {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? clock.date() : time
}

function statusError(response: Response, clock: Clock): WireError {
  const { status, statusText } = response
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected an event stream, got ${`HTTP ${status} ${statusText}`.trim()}. The cause of this error is the answer, with its body.`,
    readableCopy(response, clock),
  )
}

function contentTypeError(type: string, response: Response, clock: Clock): WireError {
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the content type text/event-stream, got ${type}. Either the address is another page of the server, or something between answered, such as the login page of a network. The cause of this error is the answer, with its body.`,
    readableCopy(response, clock),
  )
}
