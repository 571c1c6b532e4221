import { type ErrorCode, WireError } from '../transport/error'
import type { IncomingMessage } from '../transport/message'
import type { Clock } from '../transport/clock'
import type { Outbox } from './outbox'

/** How long to wait for one answer. */
export interface RequestOptions {
  /**
   * From the call to the answer, waiting in the outbox included, in milliseconds.
   * @default 10000
   */
  timeout?: number
  /** Gives up waiting; the promise rejects with `aborted`. What was sent stays sent. */
  signal?: AbortSignal
}

/** Questions that wait for their answers. */
export interface Requests {
  /**
   * Rejects with a `WireError`: `timeout`, `aborted`, `rejected` (the server said no; its words are the `cause`),
   * `unknown` (the link broke before the answer came), or what kept it from being sent: `closed`, `dropped`,
   * `expired`, `too-large`.
   */
  request(event: string, data: unknown, options?: RequestOptions): Promise<unknown>
  /** Takes an answer to whoever asked. One that nobody waits for any more is let go. */
  answer(message: IncomingMessage): void
  /** The link ended: whatever was asked on it will never be answered. */
  interrupt(code: 'unknown' | 'closed'): void
}

type Settle = (error: WireError | null, answer?: unknown) => void

export function createRequests(clock: Pick<Clock, 'after'>, outbox: Omit<Outbox, 'restore'>): Requests {
  const pending = new Map<string, Settle>()
  let count = 0

  return {
    request: (event, data, { timeout = 10_000, signal } = {}) =>
      new Promise((resolve, reject) => {
        const id = String((count += 1))
        const settle: Settle = (error, answer) => {
          pending.delete(id)
          cancelTimeout()
          signal?.removeEventListener('abort', abort)
          outbox.clear('dropped', (entry) => entry.id === id)
          if (error) reject(error)
          else resolve(answer)
        }
        const fail = (code: ErrorCode, cause?: unknown): void => settle(new WireError(code, event, cause))
        const abort = (): void => fail('aborted', signal?.reason)
        const cancelTimeout = clock.after(timeout, () => fail('timeout'))
        pending.set(id, settle)
        if (signal?.aborted) return abort()
        signal?.addEventListener('abort', abort)
        void outbox.send({ event, data, id }, { ttl: Infinity }).then(({ outcome, error }) => {
          if (error) settle(error)
          else if (outcome !== 'sent') fail(outcome as ErrorCode)
        })
      }),
    answer({ replyTo = '', data, error }) {
      const { message = error } = Object(error) as { message?: unknown }
      pending.get(replyTo)?.(
        error === undefined || error === null ? null : new WireError('rejected', message, error),
        data,
      )
    },
    interrupt(code) {
      const waiting = new Set(Array.from(outbox.entries, (entry) => entry.id))
      for (const [id, settle] of pending) if (!waiting.has(id)) settle(new WireError(code))
    },
  }
}
