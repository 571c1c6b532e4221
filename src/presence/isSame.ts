/** Whether two objects, or two lists, hold the same values under the same names. */
export function isSame<T extends object>(one: T, other: T): boolean {
  const names = Object.keys(other) as (keyof T)[]
  return Object.keys(one).length === names.length && names.every((name) => Object.is(one[name], other[name]))
}
