/**
 * How many bytes a text is in UTF-8; `undefined` for one with a lone half of a surrogate pair, which UTF-8 cannot have. Counts
 * without a copy.
 */
export function utf8Length(text: string): number | undefined {
  let bytes = 0
  let index = 0
  while (index < text.length) {
    const point = text.codePointAt(index) ?? 0
    if (point >= 0xd800 && point <= 0xdfff) return undefined
    bytes += bytesOf(point)
    // A character above U+FFFF takes two units of the text.
    index += point > 0xffff ? 2 : 1
  }
  return bytes
}

function bytesOf(point: number): number {
  if (point <= 0x7f) return 1
  if (point <= 0x7ff) return 2
  return point <= 0xffff ? 3 : 4
}
