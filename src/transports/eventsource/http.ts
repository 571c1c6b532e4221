import type { Clock } from '../../transport/clock'
import type { CloseReason, Verdict } from '../../transport/closeReason'
import { WireError } from '../../transport/error'

/** Why an answer is no stream; `undefined` when it is one. */
export function refusalOf(response: Response, clock: Clock): CloseReason | undefined {
  const { status, statusText, ok, headers } = response
  const type = headers.get('content-type') ?? 'nothing'
  if (status === 204) return { kind: 'ended', code: status }
  if (!ok) {
    const error = new WireError('refused', `HTTP ${status} ${statusText}`, response)
    const retryAfter = retryAfterOf(response, clock)
    const asked = retryAfter > 0 ? { retryAfter } : {}
    return { kind: 'peer', code: status, verdict: verdictOfStatus(status), reason: statusText, error, ...asked }
  }
  if (/^text\/event-stream\b/i.test(type)) return undefined
  return { kind: 'content-type', error: new WireError('refused', `expected text/event-stream, got ${type}`) }
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-status-codes, by number only. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 401 || status === 403) return 'reauthenticate'
  if (status === 429 || status === 503) return 'retry-slowly'
  return status >= 400 && status < 500 && status !== 408 ? 'fail' : 'retry'
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. */
function retryAfterOf({ headers }: Response, clock: Clock): number {
  const value = headers.get('retry-after') ?? ''
  return Number(value) * 1000 || Date.parse(value) - clock.date()
}
