import type { CloseReason, Verdict } from '../transport/closeReason'
import { backoffDelay, type BackoffOptions } from './backoff'
import type { Clock } from '../transport/clock'

/** What a peer that is overloaded gets at least, before jitter, in milliseconds. */
const slowly = 2000

/** Whether and when to try again. */
export interface RetryOptions {
  /** How long to wait between attempts, and how many to make. */
  backoff?: BackoffOptions
  /**
   * Overrides what the transport thinks of it: `true` tries again, `false` gives up, `undefined` leaves it to the transport.
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
  /** Milliseconds until the next attempt, or `null` to give up. `uptime` is negative when the link never opened. */
  next(reason: CloseReason, uptime: number): number | null
  reset(): void
}

/** How often in a row each may be tried again; the others always. */
const chances: { [V in Verdict]?: number } = { fail: 0, reauthenticate: 1, 'retry-thrice': 3 }

interface RetryParts {
  clock: Pick<Clock, 'random'>
  options(): RetryOptions
  /** `shouldReconnect` threw. */
  failed(cause: unknown): void
}

export function createRetry({ clock, options, failed }: RetryParts): Retry {
  let failures = 0
  let tried: { [V in Verdict]?: number } = {}

  function reset(): void {
    failures = 0
    tried = {}
  }

  return {
    get failures() {
      return failures
    },
    get refresh() {
      return 'reauthenticate' in tried
    },
    reset,
    next(reason, uptime) {
      const { backoff = {}, shouldReconnect } = options()
      const { minUptime = 5000, attempts = Infinity } = backoff
      if (uptime >= minUptime) reset()

      const verdict = isFinal(reason) ? 'fail' : (reason.verdict ?? 'retry')
      const times = (tried[verdict] = (tried[verdict] ?? 0) + 1)
      let isWorthIt = times <= (chances[verdict] ?? Infinity)
      try {
        isWorthIt = shouldReconnect?.(reason) ?? isWorthIt
      } catch (cause) {
        failed(cause)
      }
      if (!isWorthIt || failures >= attempts) return null

      failures += 1
      const floor = Math.max(verdict === 'retry-slowly' ? slowly : 0, reason.retryAfter ?? 0)
      // A link that was fine until it went silent: the peer is not overloaded, the path to it is gone.
      if (reason.kind === 'heartbeat-timeout' && failures === 1) return floor
      const flapped = uptime >= 0 && uptime < minUptime
      return floor + backoffDelay({ failures: failures - 1, flapped, random: clock.random() }, backoff)
    },
  }
}

function isFinal({ kind, error }: CloseReason): boolean {
  return kind === 'ended' || kind === 'invalid-url' || error?.code === 'unauthorized'
}
