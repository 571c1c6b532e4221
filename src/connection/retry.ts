import { type CloseReason, verdictOf } from '../transport/closeReason'
import { backoffDefaults, backoffDelay, type BackoffOptions } from './backoff'
import type { Clock } from './clock'

/** What a peer that is overloaded gets at least, before jitter, in milliseconds. */
const slowly = 2000

export interface RetryOptions {
  /** How long to wait between attempts, and how many to make. */
  backoff?: BackoffOptions
  /**
   * Overrides the table of close codes: `true` tries again, `false` gives up, `undefined` leaves it to the table.
   * Waiting times and `attempts` still hold.
   */
  shouldReconnect?(reason: CloseReason): boolean | undefined
}

/** Decides whether and when to try again, and remembers what was tried. */
export interface Retry {
  /** How many attempts failed in a row. */
  readonly failures: number
  /** The last credentials were refused. */
  readonly refresh: boolean
  /** Milliseconds until the next attempt, or `null` to give up. `uptime` is `null` when the link never opened. */
  next(reason: CloseReason, uptime: number | null): number | null
  reset(): void
}

export function createRetry(clock: Pick<Clock, 'random'>, options: () => RetryOptions): Retry {
  let failures = 0
  let refresh = false
  let protocolErrors = 0

  function reset(): void {
    failures = protocolErrors = 0
    refresh = false
  }

  function isWorthIt(reason: CloseReason): boolean {
    const verdict = verdictOf(reason)
    if (verdict === 'reauthenticate') {
      if (refresh) return false
      refresh = true
    }
    if (verdict === 'retry-thrice') protocolErrors += 1
    return verdict !== 'fail' && protocolErrors <= 3
  }

  return {
    get failures() {
      return failures
    },
    get refresh() {
      return refresh
    },
    reset,
    next(reason, uptime) {
      const { backoff, shouldReconnect } = options()
      const { minUptime, attempts } = { ...backoffDefaults, ...backoff }
      if (uptime !== null && uptime >= minUptime) reset()

      const worthIt = isWorthIt(reason)
      if (!(shouldReconnect?.(reason) ?? worthIt)) return null
      if (failures >= attempts) return null

      failures += 1
      // A link that was fine until it went silent: the peer is not overloaded, the path to it is gone.
      if (reason.kind === 'heartbeat-timeout' && failures === 1) return 0
      const floor = Math.max(verdictOf(reason) === 'retry-slowly' ? slowly : 0, reason.retryAfter ?? 0)
      const flapped = uptime !== null && uptime < minUptime
      return floor + backoffDelay({ failures: failures - 1, flapped, random: clock.random() }, backoff)
    },
  }
}
