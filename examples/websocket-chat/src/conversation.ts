import type { Line } from '../protocol'

/** What a room shows, oldest first: what people say, and who comes and goes. */
export type Item = (Line & { readonly kind: 'line' }) | Notice

interface Notice {
  readonly kind: 'notice'
  readonly id: string
  /** That of the line before it. */
  readonly seq: number
  readonly text: string
}

/** A reducer. Every line is shown once and at its place, however often and in whatever order it comes. */
export function converse(
  items: readonly Item[],
  news: { lines: readonly Line[] } | { notice: string },
): readonly Item[] {
  if ('lines' in news) return news.lines.reduce(withLine, items)
  return [...items, { kind: 'notice', id: crypto.randomUUID(), seq: lastSeq(items), text: news.notice }]
}

/** The newest line that is known, 0 for none. */
export function lastSeq(items: readonly Item[]): number {
  return items.at(-1)?.seq ?? 0
}

function withLine(items: readonly Item[], line: Line): readonly Item[] {
  if (items.some(({ id }) => id === line.id)) return items
  const place = items.findLastIndex(({ seq }) => seq <= line.seq) + 1
  return items.toSpliced(place, 0, { kind: 'line', ...line })
}
