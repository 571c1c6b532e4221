import type { Clock } from '../../transport/clock'

/** `late` says that the page was busy or the machine slept: what the peer sent meanwhile may not have been read yet. */
export type Punctuality = 'punctual' | 'late'

/** One timer at a time. */
export interface Timer {
  /** Calls `run` once after `delay` milliseconds. Cancels the timer started before. */
  start(delay: number, run: (punctuality: Punctuality) => void): void
  stop(): void
}

/** A timer that runs this much later than it should counts as late. */
const toleranceMs = 100

/** By the wall clock, since on some platforms the monotonic one stands still while the machine sleeps. */
export function createTimer(clock: Pick<Clock, 'date' | 'after'>): Timer {
  let stop = (): void => {}
  return {
    start(delay, run) {
      stop()
      const due = clock.date() + Math.max(0, delay)
      stop = clock.after(delay, () => run(clock.date() - due > toleranceMs ? 'late' : 'punctual'))
    },
    stop: () => stop(),
  }
}
