/** The same values, one by one: of objects, or of lists. */
export function isSame<T extends object>(one: T, other: T): boolean {
  const names = Object.keys(other) as (keyof T)[]
  return Object.keys(one).length === names.length && names.every((name) => Object.is(one[name], other[name]))
}
