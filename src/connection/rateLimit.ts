import type { Clock } from './clock'

export interface RateLimitOptions {
  /** How many messages may leave at once, and per `per` in the long run. */
  messages: number
  /** Milliseconds. */
  per: number
}

/** https://en.wikipedia.org/wiki/Token_bucket */
export interface TokenBucket {
  /** Takes a token if there is one. */
  take(): boolean
}

export function createTokenBucket(clock: Pick<Clock, 'now'>, { messages, per }: RateLimitOptions): TokenBucket {
  let tokens = messages
  let filledAt = clock.now()

  return {
    take() {
      const now = clock.now()
      tokens = Math.min(messages, tokens + ((now - filledAt) * messages) / per)
      filledAt = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
