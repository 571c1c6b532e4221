import { useState } from 'react'

/**
 * What `make` returned, for as long as the keys (always as many) stay the same. Unlike a memo it is never thrown away in
 * between, not even by a hot reload, so it may hold a connection or a state.
 */
export function useKept<T>(keys: readonly unknown[], make: () => T): T {
  const [kept, keep] = useState(() => ({ keys, value: make() }))
  if (keys.every((key, index) => key === kept.keys[index])) return kept.value
  const next = { keys, value: make() }
  keep(next)
  return next.value
}
