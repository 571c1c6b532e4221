import type { Clock } from '../transport/clock'

interface ActivityParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** Milliseconds without input until somebody is away. */
  awayAfter: number
  changed(isAway: boolean): void
}

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Finds out whether the person in front of this page is away: after a while without input, and at once when the page is
 * hidden. Returns what stops it.
 */
export function watchActivity({ clock, awayAfter, changed }: ActivityParts): () => void {
  let lastInput = clock.now()
  let isAway = false
  let cancelTimer = (): void => {}

  function update(): void {
    const msLeft = document.visibilityState === 'hidden' ? 0 : lastInput + awayAfter - clock.now()
    cancelTimer()
    // Inputs do not move the timer, since there are many: when it runs out, it starts again for the rest of the time.
    if (msLeft > 0) cancelTimer = clock.after(msLeft, update)
    const isAwayNow = msLeft <= 0
    if (isAwayNow === isAway) return
    isAway = isAwayNow
    changed(isAway)
  }

  function onInput(): void {
    lastInput = clock.now()
    if (isAway) update()
  }

  function onVisibilityChange(): void {
    lastInput = clock.now()
    update()
  }

  const options = { capture: true, passive: true }
  for (const input of inputs) document.addEventListener(input, onInput, options)
  document.addEventListener('visibilitychange', onVisibilityChange)
  update()

  return () => {
    cancelTimer()
    for (const input of inputs) document.removeEventListener(input, onInput, options)
    document.removeEventListener('visibilitychange', onVisibilityChange)
    // From now on nothing notices when the person comes back, so they must not stay away for ever.
    if (isAway) changed(false)
  }
}
