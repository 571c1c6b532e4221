import type { CloseReason } from '../transport/closeReason'
import { quoted, WireError } from '../transport/error'
import { numberOption } from '../transport/numberOption'

declare const process: { env: { NODE_ENV?: string } }

/**
 * How long to wait between attempts, and how many to make.
 *
 * An attempt waits `100 ms + random(0, ceiling)`, from the second failure in a row on `100 ms + random(ceiling / 2, ceiling)`.
 * The ceiling starts at `initialDelay` and follows the length of the outage: `(factor - 1)` times as long as the server
 * has been away, but never more than `initialDelay · factor^failures`, and never more than `maxDelay`.
 *
 * With the defaults, and when the server refuses at once while it is away (simulated with 10,000 clients and outages of
 * 1 to 60 s): a client is back within half the outage's length in the median, and within the outage's length plus 100 ms
 * in all cases. After an outage of 20 s or more no second sees more than a tenth of the clients. A server that accepts and
 * closes at once sees at most 6 connections in 20 s.
 *
 * A value that is no number, or below the least one, is ignored, and the default is used; development builds warn.
 */
export interface BackoffOptions {
  /**
   * Ceiling of the first random delay, in milliseconds, and the least that a ceiling ever is. 0 counts as 1.
   * @default 1000
   */
  initialDelay?: number | undefined
  /**
   * How fast the ceiling grows, from 1 up. With 2, a client that found the server away 8 s after the first failure tries again within
   * another 8 s (and 100 ms), so before twice the time has passed. With 1 the ceiling stays at `initialDelay`.
   * @default 2
   */
  factor?: number | undefined
  /**
   * The ceiling never grows beyond this, in milliseconds.
   * @default 20000
   */
  maxDelay?: number | undefined
  /**
   * A link that was usable for less counts as a failed attempt, in milliseconds. The time is counted from the moment the
   * link could be used, not from the moment the server accepted it: a handshake that stalls is no uptime.
   * @default 5000
   */
  minUptime?: number | undefined
  /**
   * How often in a row the connection tries again before it gives up: with 1, it dials twice. To hear of it, use
   * `onClose(reason, willRetry)`: it is called with `willRetry === false`, and the status is `failed`.
   * @default Infinity
   */
  attempts?: number | undefined
  /**
   * Your own delay in place of the random one, in milliseconds: a number, or a function of how many attempts failed in a
   * row (1 after the first) and of why the last one did. `initialDelay`, `factor` and `maxDelay` then count only where it
   * is no number, or the function throws: that is reported to `onError`.
   *
   * Nothing random is added: when many clients lose their server at once, and all wait equally long, all of them come
   * back at once. At least 100 ms and at most a day are waited. What the server asked for (`Retry-After`) is waited first.
   * It is not asked after a good link that fell silent, which is opened again at once, nor when the page wakes up.
   *
   * @example
   * backoff: { delay: (attempt) => Math.random() * Math.min(1000 * attempt, 30_000) }
   */
  delay?: number | ((attempt: number, reason: CloseReason) => number) | undefined
}

/** What is known of an outage when an attempt failed. */
export interface Outage {
  /** How many attempts in a row failed before the one that just did. */
  readonly failures: number
  /** Milliseconds since the first of them failed. */
  readonly lastedMs: number
  /** The link opened, and ended before `minUptime`. */
  readonly flapped: boolean
}

/** The least and the most to wait, in milliseconds. */
export interface DelayRange {
  readonly least: number
  readonly most: number
}

/** A server that is being restarted gets at least this long. */
const leastDelayMs = 100
/**
 * The most that any single option, or a peer, can make a connection wait. It is far below the longest delay of a timer
 * (24.8 days), and a page that is open for more than a day comes back whatever it was told.
 */
const longestDelayMs = 86_400_000
/** `0 * Infinity` is NaN, so the factor is bounded. */
const largestFactor = 1000

type NumberName = Exclude<keyof BackoffOptions, 'delay'>

const defaults: Readonly<Record<NumberName, number>> = {
  initialDelay: 1000,
  factor: 2,
  maxDelay: 20_000,
  minUptime: 5000,
  attempts: Infinity,
}

/** The value of an option, or its default where that cannot be used. */
export function numberOf(options: BackoffOptions, name: NumberName): number {
  return numberOption(`backoff.${name}`, options[name], defaults[name], name === 'factor' ? 1 : 0)
}

/** A delay that can be waited for, whatever came over the wire: never NaN, negative or endless. */
export function boundedDelay(milliseconds: number): number {
  return milliseconds > 0 ? Math.min(milliseconds, longestDelayMs) : 0
}

/**
 * What `backoff.delay` says, within bounds; `undefined` where it is left out. Throws what the user's function throws, and
 * where it says no number.
 */
export function ownDelay({ delay }: BackoffOptions, attempt: number, reason: CloseReason): number | undefined {
  if (delay === undefined) return undefined
  const own: unknown = typeof delay === 'function' ? delay(attempt, reason) : delay
  if (typeof own === 'number' && !Number.isNaN(own)) return Math.max(leastDelayMs, boundedDelay(own))
  throw new WireError(
    'invalid-option',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected backoff.delay to be, or to return, a number of milliseconds, got ${quoted(own)}. A random delay is used instead.`,
  )
}

/**
 * Between what bounds the next delay is drawn. The draw itself follows
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, where many clients of one server
 * stay apart because each waits a random time ("jitter") below a ceiling that grows.
 *
 * The first failure draws from the whole range ("full jitter"): all clients of a server that stops lose their links in the
 * same moment, and this is what spreads them. Later the lower half is left out ("equal jitter"), since the clients are
 * spread by then: at a ceiling of 20 s an attempt then comes every 15 s on average instead of every 10 s, so a server that
 * is back meets 7 % of its clients in a second instead of 10 %.
 *
 * The ceiling follows the time, not only the number of failures: a client that drew a few short delays would otherwise
 * wait for 8 s or 16 s after an outage of 3 s. The number of failures is a bound all the same, because time also passes
 * while an attempt hangs, or while the machine sleeps.
 *
 * A link that opened and ended at once is another case: the server is there, and every attempt costs it a connection. The
 * number of failures alone decides, and the lower half is always left out.
 */
export function delayRange({ failures, lastedMs, flapped }: Outage, options: BackoffOptions): DelayRange {
  // From 0 nothing would ever grow, and 0 · factor^1024 is not a number.
  const first = Math.max(1, numberOf(options, 'initialDelay'))
  const factor = Math.min(numberOf(options, 'factor'), largestFactor)
  const byFailures = first * factor ** failures
  const byTime = flapped ? byFailures : Math.max(first, (factor - 1) * lastedMs)
  const ceiling = boundedDelay(Math.min(numberOf(options, 'maxDelay'), byFailures, byTime))
  const isLowerHalfLeftOut = flapped || failures > 0
  return { least: leastDelayMs + (isLowerHalfLeftOut ? ceiling / 2 : 0), most: leastDelayMs + ceiling }
}

/** A delay within a range. `random` is from 0 to 1. */
export function delayWithin({ least, most }: DelayRange, random: number): number {
  return least + (most - least) * random
}
