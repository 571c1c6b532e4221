import { isArrayBuffer } from './frame'
import { isPlainObject } from './plainObject'

/**
 * A copy that does not change when the original does: of lists, plain objects and bytes, however they are nested. An
 * object with `toJSON` is copied as what `toJSON` returns. Other objects, such as a `Blob`, are not copied.
 */
export function snapshot(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isArrayBuffer(value)) return value.slice(0)
  // A view may show a part of a much larger buffer: copy that part alone. What `slice()` of a Node Buffer gives shares its
  // memory.
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return viewOf(value)
  if (Array.isArray(value)) return value.map(snapshot)
  if (hasToJSON(value)) return snapshot(value.toJSON())
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, snapshot(part)]))
}

function hasToJSON(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function viewOf(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view
  const copy = buffer.slice(byteOffset, byteOffset + byteLength)
  return new (view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView)(copy)
}
