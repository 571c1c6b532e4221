import type { Clock } from '../transport/clock'

/**
 * Runs something at once after a quiet time, and then only as often as an interval allows. To ask several times in between
 * is to ask once.
 */
export interface Throttle {
  /** Runs it now, or as soon as the interval allows and the run before has ended. */
  ask(): void
  /** Forgets what was asked for and has not run yet. */
  stop(): void
}

interface ThrottleParts {
  clock: Pick<Clock, 'after'>
  /** Milliseconds from the beginning of one run to that of the next. */
  interval(): number
  /** Must not reject. The next run waits until its promise is settled. */
  run(): Promise<void>
}

export function createThrottle({ clock, interval, run }: ThrottleParts): Throttle {
  let isAsked = false
  /** `busy` from the beginning of a run until the next one may begin. */
  let status: 'free' | 'busy' = 'free'
  /** Goes up with `stop`: a run from before then decides nothing any more. */
  let generation = 0
  let cancelTimer = (): void => {}

  async function runOnce(): Promise<void> {
    isAsked = false
    status = 'busy'
    const mine = generation
    const pause = new Promise<void>((resolve) => {
      cancelTimer = clock.after(interval(), resolve)
    })
    await Promise.all([run(), pause])
    if (mine !== generation) return
    status = 'free'
    if (isAsked) void runOnce()
  }

  return {
    ask() {
      isAsked = true
      if (status === 'free') void runOnce()
    },
    stop() {
      generation += 1
      isAsked = false
      status = 'free'
      cancelTimer()
    },
  }
}
