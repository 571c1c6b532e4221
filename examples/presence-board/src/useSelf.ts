import { useSyncExternalStore } from 'react'
import type { Presence, Somebody } from './shared'

/** Who we are to the others. To read `presence.self` would render all of the board whenever our own pointer moves. */
export function useSelf({ store }: Presence): Somebody {
  return useSyncExternalStore(store.subscribe, () => store.getState().self)
}
