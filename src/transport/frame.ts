/** What a WebSocket carries. */
export type Frame = string | ArrayBuffer | Uint8Array<ArrayBuffer>

/** Size on the wire in bytes (text counts as UTF-8), without the protocol's own few bytes. */
export function byteLength(frame: Frame): number {
  return typeof frame === 'string' ? new Blob([frame]).size : frame.byteLength
}
