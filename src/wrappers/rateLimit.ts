import type { Clock } from '../transport/clock'
import type { Wrapper } from '../transport/transport'

/** How much may go out. */
export interface RateLimitOptions {
  /** How many messages may leave at once, and per `per` in the long run. */
  messages: number
  /** Milliseconds. */
  per: number
}

/**
 * At most this many messages leave per time; the others wait in the outbox, in order. Beats are counted and never held
 * back. Every link starts with a full bucket.
 *
 * @example
 * useWebSocket(url, { wrappers: [rateLimit({ messages: 20, per: 1000 })] })
 */
export function rateLimit(options: RateLimitOptions): Wrapper {
  return (transport) => ({
    ...transport,
    connect(sink, context) {
      const link = transport.connect(sink, context)
      const bucket = createTokenBucket(context.clock, options)
      return {
        send(frame) {
          bucket.take()
          return link.send(frame)
        },
        close: link.close,
        probe: () => link.probe?.(),
        get bufferedAmount() {
          return bucket.tokens() < 1 ? Math.max(Number.MAX_VALUE, link.bufferedAmount) : link.bufferedAmount
        },
      }
    },
  })
}

/** https://en.wikipedia.org/wiki/Token_bucket */
export interface TokenBucket {
  /** How many there are now. */
  tokens(): number
  /** Takes one, also when there is none. */
  take(): void
}

export function createTokenBucket(clock: Pick<Clock, 'now'>, { messages, per }: RateLimitOptions): TokenBucket {
  let left = messages
  let filledAt = clock.now()

  function tokens(): number {
    const now = clock.now()
    left = Math.min(messages, left + ((now - filledAt) * messages) / per)
    filledAt = now
    return left
  }

  return {
    tokens,
    take() {
      left = tokens() - 1
    },
  }
}
