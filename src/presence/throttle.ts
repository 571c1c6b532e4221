import type { Clock } from '../transport/clock'

/** Does something at once after a quiet time, and then as often as it may; in between, asking again changes nothing. */
export interface Throttle {
  ask(): void
  /** What was asked for is not done any more. */
  stop(): void
}

interface ThrottleParts {
  clock: Pick<Clock, 'after'>
  /** Milliseconds from one to the next. */
  interval(): number
  /** The next one waits for this one. */
  run(): Promise<void>
}

export function createThrottle({ clock, interval, run }: ThrottleParts): Throttle {
  let isAsked = false
  /** What the next one waits for. */
  let pause: Promise<unknown> | undefined
  let cancel = (): void => {}

  async function go(): Promise<void> {
    isAsked = false
    const rest = new Promise<void>((resolve) => {
      cancel = clock.after(interval(), resolve)
    })
    const mine = (pause = Promise.all([run(), rest]))
    await mine
    if (pause !== mine) return
    pause = undefined
    if (isAsked) void go()
  }

  return {
    ask() {
      isAsked = true
      if (!pause) void go()
    },
    stop() {
      cancel()
      pause = undefined
    },
  }
}
