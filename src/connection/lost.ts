import type { Clock } from './clock'
import type { State } from './state'

/** How long a break stays unmentioned, in milliseconds. */
const patience = 5000

/** Keeps `lost` true: more than 5 s without an open link. Returns what stops it. */
export function watchLost(state: State, clock: Pick<Clock, 'after'>): () => void {
  let cancel: (() => void) | undefined

  function check(): void {
    const { status, lost } = state.getState()
    if (status !== 'open') cancel ??= clock.after(patience, () => state.set({ lost: true }))
    else {
      cancel?.()
      cancel = undefined
      if (lost) state.set({ lost: false })
    }
  }

  const unsubscribe = state.subscribe(check)
  return () => {
    unsubscribe()
    cancel?.()
  }
}
