/** Lets `burst` calls through at once, and then `perSecond` more each second. */
export interface RateLimit {
  /** Resolves when it is the caller's turn, in the order of the calls. */
  wait(): Promise<void>
}

export interface RateLimitOptions {
  /** How many calls are let through at once. */
  burst: number
  /** How many more are let through each second. */
  perSecond: number
}

/** A token bucket: https://en.wikipedia.org/wiki/Token_bucket. */
export function createRateLimit({ burst, perSecond }: RateLimitOptions): RateLimit {
  /** Where it is negative, so many callers wait. */
  let tokens = burst
  let refilledAt = performance.now()

  function refill(): void {
    const now = performance.now()
    tokens = Math.min(burst, tokens + ((now - refilledAt) / 1000) * perSecond)
    refilledAt = now
  }

  return {
    async wait() {
      refill()
      tokens -= 1
      if (tokens < 0) await new Promise((resolve) => setTimeout(resolve, (-tokens / perSecond) * 1000))
    },
  }
}
