/** A sorted copy. `Array.prototype.toSorted` is missing in Hermes and in browsers from before 2023. */
export function sorted<T>(values: Iterable<T>, compare?: (one: T, other: T) => number): T[] {
  const copy = [...values]
  copy.sort(compare)
  return copy
}
