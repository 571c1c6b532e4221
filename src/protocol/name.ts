const longestNameBytes = 256

/** What names a channel, a key, a session or a ref: a text of 1 to 256 bytes in UTF-8, without lone surrogates. */
export function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > longestNameBytes) return false
  let bytes = 0
  for (const character of value) {
    const point = character.codePointAt(0) ?? 0
    // UTF-8 has no lone half of a surrogate pair: two names that differ in nothing else would become the same.
    if (point >= 0xd800 && point <= 0xdfff) return false
    bytes += utf8BytesOf(point)
  }
  return bytes > 0 && bytes <= longestNameBytes
}

function utf8BytesOf(point: number): number {
  if (point <= 0x7f) return 1
  if (point <= 0x7ff) return 2
  return point <= 0xffff ? 3 : 4
}
