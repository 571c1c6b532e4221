const longestNameBytes = 256
const shortestSessionBytes = 16

/** What names a channel, a key, a session or a ref: a text of 1 to 256 bytes in UTF-8, without lone surrogates. */
export function isName(value: unknown): value is string {
  return isNameOf(value, 1)
}

/** A secret that nobody can guess is longer than other names: a text of 16 to 256 bytes. */
export function isSessionName(value: unknown): value is string {
  return isNameOf(value, shortestSessionBytes)
}

function isNameOf(value: unknown, leastBytes: number): value is string {
  // The number of characters is compared first, so that nobody counts the bytes of a long text.
  if (typeof value !== 'string' || value.length > longestNameBytes) return false
  try {
    // This writes each byte of UTF-8 as one character, or as `%` and two digits. It throws for a lone surrogate.
    const bytes = encodeURIComponent(value).replace(/%../g, '-').length
    return bytes >= leastBytes && bytes <= longestNameBytes
  } catch {
    return false
  }
}
