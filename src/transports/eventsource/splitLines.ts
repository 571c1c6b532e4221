/**
 * Splits bytes into lines that end with `\n`, whichever of the three line ends of Server-Sent Events the server writes.
 * The last line may be incomplete: the next bytes continue it.
 */
export function createLineSplitter(): (bytes: Uint8Array<ArrayBuffer>) => string[] {
  const decoder = new TextDecoder()
  let endedWithCarriageReturn = false
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true })
    if (!text) return []
    // `\r\n` is one line end, also where its halves come apart.
    const rest = endedWithCarriageReturn && text.startsWith('\n') ? text.slice(1) : text
    endedWithCarriageReturn = text.endsWith('\r')
    return rest.replace(/\r\n?/g, '\n').match(/[^\n]*\n|[^\n]+/g) ?? []
  }
}
