import type { Delivery, Outcome } from '../transport/delivery'
import { type ErrorCode, WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** Why a message did not arrive; `null` for the outcomes after which it may be taken to have arrived. */
const failures: Readonly<Record<Outcome, ErrorCode | null>> = {
  sent: null,
  acked: null,
  duplicate: null,
  dropped: 'dropped',
  expired: 'expired',
  'too-large': 'too-large',
  closed: 'closed',
  aborted: 'aborted',
  unknown: 'unknown',
}

/**
 * Throws a `WireError` where an answer is the `Delivery` of a message that did not arrive. Any other answer is the other
 * end's own.
 * @param purpose What the message was for, in words that follow "the message".
 */
export function checkArrival(answer: unknown, purpose: string): void {
  if (!isDelivery(answer)) return
  const { outcome, error } = answer
  const code = failures[outcome]
  if (code === null) return
  throw (
    error ??
    new WireError(
      code,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the message ${purpose} to be sent, but its outcome was "${outcome}". Nothing has to be done: it is sent anew when the connection opens again.`,
    )
  )
}

function isDelivery(value: unknown): value is Delivery {
  if (typeof value !== 'object' || value === null || !('outcome' in value)) return false
  return typeof value.outcome === 'string' && Object.hasOwn(failures, value.outcome)
}
