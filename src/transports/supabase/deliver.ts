import type { Delivery } from '../../transport/delivery'
import { toWireError } from '../../transport/error'
import { rejectedError, unknownError } from './errors'

interface Sent {
  /** The server confirms an `acked-broadcast` and a `presence` state. Of a `broadcast`, only the client knows that it left. */
  kind: 'broadcast' | 'acked-broadcast' | 'presence'
  /** What the client says became of it: `ok`, `timed out` or `error`; `undefined` when the link ended before it was sent. */
  answer: Promise<string | undefined>
  /** What the server said last, where it said that something went wrong. */
  lastError(): string | undefined
  /** Aborted when the link has ended. */
  signal: AbortSignal
}

/** What became of what was sent. `send()` of a channel that is removed never resolves: then the end of the link settles it. */
export function deliver({ kind, answer, lastError, signal }: Sent): Promise<Delivery> {
  return new Promise((settle) => {
    const abandon = (): void => settle({ outcome: 'unknown', error: unknownError(kind, lastError()) })
    if (kind !== 'broadcast') signal.addEventListener('abort', abandon)
    void answer
      .then(
        (said): Delivery => outcomeOf(kind, said, lastError()),
        (cause: unknown): Delivery => ({ outcome: 'dropped', error: toWireError(cause, 'cannot-encode') }),
      )
      .then((delivery) => {
        signal.removeEventListener('abort', abandon)
        settle(delivery)
      })
  })
}

function outcomeOf(kind: Sent['kind'], said: string | undefined, reason: string | undefined): Delivery {
  if (said === 'ok') return { outcome: kind === 'acked-broadcast' ? 'acked' : 'sent' }
  if (said === undefined || said === 'timed out') return { outcome: 'unknown', error: unknownError(kind, reason) }
  return { outcome: 'dropped', error: rejectedError(reason ?? said) }
}
