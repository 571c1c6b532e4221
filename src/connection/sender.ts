import { toWireError, WireError } from '../transport/error'
import type { OutgoingMessage } from '../transport/message'
import type { Transport } from '../transport/transport'
import type { Attempt } from './attempt'
import type { Clock } from './clock'
import type { Delivery } from './delivery'
import type { Entry, Outbox } from './outbox'
import { createTokenBucket, type RateLimitOptions } from './rateLimit'

export interface SenderOptions {
  /**
   * Above this many bytes on their way out, messages wait in the outbox until it falls.
   * @default 1 MiB
   */
  highWaterMark?: number
  /**
   * At most this many messages leave per time; the others wait in the outbox.
   * @default no limit
   */
  rateLimit?: RateLimitOptions
}

export interface SendOptions {
  /**
   * How long it may wait, in milliseconds; `0` sends now or never.
   * @default the outbox's `ttl`
   */
  ttl?: number
  /** Takes it out of the outbox again, as `dropped`. What was sent stays sent. */
  signal?: AbortSignal
}

/** From a message to a link, through the outbox when it cannot leave at once. */
export interface Sender {
  deliver(message: OutgoingMessage, options?: SendOptions): Promise<Delivery>
  /** Sends what waits, as far as the link takes it, and goes on until nothing waits. */
  pump(): void
  /** Stops looking; what waits goes on waiting. */
  pause(): void
}

interface SenderParts {
  clock: Clock
  outbox: Outbox
  options: SenderOptions
  transport(): Transport
  /** How long a message may wait by default. */
  ttl(): number
  /** The link to send on; `null` while there is none to use. */
  link(): Pick<Attempt, 'send' | 'bufferedAmount'> | null
  /** Nothing will open again by itself. */
  isOver(): boolean
  report(error: WireError): void
}

/** How often to look whether a full link has drained, in milliseconds: browsers do not tell. */
const drainPoll = 25

export function createSender({ clock, outbox, options, transport, ttl, link, isOver, report }: SenderParts): Sender {
  const { highWaterMark = 2 ** 20, rateLimit } = options
  const bucket = rateLimit && createTokenBucket(clock, rateLimit)
  /** One for all: the way out of an open link allocates nothing. */
  const sent: Promise<Delivery> = Promise.resolve({ outcome: 'sent' })
  let cancelPump: (() => void) | null = null

  function isReady(): boolean {
    const bufferedAmount = link()?.bufferedAmount ?? Infinity
    return bufferedAmount < Infinity && bufferedAmount <= highWaterMark && (!bucket || bucket.take())
  }

  function wait(frame: unknown, durable: boolean, maxWait: number, signal?: AbortSignal): Promise<Delivery> {
    return new Promise((resolve) => {
      const withdraw = (): void => outbox.clear('dropped', (other) => other === entry)
      const entry: Entry = {
        frame,
        bytes: transport().sizeOf(frame),
        sentAt: clock.date(),
        expiresAt: clock.now() + maxWait,
        durable,
        settle(delivery) {
          signal?.removeEventListener('abort', withdraw)
          resolve(delivery)
        },
      }
      signal?.addEventListener('abort', withdraw)
      outbox.add(entry)
      schedule()
    })
  }

  function schedule(): void {
    if (cancelPump || outbox.entries.size === 0 || !link()) return
    cancelPump = clock.after(Math.max(drainPoll, bucket?.wait() ?? 0), pump)
  }

  function pause(): void {
    cancelPump?.()
    cancelPump = null
  }

  function pump(): void {
    pause()
    outbox.drain(isReady, (frame) => link()?.send(frame))
    schedule()
  }

  return {
    deliver(message, { ttl: maxWait = ttl(), signal } = {}) {
      const { does, name, encode } = transport()
      let frame: unknown
      try {
        if (!does.send) throw new WireError('cannot-send', `The transport "${name}" cannot send`)
        frame = encode(message)
      } catch (cause) {
        const error = toWireError(cause, 'cannot-encode', `Could not encode ${message.event ?? 'the message'}`)
        report(error)
        return Promise.resolve({ outcome: 'dropped', error })
      }
      if (outbox.entries.size === 0 && isReady()) {
        link()?.send(frame)
        return sent
      }
      const outcome = isOver() ? 'closed' : signal?.aborted ? 'dropped' : maxWait > 0 ? null : 'expired'
      return outcome ? Promise.resolve({ outcome }) : wait(frame, message.id === undefined, maxWait, signal)
    },
    pump,
    pause,
  }
}
