/** Bytes, as they go between a test and the page. */
export interface Bytes {
  readonly bytes: readonly number[]
}

/** The page's end of it: an array of bytes for what a test calls `Bytes`, anything else as it is. */
export function fromTest(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('bytes' in data)) return data
  return new Uint8Array((data as Bytes).bytes)
}

/** What came from a server, as JSON can have it; of bytes also says what kind of object they came in. */
export async function toTest(data: unknown): Promise<unknown> {
  if (data instanceof Blob) return { blob: [...new Uint8Array(await data.arrayBuffer())] }
  if (data instanceof ArrayBuffer) return { bytes: [...new Uint8Array(data)] }
  if (ArrayBuffer.isView(data)) {
    return { bytes: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] }
  }
  if (Array.isArray(data)) return Promise.all(data.map(toTest))
  return data
}
