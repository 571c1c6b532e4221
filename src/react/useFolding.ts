import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { NameOf } from '../connection/events'
import type { Fold, Folding } from '../connection/fold'
import { connectionOf, type Source } from './source'
import { createHold, useCommitEffect } from './useHold'
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
  const { fold, follow, release } = useInstance([connection, ...events], () =>
    createReading(connection.fold(events, start())),
  )
  useCommitEffect(follow, [follow])
  useEffect(() => release, [release])
  const read = useMemo(() => memoized(fold.get, select), [fold, select])
  return useSyncExternalStore(fold.subscribe, read, () => select(fold.getInitial()))
}

/** A fold, and the hold that one component has on it. */
function createReading<T>(fold: Fold<T>) {
  const hold = createHold()
  return { fold, follow: () => hold.start([fold], fold.follow), release: hold.release }
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
