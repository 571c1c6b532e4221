import { useState } from 'react'

/**
 * What `make` returned, for as long as the keys stay the same. Unlike a memo it is never thrown away in between, not
 * even by a hot reload, so it may hold a connection or a state.
 */
export function useKept<T>(keys: readonly unknown[], make: () => T): T {
  const [kept, keep] = useState(() => ({ keys, value: make() }))
  if (keys.length === kept.keys.length && keys.every((key, index) => Object.is(key, kept.keys[index])))
    return kept.value
  const next = { keys, value: make() }
  keep(next)
  return next.value
}
