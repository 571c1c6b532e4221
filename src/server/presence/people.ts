import type { Member } from '../../protocol/presence'

/** Somebody who is in a channel. */
export interface Here {
  /** Who it is. */
  readonly key: string
  /** What they share; of several connections, what the last one said. */
  readonly state: unknown
  /** How many connections they are there with. */
  readonly connections: number
  /** They are there, and do something else, in all of their tabs. */
  readonly away: boolean
  /** When the first of their connections came: wall time in milliseconds. */
  readonly since: number
  /** When they last changed anything: wall time in milliseconds. */
  readonly lastSeen: number
}

/** Connections as people, in the order they came. */
export function peopleOf(members: Iterable<Member>): readonly Here[] {
  const people = new Map<string, Here>()
  for (const { key, state, away = false, since, at } of members) {
    const other = people.get(key)
    const isNewest = !other || at >= other.lastSeen
    people.set(key, {
      key,
      state: isNewest ? state : other.state,
      connections: (other?.connections ?? 0) + 1,
      away: away && (other?.away ?? true),
      since: Math.min(since, other?.since ?? since),
      lastSeen: Math.max(at, other?.lastSeen ?? at),
    })
  }
  return [...people.values()].sort((one, other) => one.since - other.since)
}
