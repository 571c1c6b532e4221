import type { Clock } from '../transport/clock'
import type { CloseKind, CloseReason, Verdict } from '../transport/closeReason'
import type { Network } from './network'
import { type BackoffOptions, boundedDelay, delayRange, delayWithin, numberOf, ownDelay } from './backoff'

/** Whether and when to try again. */
export interface RetryOptions {
  /** How long to wait between attempts, and how many to make. */
  backoff?: BackoffOptions | undefined
  /**
   * Overrules what the transport makes of the end of a link: `true` tries again, `false` gives up, `undefined` leaves the
   * decision to the transport. Delays and `attempts` still hold.
   */
  shouldReconnect?: ((reason: CloseReason) => boolean | undefined) | undefined
}

/** Decides whether and when to try again, and remembers what was tried. */
export interface Retry {
  /** How many attempts failed in a row. */
  readonly failures: number
  /** The last credentials were refused. */
  readonly refresh: boolean
  /** The server accepted a link that is not usable yet. If it ends now, the server accepts and closes. */
  accepted(): void
  /** A link is usable from now on: its handshake is done. */
  opened(): void
  /**
   * The link cannot be used any more, and no attempt failed: the transport mends it by itself, or the page hung up. When it
   * is usable again, `opened` says so, and its uptime is counted anew.
   */
  interrupted(): void
  /**
   * A link or an attempt ended. The answer is how many milliseconds to wait until the next attempt, always finite; or
   * `'when-woken'` if the page is hidden or frozen and the next attempt has to wait for `wake`; or `'give-up'`.
   */
  ended(reason: CloseReason): number | 'when-woken' | 'give-up'
  /**
   * The page woke up, or the network is back. The answer is how many milliseconds to wait until the next attempt now: with `spread` a
   * random time below 500, with `at-once` 0. Both are longer where the peer asked for more, or where a server that accepts and
   * closes would see more than 6 connections in 20 s. Calling it again changes nothing while that attempt is still to come.
   */
  wake(how: 'spread' | 'at-once'): number
  /** The user asked for a fresh start: everything is forgotten, also what the peer asked for. */
  reset(): void
}

interface RetryParts {
  clock: Pick<Clock, 'now' | 'random'>
  network: Pick<Network, 'isFrozen'>
  /** Read after every failed attempt. If it calls `reconnect()`, that runs after `ended()` has returned (moves.ts). */
  options(): RetryOptions
  /** A function of the user's (`shouldReconnect`, `backoff.delay`) threw, or `backoff.delay` is no number. */
  failed(cause: unknown): void
}

/** An overloaded peer is left alone for this long, and the random delay comes on top. */
const overloadedDelayMs = 2000
/** Many clients that wake up in the same moment are spread over this long. */
const wakeSpreadMs = 500
/**
 * After this uptime the peer has accepted our credentials, so the limits in `retriesAllowed` start again. `minUptime`
 * cannot be used: at 0, refused credentials would be sent for ever.
 */
const acceptedAfterMs = 5000

/** How often an attempt may follow a verdict, until a link was usable for `acceptedAfterMs`. Without a number: always. */
const retriesAllowed: { readonly [V in Verdict]?: number } = { fail: 0, reauthenticate: 1, 'retry-thrice': 3 }

/** After these, every further attempt would end in the same way. */
const finalKinds: readonly CloseKind[] = ['ended', 'invalid-url', 'forbidden', 'unsupported', 'conflict']

/** What the uptime of a link says about it. */
type LinkLife = 'never-accepted' | 'flapped' | 'good'

