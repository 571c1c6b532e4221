/** What a WebSocket sends. */
export type Frame = string | BufferSource | Blob

/** What a WebSocket receives: bytes come as a `Blob` only where its `binaryType` is `blob`. */
export type IncomingFrame = string | ArrayBuffer | Blob

/** Size on the wire in bytes (text counts as UTF-8), without the protocol's own few bytes. */
export function byteLength(frame: Frame): number {
  if (typeof frame === 'string') return utf8Length(frame)
  return isBlob(frame) ? frame.size : frame.byteLength
}

/** The bytes of a text in UTF-8, counted without a copy. In React Native, a `Blob` of a text lives on the native side until it is closed. */
export function utf8Length(text: string): number {
  let bytes = 0
  let index = 0
  while (index < text.length) {
    const point = text.codePointAt(index) ?? 0
    bytes += bytesOfPoint(point)
    // A character above U+FFFF takes two units of the text.
    index += point > 0xffff ? 2 : 1
  }
  return bytes
}

/** A surrogate without its other half is sent as U+FFFD, which is as long. */
function bytesOfPoint(point: number): number {
  if (point <= 0x7f) return 1
  if (point <= 0x7ff) return 2
  return point <= 0xffff ? 3 : 4
}

/** Looks at what it has, not at its class: jsdom and React Native have `Blob` classes of their own. */
export function isBlob(value: unknown): value is Blob {
  // Data of the user may have a field `slice`, but no method.
  return (
    typeof value === 'object' && value !== null && 'size' in value && typeof Reflect.get(value, 'slice') === 'function'
  )
}

/** Also one that was made in another realm, such as an iframe. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

/** A copy that does not change when the original does. Text and a `Blob` never change. */
export function copyOf(frame: unknown): unknown {
  if (ArrayBuffer.isView(frame)) return frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.byteLength)
  return isArrayBuffer(frame) ? frame.slice(0) : frame
}
