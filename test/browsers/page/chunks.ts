const sizes: number[] = []

export const readSizes = (): readonly number[] => sizes

/** Counts what scripts read of the answers to `fetch`. */
export function countChunks(): void {
  const { read } = ReadableStreamDefaultReader.prototype
  ReadableStreamDefaultReader.prototype.read = async function countingRead(this: ReadableStreamDefaultReader) {
    const chunk = await read.call(this)
    if (chunk.value) sizes.push((chunk.value as Uint8Array).length)
    return chunk
  }
}
