import { isArrayBuffer } from '../../transport/frame'

/** Binary data, as a script may say it. */
export type Bytes = ArrayBuffer | ArrayBufferView

export function isBytes(value: unknown): value is Bytes {
  return isArrayBuffer(value) || ArrayBuffer.isView(value)
}

/** A copy of exactly these bytes, in this realm: a view may show a part of a much larger buffer, and jsdom has a realm of its own. */
export function toArrayBuffer(bytes: Bytes): ArrayBuffer {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  const copy = new ArrayBuffer(view.length)
  new Uint8Array(copy).set(view)
  return copy
}
