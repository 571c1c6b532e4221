/** Binary data, as a script may say it. */
export type Bytes = ArrayBuffer | ArrayBufferView

export function isBytes(value: unknown): value is Bytes {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

/** A copy of exactly these bytes: a view may show a part of a much larger buffer. */
export function toArrayBuffer(bytes: Bytes): ArrayBuffer {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  return Uint8Array.from(view).buffer
}
