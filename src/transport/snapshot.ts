import { isArrayBuffer } from './frame'
import { isPlainObject } from './plainObject'

/**
 * A copy that does not change when the original does: of lists, plain objects, dates, maps, sets and bytes, however they are
 * nested, also where a value contains itself. An object with `toJSON` is copied as what `toJSON` returns. Other objects,
 * such as a `Blob`, are not copied.
 */
export function snapshot(value: unknown): unknown {
  return copyOf(value, new Map())
}

/** @param copies What was copied already, since a value may contain itself. */
function copyOf(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (copies.has(value)) return copies.get(value)
  if (isArrayBuffer(value)) return value.slice(0)
  // A view may show a part of a much larger buffer: copy that part alone. What `slice()` of a Node Buffer gives shares its
  // memory.
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return viewOf(value)
  if (value instanceof Date) return new Date(value)
  if (value instanceof Map || value instanceof Set) return copyOfCollection(value, copies)
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    copies.set(value, copy)
    for (const part of value) copy.push(copyOf(part, copies))
    return copy
  }
  if (hasToJSON(value)) {
    const converted = value.toJSON()
    if (converted !== value) return copyOf(converted, copies)
    return copyOfParts(value, copies)
  }
  return isPlainObject(value) ? copyOfParts(value, copies) : value
}

function copyOfParts(value: object, copies: Map<object, unknown>): object {
  const copy: Record<string, unknown> = {}
  copies.set(value, copy)
  // Not by assignment, which a part named `__proto__` would turn into something else.
  for (const [name, part] of Object.entries(value))
    Object.defineProperty(copy, name, {
      value: copyOf(part, copies),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return copy
}

function copyOfCollection(
  value: Map<unknown, unknown> | Set<unknown>,
  copies: Map<object, unknown>,
): Map<unknown, unknown> | Set<unknown> {
  if (value instanceof Set) {
    const copy = new Set()
    copies.set(value, copy)
    for (const part of value) copy.add(copyOf(part, copies))
    return copy
  }
  const copy = new Map()
  copies.set(value, copy)
  for (const [key, part] of value) copy.set(copyOf(key, copies), copyOf(part, copies))
  return copy
}

function hasToJSON(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function viewOf(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view
  const copy = buffer.slice(byteOffset, byteOffset + byteLength)
  return new (view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView)(copy)
}
