import type { Clock } from '../transport/clock'

/** Whether somebody is typing: from a keystroke on, until there is none for a while. */
export interface Keystrokes {
  /** There was one. */
  start(): void
  /** There will be no more. */
  stop(): void
}

interface KeystrokesParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** Milliseconds from the last one until it stops. */
  stopAfter(): number
  changed(isTyping: boolean): void
}

export function createKeystrokes({ clock, stopAfter, changed }: KeystrokesParts): Keystrokes {
  let endsAt = 0
  let cancel: (() => void) | undefined

  /** The timer is not moved by every keystroke: it looks again when it runs out. */
  function look(): void {
    const left = endsAt - clock.now()
    if (left > 0) cancel = clock.after(left, look)
    else stop()
  }

  function stop(): void {
    if (!cancel) return
    cancel()
    cancel = undefined
    changed(false)
  }

  return {
    start() {
      endsAt = clock.now() + stopAfter()
      if (cancel) return
      look()
      changed(true)
    },
    stop,
  }
}
