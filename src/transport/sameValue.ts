import { isPlainObject } from './plainObject'

/** The same, part by part: of lists and plain objects; everything else by reference. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, index) => isSameValue(part, other[index]))
  }
  if (!isPlainObject(one) || !isPlainObject(other)) return false
  const names = Object.keys(one)
  const isAsLarge = names.length === Object.keys(other).length
  return isAsLarge && names.every((name) => Object.hasOwn(other, name) && isSameValue(one[name], other[name]))
}
