/** How long to wait between attempts, and how many to make. */
export interface BackoffOptions {
  /**
   * Ceiling of the first random delay, in milliseconds.
   * @default 1000
   */
  initialDelay?: number
  /**
   * How much the ceiling grows with every attempt.
   * @default 2
   */
  factor?: number
  /**
   * The ceiling never grows beyond this, in milliseconds.
   * @default 20000
   */
  maxDelay?: number
  /**
   * A link that was open for less, in milliseconds, counts as a failed attempt.
   * @default 5000
   */
  minUptime?: number
  /**
   * How many attempts in a row may fail before the connection gives up.
   * @default Infinity
   */
  attempts?: number
}

interface BackoffDraw {
  /** How many attempts failed before the one that just did. */
  failures: number
  /** The link opened and broke before `minUptime`. */
  flapped: boolean
  /** 0 to 1. */
  random: number
}

/** A server that is being restarted gets at least this long. */
const leastDelay = 100

/**
 * How long to wait before the next attempt: full jitter, `100 ms + random(0, min(maxDelay, initialDelay · factor^failures))`.
 * After a link that opened and broke at once the lower half of the range is left out: a server that accepts and closes
 * would otherwise see bursts whenever chance draws a few short delays.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffDelay({ failures, flapped, random }: BackoffDraw, options: BackoffOptions): number {
  const { initialDelay = 1000, factor = 2, maxDelay = 20_000 } = options
  const ceiling = Math.min(maxDelay, initialDelay * factor ** failures)
  return leastDelay + ceiling * (flapped ? (1 + random) / 2 : random)
}
