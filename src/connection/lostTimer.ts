import type { Clock } from '../transport/clock'

/** How long a break stays unmentioned, in milliseconds: a banner for every short one would only flicker. */
const lostAfterMs = 5000

/** Finds out when a connection has been without an open link for so long that people should be told. */
export interface LostTimer {
  /** No link is open, and one is wanted. Saying so again does not begin anew. */
  start(): void
  /** A link is open, or none is wanted any more. */
  stop(): void
}

export function createLostTimer(clock: Pick<Clock, 'after'>, lost: () => void): LostTimer {
  let status: 'stopped' | 'started' = 'stopped'
  let cancel = (): void => {}
  return {
    start() {
      if (status === 'started') return
      status = 'started'
      cancel = clock.after(lostAfterMs, lost)
    },
    stop() {
      status = 'stopped'
      cancel()
    },
  }
}
