import type { Delivery } from '../../transport/delivery'
import { toWireError } from '../../transport/error'
import { rejectedError, unknownError } from './errors'

interface Sent {
  /** What the client says became of it: `ok`, `timed out` or `error`; `undefined` when the link ended before it was sent. */
  answer: Promise<string | undefined>
  /** The server confirms that it was broadcast. */
  isAcked: boolean
  /** The answer is the server's own, and not only that of the client. @default `isAcked` */
  isAnswered?: boolean
  /** What the server said last, where it said that something went wrong. */
  lastError(): string | undefined
  /** Aborted when the link has ended. */
  signal: AbortSignal
}

/** What became of a broadcast. A channel that is removed never answers, so its end answers for it. */
export function deliver({ answer, isAcked, isAnswered = isAcked, lastError, signal }: Sent): Promise<Delivery> {
  return new Promise((settle) => {
    const abandon = (): void => settle({ outcome: 'unknown', error: unknownError(lastError()) })
    if (isAnswered) signal.addEventListener('abort', abandon)
    void answer
      .then(
        (said): Delivery => outcomeOf(said, isAcked, lastError()),
        (cause: unknown): Delivery => ({ outcome: 'dropped', error: toWireError(cause, 'cannot-encode') }),
      )
      .then((delivery) => {
        signal.removeEventListener('abort', abandon)
        settle(delivery)
      })
  })
}

function outcomeOf(said: string | undefined, isAcked: boolean, reason: string | undefined): Delivery {
  if (said === 'ok') return { outcome: isAcked ? 'acked' : 'sent' }
  if (said === undefined || said === 'timed out') return { outcome: 'unknown', error: unknownError(reason) }
  return { outcome: 'dropped', error: rejectedError(reason ?? said) }
}
