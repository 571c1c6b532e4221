import type { Network } from '../connection/network'
import type { Clock } from '../transport/clock'

interface ActivityParts {
  clock: Pick<Clock, 'now' | 'after'>
  network: Pick<Network, 'isFrozen' | 'subscribe'>
  /** Milliseconds without input until somebody is away. */
  awayAfter: number
  changed(isAway: boolean): void
}

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Finds out whether the person in front of this page is away: after a while without input, and at once when the page is
 * hidden or the application frozen. Without a document, as in React Native, nothing tells of input. Returns what stops it.
 */
export function watchActivity({ clock, network, awayAfter, changed }: ActivityParts): () => void {
  const page: Document | undefined = globalThis.document
  const longestIdleMs = page ? awayAfter : Infinity
  let lastInput = clock.now()
  let isAway = false
  let cancelTimer = (): void => {}

  function update(): void {
    const isHidden = page?.visibilityState === 'hidden' || network.isFrozen?.() === true
    const msLeft = isHidden ? 0 : lastInput + longestIdleMs - clock.now()
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

  function onShownOrHidden(): void {
    lastInput = clock.now()
    update()
  }

  const options = { capture: true, passive: true }
  for (const input of inputs) page?.addEventListener(input, onInput, options)
  page?.addEventListener('visibilitychange', onShownOrHidden)
  const unsubscribe = network.subscribe((signal) => {
    if (signal === 'freeze' || signal === 'resume') onShownOrHidden()
  })
  update()

  return () => {
    cancelTimer()
    for (const input of inputs) page?.removeEventListener(input, onInput, options)
    page?.removeEventListener('visibilitychange', onShownOrHidden)
    unsubscribe()
    // From now on nothing notices when the person comes back, so they must not stay away for ever.
    if (isAway) changed(false)
  }
}
