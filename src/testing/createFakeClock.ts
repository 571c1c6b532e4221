import type { Clock } from '../transport/clock'
import { quoted } from '../transport/error'

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Lets time pass, in milliseconds: timers run in order, and promises settle in between. */
  advance(duration: number): Promise<void>
  /** Lets time pass as it does for a machine that sleeps: timers run once, at the end, all late. */
  sleep(duration: number): Promise<void>
  /** Sets the wall clock, as a user does: timers and monotonic time take no notice. */
  setDate(date: number): void
  /** What the next `random()` calls return; the last value stays. */
  setRandom(...values: number[]): void
  /** How many timers wait. */
  readonly timers: number
}

interface Timer {
  at: number
  run(): void
}

/** A stretch of time that passes. */
interface Passing {
  /** The method that was called, for an error. */
  readonly call: 'advance' | 'sleep'
  /** Milliseconds. */
  readonly duration: number
  run(): Promise<void>
}

/**
 * For tests that own the time: hand it to a connection as `clock`. It starts at 0, on 2026-01-01, and draws 0.5.
 *
 * @example
 * const clock = createFakeClock()
 * const connection = createConnection(fake, { clock })
 * await clock.advance(10_000)
 */
export function createFakeClock(): FakeClock {
  const timers = new Set<Timer>()
  let time = 0
  let wallOffset = Date.UTC(2026, 0, 1)
  let randoms = [0.5]

  function after(delay: number, run: () => void): () => void {
    if (delay === Infinity) return () => {}
    const timer = { at: time + Math.max(0, delay), run }
    timers.add(timer)
    return () => timers.delete(timer)
  }

  function nextDue(until: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= until)
    return due.sort((one, other) => one.at - other.at)[0]
  }

  /** Calls of `advance` and `sleep` run one after the other, also when the caller does not await them. */
  let passing = Promise.resolve()

  function pass({ call, duration, run }: Passing): Promise<void> {
    if (!Number.isFinite(duration) || duration < 0) {
      const came = quoted(duration)
      return Promise.reject(
        new RangeError(`clock.${call}(duration) expects milliseconds, a number from 0 on, and got ${came}`),
      )
    }
    const passed = passing.then(run)
    // What a timer throws is for whoever waits for that time, and not for those who come later.
    passing = passed.catch(() => {})
    return passed
  }

  async function runDue(until: number): Promise<void> {
    await settle()
    for (let timer = nextDue(until); timer; timer = nextDue(until)) {
      timers.delete(timer)
      time = Math.max(time, timer.at)
      timer.run()
      await settle()
    }
  }

  return {
    now: () => time,
    date: () => wallOffset + time,
    random: () => (randoms.length > 1 ? randoms.shift() : randoms[0]) ?? 0,
    after,
    frame: (run) => after(16, run),
    advance: (duration) =>
      pass({
        call: 'advance',
        duration,
        async run() {
          const end = time + duration
          await runDue(end)
          time = end
        },
      }),
    sleep: (duration) =>
      pass({
        call: 'sleep',
        duration,
        async run() {
          time += duration
          await runDue(time)
        },
      }),
    setDate(date) {
      wallOffset = date - time
    },
    setRandom(...values) {
      randoms = values
    },
    get timers() {
      return timers.size
    },
  }
}

/** Long enough for a chain of promises to run to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
