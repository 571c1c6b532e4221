export interface RateLimit {
  readonly calls: number
  /** In milliseconds, from the first call. */
  readonly window: number
}

/** Tells whether one more call is within the limit. */
export function createRateWindow(limit: RateLimit | null): () => boolean {
  let start = Number.NEGATIVE_INFINITY
  let calls = 0
  return () => {
    if (!limit) return true
    const now = Date.now()
    if (now - start > limit.window) {
      start = now
      calls = 0
    }
    calls += 1
    return calls <= limit.calls
  }
}
