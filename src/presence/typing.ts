import type { Clock } from '../transport/clock'

/** Whether somebody is typing: from a keystroke until there was none for a while. */
export interface Keystrokes {
  /** A key was pressed. */
  start(): void
  /** The text was sent or given up, so no more keystrokes are expected. */
  stop(): void
}

interface KeystrokesParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** Milliseconds from the last keystroke until somebody is not typing any more. */
  stopAfter(): number
  changed(isTyping: boolean): void
}

export function createKeystrokes({ clock, stopAfter, changed }: KeystrokesParts): Keystrokes {
  let isTyping = false
  let endsAt = 0
  let cancelTimer = (): void => {}

  /** Keystrokes do not move the timer, since there are many: when it runs out, it starts again for the rest of the time. */
  function onTimer(): void {
    const msLeft = endsAt - clock.now()
    if (msLeft > 0) cancelTimer = clock.after(msLeft, onTimer)
    else stop()
  }

  function stop(): void {
    if (!isTyping) return
    isTyping = false
    cancelTimer()
    changed(false)
  }

  return {
    start() {
      endsAt = clock.now() + stopAfter()
      if (isTyping) return
      isTyping = true
      cancelTimer = clock.after(stopAfter(), onTimer)
      changed(true)
    },
    stop,
  }
}
