import { type ErrorCode, textOf, WireError } from '../transport/error'
import type { Clock } from '../transport/clock'
import { isDelivered } from '../transport/delivery'
import type { Reply } from '../transport/message'
import { numberOption } from '../transport/numberOption'
import { uniqueId } from '../transport/uniqueId'
import type { Outbox } from './outbox'

declare const process: { env: { NODE_ENV?: string } }

/** How long to wait for one answer. */
export interface RequestOptions {
  /**
   * From the call to the answer, waiting in the outbox included, in milliseconds.
   * @default 10000
   */
  timeout?: number | undefined
  /** Gives up waiting; the promise rejects with `aborted`. What was sent stays sent. */
  signal?: AbortSignal | undefined
}

/** Questions that wait for their answers. */
export interface Requests {
  /**
   * Rejects with a `WireError`: `timeout`, `aborted`, `rejected` (the server said no; its words are the `cause`),
   * `unknown` (the link broke before the answer came), or what kept it from being sent: `closed`, `dropped`,
   * `too-large`, `cannot-encode`, `cannot-send`.
   */
  request(event: string, data: unknown, options?: RequestOptions): Promise<unknown>
  /** Gives an answer to the request it belongs to; false when no request waits for it. */
  answer(reply: Reply): boolean
  /** The link ended: whatever was asked on it will never be answered, though the server may have done it. */
  interrupt(): void
}

/** One request that has no answer yet. */
interface Pending {
  /** Whether the server may have heard of it. */
  status: 'waiting' | 'handed-over'
  /** Ends it, with an error or an answer. */
  settle(error: WireError | null, answer?: unknown): void
}

interface RequestsParts {
  clock: Pick<Clock, 'after'>
  outbox: Pick<Outbox, 'send'>
}

const defaultTimeoutMs = 10_000

export function createRequests({ clock, outbox }: RequestsParts): Requests {
  const pending = new Map<string, Pending>()
  /** Ids begin with it, so that no message of anybody else's is taken for an answer. */
  const prefix = uniqueId()
  let count = 0

  return {
    request: (event, data, options = {}) =>
      new Promise((resolve, reject) => {
        const { signal } = options
        const timeout = numberOption('timeout', options.timeout, defaultTimeoutMs)
        count += 1
        const id = `${prefix}-${count}`
        /** Takes it out of the outbox. */
        const takeBack = new AbortController()
        const settle: Pending['settle'] = (error, answer) => {
          if (!pending.delete(id)) return
          cancelTimeout()
          signal?.removeEventListener('abort', abort)
          // What still waits is not sent any more.
          takeBack.abort()
          if (error) reject(error)
          else resolve(answer)
        }
        const fail = (code: ErrorCode, cause?: unknown): void =>
          settle(
            new WireError(code, () => process.env.NODE_ENV !== 'production' && sentenceOf(code, event, timeout), cause),
          )
        const abort = (): void => fail('aborted', signal?.reason)
        const cancelTimeout = clock.after(timeout, () => fail('timeout'))
        const asked: Pending = { status: 'waiting', settle }
        pending.set(id, asked)
        if (signal?.aborted) return abort()
        signal?.addEventListener('abort', abort)
        const sending = outbox.send(
          { event, data, id },
          {
            ttl: Infinity,
            signal: takeBack.signal,
            handedOver() {
              asked.status = 'handed-over'
            },
          },
        )
        void sending.then(({ outcome, error }) => {
          if (error) settle(error)
          else if (!isDelivered(outcome)) fail(outcome)
        })
      }),
    answer({ to, data, error }) {
      const asked = pending.get(to)
      if (!asked) return false
      const isRefused = error !== undefined && error !== null
      asked.settle(isRefused ? rejection(error) : null, data)
      return true
    },
    interrupt() {
      for (const { status, settle } of pending.values()) {
        if (status === 'handed-over')
          settle(new WireError('unknown', () => process.env.NODE_ENV !== 'production' && lostAnswer))
      }
    },
  }
}

/** What the server answered is the cause; its own message, where it has one, is the text. */
function rejection(error: unknown): WireError {
  return new WireError('rejected', () => process.env.NODE_ENV !== 'production' && messageOf(error), error)
}

function messageOf(error: unknown): string {
  return textOf(typeof error === 'object' && error !== null && 'message' in error ? error.message : error)
}

const lostAnswer =
  'The link ended after the request was sent and before its answer came: the server may have done it or not. Ask for the state before you send it again.'

/** Development only. */
function sentenceOf(code: ErrorCode, event: string, timeout: number): string {
  const sentences: Partial<Record<ErrorCode, string>> = {
    timeout: `Expected an answer to "${event}" within ${timeout} ms, and none came. The server may be slow, may not answer this event, or was never reached: look at the status, or raise the option timeout.`,
    aborted: `The request "${event}" was given up, because its signal was aborted. What was sent stays sent.`,
    closed: `The request "${event}" was not sent, because the connection is closed or gave up. open() or reconnect() starts it again.`,
    dropped: `The request "${event}" was not sent, because the outbox was full. Raise its capacity, or ask less while the connection is not open.`,
    'too-large': `The request "${event}" is larger than the outbox may hold, and no link was open to take it. Raise outbox.maxBytes.`,
  }
  return sentences[code] ?? lostAnswer
}
