import type { Clock } from '../../transport/clock'

/** Once nothing was heard for so long, calls `silent`. */
export function createWatch(clock: Clock, timeout: number, silent: () => void): { heard(): void; stop(): void } {
  let heardAt = clock.now()
  let cancel = (): void => {}

  function wait(delay: number): void {
    const due = clock.date() + delay
    cancel = clock.after(delay, () => {
      const left = heardAt + timeout - clock.now()
      if (left > 0) wait(left)
      // A timer that is late says nothing of the server: the machine slept, or the page was busy.
      else if (clock.date() - due > 100) wait(3000)
      else silent()
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
