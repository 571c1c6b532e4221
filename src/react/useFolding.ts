import { useMemo, useSyncExternalStore } from 'react'
import { createFold, type Folding } from '../connection/fold'
import type { NameOf } from '../connection/events'
import { connectionOf, type Source } from './source'
import { useCommitEffect } from './useCommitEffect'
import { useKept } from './useKept'

/**
 * What the readers share: a value folded from the messages of some events, from the moment of mounting on. Another
 * source or other events start anew. `select` picks the part that counts for rendering.
 */
export function useFolding<In extends object, T, Selected>(
  source: Source<In>,
  events: readonly NameOf<In>[],
  start: () => Folding<T>,
  select: (value: T) => Selected,
): Selected {
  const connection = connectionOf(source)
  const { names, fold } = useKept([connection, events.length, ...events], () => {
    return { names: events, fold: createFold(connection.flush, start()) }
  })

  useCommitEffect(() => {
    const stops = names.map((event) => connection.on(event, (_, message) => fold.take(message)))
    return () => {
      for (const stop of stops) stop()
    }
  }, [connection, names, fold])

  const read = useMemo(() => memoized(fold.get, select), [fold, select])
  return useSyncExternalStore(fold.subscribe, read, () => select(fold.getInitial()))
}

/** Selects again only from another value, so that a selection may be a new object every time. */
function memoized<T, Selected>(get: () => T, select: (value: T) => Selected): () => Selected {
  let last: { value: T; selected: Selected } | undefined
  return () => {
    const value = get()
    if (!last || !Object.is(last.value, value)) last = { value, selected: select(value) }
    return last.selected
  }
}
