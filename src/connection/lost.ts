import type { Clock } from './clock'
import type { State } from './state'

/** How long a break stays unmentioned, in milliseconds. */
const patience = 5000

/** Keeps `lost` true: more than 5 s without an open link, while one is wanted. Returns what stops it. */
export function watchLost(state: State, clock: Pick<Clock, 'after'>): () => void {
  let cancel: (() => void) | null = null

  function check(): void {
    const { status, lost } = state.getState()
    const missing = status === 'connecting' || status === 'reconnecting' || status === 'failed'
    if (missing) cancel ??= clock.after(patience, () => state.set({ lost: true }))
    else {
      cancel?.()
      cancel = null
      if (lost) state.set({ lost: false })
    }
  }

  const unsubscribe = state.subscribe(check)
  check()
  return () => {
    unsubscribe()
    cancel?.()
  }
}
