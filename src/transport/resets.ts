/** What is reset: connections first, since one that closes may warn. */
type Kept = 'connections' | 'warnings'

/**
 * Has `resetAll` call a function of this copy of the library. Called where something is kept, as importing does nothing. Behind
 * `process.env.NODE_ENV`: nobody resets in production.
 */
export function onReset(kept: Kept, reset: () => void): void {
  resetsOf(kept).add(reset)
}

/** Resets all copies of the library that have kept something. They are forgotten until they keep something again. */
export function resetAll(kept: Kept): void {
  const resets = resetsOf(kept)
  const all = [...resets]
  resets.clear()
  for (const reset of all) reset()
}

/**
 * All copies use the same sets. Tests easily have two: one that is imported beside one that is required, or that a bundler
 * has made for a browser; and the copy that a setup file has must reset the one of the application.
 */
function resetsOf(kept: Kept): Set<() => void> {
  const key = Symbol.for(`wirehooks resets of ${kept} 1`)
  const shared = globalThis as { [key]?: Set<() => void> }
  return (shared[key] ??= new Set())
}
