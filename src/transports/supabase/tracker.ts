import type { Clock } from '../../transport/clock'

/** Sends the newest state, as often as the server allows. */
export interface Tracker {
  /**
   * This is the state from now on. A state that has not been sent yet is forgotten. Resolves to what the server says of the
   * state that is sent next, this one or a newer one; to `undefined` when none is sent any more.
   */
  set(state: unknown): Promise<string | undefined>
  stop(): void
}

/** The server closes a channel when a sixth presence call comes within 30 s. One second more for the way to it. */
const callsPerWindow = 5
const windowMs = 31_000
/** The first call after a quiet time leaves at once, and the next ones 250 ms, 1 s, 4 s and 16 s after the one before. */
const firstPauseMs = 250

/** @param send Resolves to what the server says: `ok`, `timed out` or `error`. */
export function createTracker(clock: Clock, send: (state: unknown) => Promise<string>): Tracker {
  let sentAt: number[] = []
  let newest: unknown
  let hasTimer = false
  let cancelTimer = (): void => {}
  /** Those who wait for the state that is sent next. */
  let waiting: ((said: Promise<string> | undefined) => void)[] = []

  function settle(said: Promise<string> | undefined): void {
    for (const resolve of waiting) resolve(said)
    waiting = []
  }

  function flush(): void {
    hasTimer = false
    sentAt.push(clock.now())
    settle(send(newest))
  }

  /** When the next call may leave. */
  function nextAt(now: number): number {
    sentAt = sentAt.filter((time) => now - time < windowMs)
    const oldest = sentAt[0] ?? now
    const last = sentAt.at(-1)
    if (last === undefined) return now
    if (sentAt.length === callsPerWindow) return oldest + windowMs
    return last + firstPauseMs * 4 ** (sentAt.length - 1)
  }

  return {
    set(state) {
      newest = state
      const said = new Promise<string | undefined>((resolve) => waiting.push(resolve))
      if (hasTimer) return said
      const delay = nextAt(clock.now()) - clock.now()
      if (delay <= 0) flush()
      else {
        hasTimer = true
        cancelTimer = clock.after(delay, flush)
      }
      return said
    },
    stop() {
      hasTimer = false
      cancelTimer()
      settle(undefined)
    },
  }
}
