import type { Clock } from '../../transport/clock'

/** Counts what may be sent. It fills at a steady rate: https://en.wikipedia.org/wiki/Token_bucket */
export interface TokenBucket {
  /** How many tokens it holds now; below 0 when more were taken than it held. */
  tokens(): number
  /** Takes a token, also when it holds none. */
  take(): void
}

interface TokenBucketOptions {
  /** How many tokens it holds when it is full, as it is at first. */
  capacity: number
  /** How many milliseconds it takes to fill an empty one. */
  fillTime: number
}

export function createTokenBucket(clock: Pick<Clock, 'now'>, { capacity, fillTime }: TokenBucketOptions): TokenBucket {
  let held = capacity
  let updatedAt = clock.now()

  function tokens(): number {
    const now = clock.now()
    held = Math.min(capacity, held + ((now - updatedAt) * capacity) / fillTime)
    updatedAt = now
    return held
  }

  return {
    tokens,
    take() {
      held = tokens() - 1
    },
  }
}
