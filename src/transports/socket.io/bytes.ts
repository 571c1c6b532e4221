import type { Socket } from 'socket.io-client'
import { byteLength } from '../../transport/frame'

/** Counts the bytes that a socket's engine has not handed to the network yet. It looks once at every packet that waits. */
export function createBufferCounter({ io }: Socket): () => number {
  let counted = 0
  let bytes = 0

  return () => {
    const { writeBuffer, transport } = io.engine
    if (writeBuffer.length < counted) {
      counted = 0
      bytes = 0
    }
    for (const { data } of writeBuffer.slice(counted)) {
      bytes += typeof data === 'string' ? byteLength(data) : sizeOf(data)
    }
    counted = writeBuffer.length
    return bytes + ((transport as { ws?: { bufferedAmount?: number } }).ws?.bufferedAmount ?? 0)
  }
}

/** Size of a value on the wire: text as JSON, and binary parts as they are. */
export function sizeOf(value: unknown): number {
  let bytes = 0
  const text = JSON.stringify(value, function (this: Record<string, unknown>, name, part: unknown) {
    // `part` is what a Node Buffer gives as its JSON.
    const original = this[name]
    if (!(original instanceof ArrayBuffer || ArrayBuffer.isView(original))) return part
    bytes += original.byteLength
    return undefined
  })
  return bytes + byteLength(text ?? '')
}