export function createRetry({ clock, network, options, failed }: RetryParts): Retry {
  let failures = 0
  /** When the first of the failures was; not read while there are none. */
  let outageBegan = 0
  /** How often each verdict came since a link was usable for `acceptedAfterMs`. */
  const verdicts = new Map<Verdict, number>()
  let link: 'dialled' | 'accepted' | 'usable' = 'dialled'
  /** Since when the link is usable; read only while it is. */
  let usableSince = 0
  /** No attempt before this time, however often the page wakes up. */
  let notBefore: number | undefined
  /** When the last attempt that was planned is due, or was. */
  let nextAt: number | undefined

  const currentBackoff = (): BackoffOptions => options().backoff ?? {}

  /**
   * The link cannot be used from now on. After `acceptedAfterMs` of uptime it clears the verdicts, after
   * `minUptime` the failures.
   */
  function endUptime(): LinkLife {
    const before = link
    link = 'dialled'
    if (before !== 'usable') return before === 'accepted' ? 'flapped' : 'never-accepted'
    const uptime = clock.now() - usableSince
    if (uptime >= acceptedAfterMs) verdicts.clear()
    if (uptime < numberOf(currentBackoff(), 'minUptime')) return 'flapped'
    failures = 0
    return 'good'
  }

  /** What a function of the user's answers. Where it throws, that is reported, and nothing was answered. */
  function ask<T>(question: () => T): T | undefined {
    try {
      return question()
    } catch (cause) {
      failed(cause)
      return undefined
    }
  }

  return {
    get failures() {
      return failures
    },
    get refresh() {
      return verdicts.has('reauthenticate')
    },
    reset() {
      failures = 0
      verdicts.clear()
      link = 'dialled'
      notBefore = undefined
      nextAt = undefined
    },
    accepted() {
      link = 'accepted'
    },
    opened() {
      link = 'usable'
      usableSince = clock.now()
    },
    interrupted() {
      endUptime()
    },
    ended(reason) {
      const now = clock.now()
      const backoff = currentBackoff()
      const life = endUptime()
      const verdict = isFinal(reason) ? 'fail' : (reason.verdict ?? 'retry')
      const times = (verdicts.get(verdict) ?? 0) + 1
      verdicts.set(verdict, times)
      const isAdvised = times <= (retriesAllowed[verdict] ?? Infinity)
      const isWanted = ask(() => options().shouldReconnect?.(reason)) ?? isAdvised
      if (!isWanted) return 'give-up'
      // The page hung up, or did not dial because nobody can see it: no attempt failed.
      if (reason.kind === 'page-hidden') return 'when-woken'
      const askedMs = Math.max(verdict === 'retry-slowly' ? overloadedDelayMs : 0, boundedDelay(reason.retryAfter ?? 0))
      // The platform cuts the network of a frozen application: the server has not failed.
      if (network.isFrozen?.()) {
        notBefore = Math.max(notBefore ?? now, now + askedMs)
        return 'when-woken'
      }
      if (failures >= numberOf(backoff, 'attempts')) return 'give-up'

      if (failures === 0) outageBegan = now
      const flapped = life === 'flapped'
      const range = delayRange({ failures, lastedMs: now - outageBegan, flapped }, backoff)
      failures += 1
      // A link that was fine until it went silent: the peer is not overloaded, the path to it is gone.
      const isPathGone = life === 'good' && reason.kind === 'heartbeat-timeout'
      const backoffMs = isPathGone
        ? 0
        : (ask(() => ownDelay(backoff, failures, reason)) ?? delayWithin(range, clock.random()))
      notBefore = now + askedMs + (flapped ? range.least : 0)
      nextAt = now + askedMs + backoffMs
      return askedMs + backoffMs
    },
    wake(how) {
      const now = clock.now()
      const earliest = notBefore === undefined ? now : Math.max(now, notBefore)
      // A peer that asks many clients to wait may have named the same time to all of them.
      const spread = how === 'at-once' && earliest === now ? 0 : wakeSpreadMs
      const isPlannedSoon = nextAt !== undefined && nextAt > now && nextAt <= earliest + spread
      if (nextAt === undefined || !isPlannedSoon) nextAt = earliest + clock.random() * spread
      return nextAt - now
    },
  }
}

function isFinal({ kind, error }: CloseReason): boolean {
  return finalKinds.includes(kind) || error?.code === 'unauthorized'
}
