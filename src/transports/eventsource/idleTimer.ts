import type { Clock } from '../../transport/clock'

/** Notices that nothing was heard for some time. */
export interface IdleTimer {
  /** Something was heard: the time begins anew. */
  heard(): void
  stop(): void
}

/** A timer that fires later than this was delayed by the machine or the page, not by the server. */
const lateAfterMs = 100
/** After such a delay, what has arrived meanwhile is given this long to be read. */
const afterDelayMs = 3000

/** Calls `idle` once nothing was heard for `timeout` milliseconds. */
export function createIdleTimer(clock: Clock, timeout: number, idle: () => void): IdleTimer {
  let heardAt = clock.now()
  let cancel = (): void => {}

  function wait(delay: number): void {
    const dueAt = clock.date() + delay
    cancel = clock.after(delay, () => {
      const remaining = heardAt + timeout - clock.now()
      if (remaining > 0) wait(remaining)
      else if (clock.date() - dueAt > lateAfterMs) wait(afterDelayMs)
      else idle()
    })
  }

  wait(timeout)
  return {
    heard() {
      heardAt = clock.now()
    },
    stop: () => cancel(),
  }
}
