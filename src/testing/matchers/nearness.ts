import { isPlainObject } from '../../transport/plainObject'
import type { IsSame } from './equality'
import { isAsymmetric } from './kind'

/** Data that is nested deeper counts as a whole. */
const deepestLevel = 4
/** Of a larger object only so many fields are compared. */
const mostFields = 50

/** How near data comes to what is wanted: 1 for the same, 0 where they have nothing in common. */
export function nearness(received: unknown, wanted: unknown, isSame: IsSame, level = 0): number {
  if (isSame(received, wanted)) return 1
  const names = fieldsOfBoth(received, wanted)
  if (!names || level === deepestLevel) return 0
  const some = names.slice(0, mostFields)
  const sum = some.reduce((total, name) => {
    const isInBoth = Object.hasOwn(received as object, name) && Object.hasOwn(wanted as object, name)
    return isInBoth ? total + nearness(partOf(received, name), partOf(wanted, name), isSame, level + 1) : total
  }, 0)
  // Two objects without a field in common are nearer to each other than an object to a text.
  return (sum + 1) / (some.length + 2)
}

/**
 * What is wanted, with every part that matches replaced by the part that came: an asymmetric matcher that holds is no
 * difference.
 */
export function withMatchedParts(received: unknown, wanted: unknown, isSame: IsSame, level = 0): unknown {
  if (isSame(received, wanted)) return received
  if (!fieldsOfBoth(received, wanted) || level === deepestLevel) return wanted
  const parts = Object.keys(wanted as object).map((name): [string, unknown] => [
    name,
    withMatchedParts(partOf(received, name), partOf(wanted, name), isSame, level + 1),
  ])
  return Array.isArray(wanted) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

/** The names of the fields of two lists, or of two plain objects; `undefined` for anything else. */
function fieldsOfBoth(one: unknown, other: unknown): string[] | undefined {
  try {
    const areLists = Array.isArray(one) && Array.isArray(other)
    const arePlain = isPlainObject(one) && isPlainObject(other) && !isAsymmetric(other)
    if (!areLists && !arePlain) return undefined
    return [...new Set([...Object.keys(other), ...Object.keys(one)])]
  } catch {
    // A proxy may throw whatever it is asked, such as a draft of Immer that is done.
    return undefined
  }
}

/** A getter may throw: then there is nothing to compare. */
function partOf(value: unknown, name: string): unknown {
  try {
    return Reflect.get(value as object, name)
  } catch {
    return undefined
  }
}
