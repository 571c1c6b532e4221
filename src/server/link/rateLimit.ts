/** Lets through so many at once, and then so many a second. */
export interface RateLimit {
  /** Resolves when it is the caller's turn, in the order of the calls. */
  wait(): Promise<void>
}

export interface RateLimitOptions {
  /** How many are let through at once. */
  burst: number
  /** How many more there are each second. */
  perSecond: number
}

/** A token bucket: https://en.wikipedia.org/wiki/Token_bucket. */
export function createRateLimit({ burst, perSecond }: RateLimitOptions): RateLimit {
  let tokens = burst
  let countedAt = performance.now()

  return {
    async wait() {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - countedAt) / 1000) * perSecond) - 1
      countedAt = now
      // Tokens that are owed are those that others wait for.
      if (tokens < 0) await new Promise((resolve) => setTimeout(resolve, (-tokens / perSecond) * 1000))
    },
  }
}
