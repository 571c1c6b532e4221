import type { Clock } from '../../transport/clock'

/** Tells the newest state, as often as the server allows. */
export interface Tracker {
  set(state: unknown): void
  stop(): void
}

/** The server closes a channel over one presence call more in 30 s. A second for the way. */
const calls = 5
const span = 31_000
/** The first call after a quiet time leaves at once, the next ones wait 250 ms, 1 s, 4 s and 16 s: few stay stale long. */
const pause = 250

export function createTracker(clock: Clock, send: (state: unknown) => void): Tracker {
  let sent: number[] = []
  let newest: unknown
  let cancel: (() => void) | undefined

  function flush(): void {
    cancel = undefined
    sent.push(clock.now())
    send(newest)
  }

  /** When the next call may leave. */
  function due(now: number): number {
    sent = sent.filter((time) => now - time < span)
    const [oldest = now] = sent
    const last = sent.at(-1)
    if (last === undefined) return now
    return sent.length < calls ? last + pause * 4 ** (sent.length - 1) : oldest + span
  }

  return {
    set(state) {
      newest = state
      if (cancel) return
      const delay = due(clock.now()) - clock.now()
      if (delay > 0) cancel = clock.after(delay, flush)
      else flush()
    },
    stop: () => cancel?.(),
  }
}
