/**
 * What of a value goes to the server, to be compared: dates, bytes and instances of classes as JSON has them. Two values with the same
 * `sentPart` mean the same user.
 */
export function sentPart(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, (_name, part: unknown) => plainOf(part))
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    // It holds itself: Socket.IO cannot send it either, and says so.
    return undefined
  }
}

function plainOf(part: unknown): unknown {
  if (typeof part === 'bigint') return `${part}n`
  return isBytes(part) ? bytesOf(part) : part
}

const isBytes = (value: unknown): value is ArrayBuffer | ArrayBufferView =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value)

function bytesOf(value: ArrayBuffer | ArrayBufferView): number[] {
  const bytes =
    value instanceof ArrayBuffer ? value : value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)
  return Array.from(new Uint8Array(bytes))
}
