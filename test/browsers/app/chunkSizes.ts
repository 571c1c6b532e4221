const sizes: number[] = []

export const chunkSizes = (): readonly number[] => sizes

/** Keeps the size of every chunk that scripts read of the answers to `fetch`. */
export function keepChunkSizes(): void {
  const { read } = ReadableStreamDefaultReader.prototype
  ReadableStreamDefaultReader.prototype.read = async function countingRead(this: ReadableStreamDefaultReader) {
    const chunk = await read.call(this)
    if (chunk.value) sizes.push((chunk.value as Uint8Array).length)
    return chunk
  }
}
