import { isPlainObject } from '../../transport/plainObject'

/** How deep the options of a manager are compared. */
const deepest = 5

/**
 * What can be compared of the options of a manager: lists, plain objects, texts and numbers. Functions and instances of
 * classes are left out: agents and parsers may hold anything, also themselves.
 */
export function plainPart(value: unknown, depth = 0): unknown {
  // It may hold itself.
  if (depth > deepest) return undefined
  if (Array.isArray(value)) return value.map((part) => plainPart(part, depth + 1))
  if (isPlainObject(value)) {
    const parts = Object.entries(value).map(([name, part]) => [name, plainPart(part, depth + 1)] as const)
    return Object.fromEntries(parts.filter(([, part]) => part !== undefined))
  }
  return typeof value === 'function' || typeof value === 'object' ? undefined : value
}
