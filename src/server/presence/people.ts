import { isNewer, type Member } from '../../protocol/presence'

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
  const connectionsByKey = new Map<string, [Member, ...Member[]]>()
  for (const member of members) {
    const others = connectionsByKey.get(member.key)
    if (others) others.push(member)
    else connectionsByKey.set(member.key, [member])
  }
  return Array.from(connectionsByKey.values(), personOf).sort((one, other) => one.since - other.since)
}

function personOf(connections: readonly [Member, ...Member[]]): Here {
  const newest = connections.reduce((one, other) => (isNewer(other, one) ? other : one))
  return {
    key: newest.key,
    state: newest.state,
    connections: connections.length,
    away: connections.every(({ away }) => away === true),
    since: connections.reduce((first, { since }) => Math.min(first, since), newest.since),
    lastSeen: newest.at,
  }
}
