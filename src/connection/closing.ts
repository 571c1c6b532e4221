import type { CloseReason } from '../transport/closeReason'
import { quoted, WireError } from '../transport/error'
import { byteLength } from '../transport/frame'

declare const process: { env: { NODE_ENV?: string } }

/**
 * What the server shall hear at the end, checked as a WebSocket would: a code of 1000 or from 3000 to 4999, and a text of
 * at most 123 bytes (https://websockets.spec.whatwg.org/#dom-websocket-close). What does not fit is reported and left out,
 * a reason together with its code, so that closing never fails, and transports need not check it. An object or a function as `code` comes from a
 * caller that uses `close` as a callback, such as a button or a test runner, and counts as left out.
 */
export function closeReasonOf(code: unknown, reason: unknown, report: (error: WireError) => void): CloseReason {
  const isGiven = code !== undefined || reason !== undefined
  if (!isGiven || typeof code === 'object' || typeof code === 'function') return { kind: 'user' }
  const meant = code ?? 1000
  const isCode = meant === 1000 || (isInteger(meant) && meant >= 3000 && meant <= 4999)
  const isText = typeof reason === 'string' && byteLength(reason) <= 123
  if (!isCode || (!isText && reason !== undefined))
    report(new WireError('invalid-option', () => process.env.NODE_ENV !== 'production' && refusal(code, reason)))
  return { kind: 'user', ...(isCode && { code: meant }), ...(isCode && isText && { reason }) }
}

const isInteger = (value: unknown): value is number => Number.isInteger(value)

/** Development only. */
function refusal(code: unknown, reason: unknown): string {
  return `Expected close() to get 1000 or a code from 3000 to 4999, and a reason of at most 123 bytes, got ${quoted(code)} and ${quoted(reason)}. The connection is closed without what does not fit.`
}
