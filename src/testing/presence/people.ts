import { type Mark, markOf, type Member, type RefusedFrame } from '../../protocol/presence'

/** Somebody else, as a test has them. */
export interface FakePerson {
  /** Who it is. */
  readonly key: string
  /** What they share. */
  readonly state: object
  /** They are there, and do something else. */
  readonly away?: boolean | undefined
}

/** The others in a channel, for components that use presence. */
export interface FakePresence {
  /** Somebody comes. Somebody who is there already is there twice. */
  join(person: FakePerson): void
  /** They change a part of what they share, or whether they are away. */
  update(key: string, patch: object, more?: Pick<FakePerson, 'away'>): void
  /** They are gone. */
  leave(key: string): void
  /** There are so many people, of whom the server shows these: as in a very large channel. Not with `supabasePresence`. */
  setCount(people: number): void
  /**
   * The server puts the person in front of this page out, and lets them in no more until `admit`. Not with `supabasePresence`.
   * @param code The word of PROTOCOL.md for it. By default `forbidden`.
   */
  refuse(code?: RefusedFrame['code']): void
  /** The server lets them in again, when they ask for it: `presence.retry()`. */
  admit(): void
  /** What the person in front of this page shares; `undefined` while they are not there. */
  readonly self: unknown
}

/** Who is told what becomes of the others. */
export interface PeopleTold {
  /** Somebody came, or shares something else. */
  set(member: Member): void
  /** Somebody left. */
  left(mark: Mark): void
}

/** The others in a channel, as a test moves them. */
export interface FakePeople extends Pick<FakePresence, 'join' | 'update' | 'leave'> {
  /** Who is there, in the order they came. */
  members(): Member[]
  /**
   * From now on times are of this clock: that of the connection, which may be a fake one. Those who were there before came as long ago
   * as they did by the wall clock.
   */
  follow(clock: WallClock): void
}

interface WallClock {
  /** Wall time in milliseconds. */
  date(): number
}

/** People who come, change and go, whatever the way in which that is told. */
export function createFakePeople(people: readonly FakePerson[], told: PeopleTold): FakePeople {
  const members = new Map<string, Member>()
  let clock: WallClock = { date: () => Date.now() }
  /** Somebody who comes anew is another one: no id is given twice. */
  let lastId = 0

  function put({ key, state, away }: FakePerson, before?: Member): Member {
    const at = clock.date()
    if (!before) lastId += 1
    const { id = `fake ${lastId}`, version = 0, since = at } = before ?? {}
    const member = { id, version: version + 1, key, state, away, since, at }
    members.set(id, member)
    return member
  }

  function newestWithKey(key: string): Member {
    const member = [...members.values()].filter((other) => other.key === key).at(-1)
    if (member) return member
    const keys = Array.from(members.values(), (other) => other.key)
    const who = keys.length > 0 ? `there are ${keys.join(', ')}` : 'nobody is there at all'
    throw new Error(`Nobody is there who is called ${key}: ${who}`)
  }

  for (const person of people) put(person)

  return {
    members: () => [...members.values()],
    join: (person) => told.set(put(person)),
    update(key, patch, more = {}) {
      const before = newestWithKey(key)
      const { away = before.away } = more
      const state = { ...Object(before.state), ...patch }
      told.set(put({ key, state, ...(away === undefined ? {} : { away }) }, before))
    },
    leave(key) {
      const member = newestWithKey(key)
      members.delete(member.id)
      told.left(markOf(member))
    },
    follow(next) {
      if (next === clock) return
      const shift = next.date() - clock.date()
      clock = next
      for (const member of members.values())
        members.set(member.id, { ...member, since: member.since + shift, at: member.at + shift })
    },
  }
}
