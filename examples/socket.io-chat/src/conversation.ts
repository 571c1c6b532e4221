import type { Line, Person } from '../protocol'

/** What a room shows, oldest first: what people say, and who comes and goes. */
export type Item = (Line & { readonly kind: 'line' }) | Notice

interface Notice {
  readonly kind: 'notice'
  readonly id: string
  /** That of the line before it. */
  readonly at: number
  readonly text: string
}

export interface Conversation {
  readonly items: readonly Item[]
  readonly members: readonly Person[]
}

export type Conversations = Readonly<Record<string, Conversation>>

export type News = { readonly room: string } & (
  | { readonly lines: readonly Line[] }
  | { readonly members: readonly Person[] }
  | { readonly joined: Person }
  | { readonly left: Person }
)

export const silence: Conversation = { items: [], members: [] }

/** A reducer. Every line is shown once and at its place, however often and in whatever order it comes. */
export function converse(all: Conversations, news: News): Conversations {
  return { ...all, [news.room]: withNews(all[news.room] ?? silence, news) }
}

function withNews({ items, members }: Conversation, news: News): Conversation {
  if ('lines' in news) return { items: news.lines.reduce(withLine, items), members }
  if ('members' in news) return { items, members: news.members.toSorted(byName) }
  const { name } = 'joined' in news ? news.joined : news.left
  const rest = members.filter((member) => member.name !== name)
  if ('left' in news) return { items: withNotice(items, `${name} left`), members: rest }
  // Somebody we know of already, by the answer to our own coming.
  if (rest.length < members.length) return { items, members }
  return { items: withNotice(items, `${name} joined`), members: [...members, news.joined].toSorted(byName) }
}

function withLine(items: readonly Item[], line: Line): readonly Item[] {
  if (items.some(({ id }) => id === line.id)) return items
  const place = items.findLastIndex(({ at }) => at <= line.at) + 1
  return items.toSpliced(place, 0, { kind: 'line', ...line })
}

function withNotice(items: readonly Item[], text: string): readonly Item[] {
  return [...items, { kind: 'notice', id: crypto.randomUUID(), at: items.at(-1)?.at ?? 0, text }]
}

function byName(one: Person, other: Person): number {
  return one.name.localeCompare(other.name)
}
