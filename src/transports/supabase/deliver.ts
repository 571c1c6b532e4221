import type { Delivery } from '../../transport/delivery'
import { toWireError } from '../../transport/error'
import { rejectedError, unknownError } from './errors'

interface Sent {
  /** What the client says became of it: `ok`, `timed out` or `error`. */
  answer: Promise<string>
  /** The server confirms it. */
  isAcked: boolean
  /** Aborted when the link has ended. */
  signal: AbortSignal
}

/** What became of a broadcast. A channel that is removed never answers, so its end answers for it. */
export function deliver({ answer, isAcked, signal }: Sent): Promise<Delivery> {
  return new Promise((settle) => {
    const abandon = (): void => settle({ outcome: 'unknown', error: unknownError() })
    if (isAcked) signal.addEventListener('abort', abandon)
    void answer
      .then(
        (said): Delivery => outcomeOf(said, isAcked),
        (cause: unknown): Delivery => ({ outcome: 'dropped', error: toWireError(cause, 'cannot-encode') }),
      )
      .then((delivery) => {
        signal.removeEventListener('abort', abandon)
        settle(delivery)
      })
  })
}

function outcomeOf(said: string, isAcked: boolean): Delivery {
  if (said === 'ok') return { outcome: isAcked ? 'acked' : 'sent' }
  if (said === 'timed out') return { outcome: 'unknown', error: unknownError() }
  return { outcome: 'dropped', error: rejectedError(said) }
}
