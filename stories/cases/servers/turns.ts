/** One after the other, and again from the first. */
export function turns<T>(all: readonly T[]): () => T {
  let rest: readonly T[] = []
  return () => {
    const [next, ...others] = rest.length > 0 ? rest : all
    if (next === undefined) throw new Error('Nobody has a turn')
    rest = others
    return next
  }
}
