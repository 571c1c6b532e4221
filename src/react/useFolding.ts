import { useMemo, useSyncExternalStore } from 'react'
import type { NameOf } from '../connection/events'
import type { Folding } from '../connection/fold'
import { connectionOf, type Source } from './source'
import { useHold } from './useHold'
import { useInstance } from './useInstance'

/**
 * What the readers share: a value folded from the messages of some events, from the moment of mounting on. Another
 * source or other events start anew. `select` picks the part that counts for rendering.
 */
export function useFolding<In extends object, T, Selected = T>(
  source: Source<In>,
  events: readonly NameOf<In>[],
  start: () => Folding<T>,
  select: (value: T) => Selected = unchanged as (value: T) => Selected,
): Selected {
  const connection = connectionOf(source)
  const fold = useInstance([connection, ...events], () => connection.fold(events, start()))
  useHold([fold], fold.follow)
  const read = useMemo(() => memoized(fold.get, select), [fold, select])
  return useSyncExternalStore(fold.subscribe, read, () => select(fold.getInitial()))
}

const unchanged = <T>(value: T): T => value

/** Selects again only from another value, so that a selection may be a new object every time. */
function memoized<T, Selected>(get: () => T, select: (value: T) => Selected): () => Selected {
  let last: { readonly value: T; readonly selected: Selected } | null = null
  return () => {
    const value = get()
    if (!last || !Object.is(last.value, value)) last = { value, selected: select(value) }
    return last.selected
  }
}
