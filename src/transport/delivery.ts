import type { WireError } from './error'

/**
 * What became of a message:
 * - `sent`: handed to an open link. Whether it arrived, only an answer can tell.
 * - `acked`: the other end confirmed it. `duplicate`: it had confirmed it before.
 * - `dropped`: the outbox was full, it could not be encoded, or nothing can be sent here.
 * - `expired`: it waited longer than its `ttl`.
 * - `too-large`: bigger than the outbox may ever hold, and there was no open link to take it.
 * - `closed`: the connection was closed, or gave up, before the message could leave.
 * - `aborted`: its signal was aborted while it waited.
 * - `unknown`: it may have happened; the link broke before anyone could say.
 */
export type Outcome =
  | 'sent'
  | 'acked'
  | 'duplicate'
  | 'dropped'
  | 'expired'
  | 'too-large'
  | 'closed'
  | 'aborted'
  | 'unknown'

/** Outcomes after which a message may be taken to have reached the other end. */
type Delivered = 'sent' | 'acked' | 'duplicate'

/** Whether a message may be taken to have reached the other end. */
export function isDelivered(outcome: Outcome): outcome is Delivered {
  return outcome === 'sent' || outcome === 'acked' || outcome === 'duplicate'
}

/** The answer of every send. Its promise never rejects, so ignoring it is safe. */
export interface Delivery {
  /** What became of it. */
  readonly outcome: Outcome
  /** Set where there is more to say than the outcome. */
  readonly error?: WireError
}
