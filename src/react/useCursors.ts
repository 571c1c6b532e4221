import { useSyncExternalStore } from 'react'
import { createCursors, type Cursor, type HasCursor } from '../presence/cursors'
import type { Presence } from '../presence/presence'
import { systemClock } from '../transport/clock'
import { useHold } from './useHold'
import { useLatestRef } from './useLatestRef'
import { useInstance } from './useInstance'

/** The options of `useCursors`. */
export interface UseCursorsOptions {
  /**
   * Milliseconds a cursor glides to where it was said to be; as long as the others' `throttle` looks smooth. 0 jumps, and
   * so does everything where somebody prefers reduced motion.
   * @default 100
   */
  glide?: number | undefined
}

/**
 * The cursors of the others, kept as `cursor` in what everybody shares, smoothed between two updates. It renders once a
 * frame while one moves: use it in the component that draws them, and nowhere else.
 *
 * @example
 * useCursors(presence).map(({ x, y, person }) => <Pointer key={person.key} style={{ translate: `${x}px ${y}px` }} />)
 */
export function useCursors<State extends HasCursor & object>(
  presence: Pick<Presence<State>, 'store'>,
  { glide = 100 }: UseCursorsOptions = {},
): readonly Cursor<State>[] {
  const newest = useLatestRef(glide)
  const { store, follow } = useInstance([presence.store], () =>
    createCursors({
      presence: presence.store,
      clock: systemClock,
      glide: () => (prefersStillness() ? 0 : newest.current),
    }),
  )
  useHold([follow], follow)
  return useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
}

function prefersStillness(): boolean {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false
}
