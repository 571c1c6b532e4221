/** From bytes to lines, with one kind of line end. The last may go on with the next bytes. */
export function createLines(): (bytes: Uint8Array<ArrayBuffer>) => string[] {
  const decoder = new TextDecoder()
  let isHalf = false
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true })
    if (!text) return []
    // The other half of the last line end.
    const rest = isHalf && text.startsWith('\n') ? text.slice(1) : text
    isHalf = text.endsWith('\r')
    return rest.replace(/\r\n?/g, '\n').match(/[^\n]*\n|[^\n]+/g) ?? []
  }
}
