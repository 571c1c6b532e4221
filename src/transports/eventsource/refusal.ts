import type { Clock } from '../../transport/clock'
import type { CloseReason, Verdict } from '../../transport/closeReason'
import { WireError } from '../../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** What a `Retry-After` may ask for at most. */
const longestRetryAfterMs = 24 * 60 * 60 * 1000

/** Why an answer is no stream; `undefined` when it is one. */
export function refusalOf(response: Response, clock: Clock): CloseReason | undefined {
  const { status, statusText, ok, headers } = response
  if (status === 204) return { kind: 'ended', code: status }
  if (!ok) {
    const retryAfter = retryAfterOf(response, clock)
    return {
      kind: 'peer',
      code: status,
      verdict: verdictOfStatus(status),
      reason: statusText,
      error: statusError(response),
      ...(retryAfter > 0 && { retryAfter }),
    }
  }
  const type = headers.get('content-type') ?? 'none'
  if (/^text\/event-stream\b/i.test(type)) return undefined
  return { kind: 'content-type', error: contentTypeError(type) }
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-status-codes, by number only. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 401 || status === 403) return 'reauthenticate'
  if (status === 429 || status === 503) return 'retry-slowly'
  return status >= 400 && status < 500 && status !== 408 ? 'fail' : 'retry'
}

/**
 * In milliseconds; 0 for none. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. Some servers
 * write parts of a second, such as `1.5`, which `Date.parse` would take for a date.
 */
function retryAfterOf({ headers }: Response, clock: Clock): number {
  const value = headers.get('retry-after')?.trim() ?? ''
  const milliseconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.date()
  return milliseconds > 0 ? Math.min(milliseconds, longestRetryAfterMs) : 0
}

function statusError(response: Response): WireError {
  const { status, statusText } = response
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected an event stream, got ${`HTTP ${status} ${statusText}`.trim()}. The cause of this error is the answer, with its body.`,
    withoutAddress(response),
  )
}

function contentTypeError(type: string): WireError {
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the content type text/event-stream, got ${type}. Either the address is another page of the server, or something between answered, such as the login page of a network.`,
  )
}

/** The same answer. The original has the address in it, whose query may be secret. */
function withoutAddress({ body, status, statusText, headers }: Response): Response {
  return new Response(body, { status, statusText, headers })
}
