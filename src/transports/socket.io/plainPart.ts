import { isPlainObject } from '../../transport/plainObject'

/**
 * What can be compared of the options of a manager: lists, plain objects, texts and numbers. Functions and instances of
 * classes are left out: agents and parsers may hold anything, also themselves.
 */
export function plainPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainPart)
  if (isPlainObject(value)) {
    const parts = Object.entries(value).map(([name, part]) => [name, plainPart(part)] as const)
    return Object.fromEntries(parts.filter(([, part]) => part !== undefined))
  }
  return typeof value === 'function' || typeof value === 'object' ? undefined : value
}
