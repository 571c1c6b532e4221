import type { Clock } from '../transport/clock'

interface ActivityParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** Milliseconds without input until somebody is away. A hidden page is at once. */
  awayAfter: number
  changed(isAway: boolean): void
}

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Tells when the person in front of this page is away, and when they are back. Returns what stops it. */
export function watchActivity({ clock, awayAfter, changed }: ActivityParts): () => void {
  let lastInput = clock.now()
  let isAway = false
  let cancel = (): void => {}

  function look(): void {
    const left = document.visibilityState === 'hidden' ? 0 : lastInput + awayAfter - clock.now()
    cancel()
    // The timer is not moved by every input: it looks again when it runs out.
    if (left > 0) cancel = clock.after(left, look)
    if (isAway === left <= 0) return
    isAway = left <= 0
    changed(isAway)
  }

  function onInput(): void {
    lastInput = clock.now()
    if (isAway) look()
  }

  function onVisibility(): void {
    lastInput = clock.now()
    look()
  }

  const options = { capture: true, passive: true }
  for (const input of inputs) document.addEventListener(input, onInput, options)
  document.addEventListener('visibilitychange', onVisibility)
  look()

  return () => {
    cancel()
    for (const input of inputs) document.removeEventListener(input, onInput, options)
    document.removeEventListener('visibilitychange', onVisibility)
    // Nobody would say that they are back.
    if (isAway) changed(false)
  }
}
