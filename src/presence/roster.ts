import type { Mark, Member } from '../protocol/presence'
import type { Clock } from '../transport/clock'

/** Somebody who is in a channel, with as many connections as they have there. */
export interface Person<State = unknown> {
  readonly key: string
  /** What they share; of several connections, what the last one said. */
  readonly state: State
  readonly connections: number
  /** `stale`: their link or ours is down, so this is what was known last. */
  readonly status: 'online' | 'away' | 'stale'
  /** When the first of their connections came: wall time in milliseconds. */
  readonly since: number
  /** When they last changed anything. */
  readonly lastSeen: number
}

export type PresenceChange = 'join' | 'update' | 'leave'

/** Everybody who is in a channel. Connections go in, people come out. */
export interface Roster {
  get(key: string): Person | undefined
  /** Who was there first comes first. */
  list(): readonly Person[]
  replace(members: Iterable<Member>, grace: number): void
  change(members: Iterable<Member>): void
  remove(marks: Iterable<Mark>): void
  drop(marks: Iterable<Mark>, grace: number): void
  /** False when some of them are not known, or not with this version. */
  keep(marks: Iterable<Mark>, ttl: number): boolean
  /** Our own link is down: nobody goes, and nobody is known to be there, until `replace`. */
  suspend(): void
  stop(): void
}

interface RosterParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** The state as it shall be seen, and the same text for the same state. Throws when it shall not be seen. */
  accept(state: unknown): { state: unknown; text: string }
  /** Somebody's state was not accepted; what was known of them stays. */
  refused(cause: unknown): void
  /** A real difference, told at once. `person` is how they are now, or were last. */
  tell(change: PresenceChange, person: Person): void
  /** Anything at all is different. */
  touched(): void
}

interface Entry extends Member {
  readonly text: string
  isDropped: boolean
  /** Gone, and remembered for a while: what was said of it before may come after. */
  isGone: boolean
  /** Monotonic. */
  expiresAt: number
}

/** A person, and what tells a real difference from another look at the same. */
interface Shown {
  readonly person: Person
  readonly text: string
}

/** How long late words about somebody who left may come, in milliseconds. */
const memory = 60_000

export function createRoster({ clock, accept, refused, tell, touched }: RosterParts): Roster {
  const entries = new Map<string, Entry>()
  const crowds = new Map<string, Set<Entry>>()
  const shown = new Map<string, Shown>()
  let isSuspended = false
  /** As last listed; `undefined` when somebody came or went since. */
  let order: string[] | undefined
  let nextExpiry = Infinity
  let cancelExpiry = (): void => {}

  function show(key: string): void {
    const crowd = crowds.get(key)
    const before = shown.get(key)
    if (!crowd) {
      if (!before) return
      shown.delete(key)
      order = undefined
      tell('leave', before.person)
    } else {
      const now = look(key, crowd)
      const { person } = now
      if (before && isSame(before.person, person) && before.text === now.text) return
      shown.set(key, now)
      if (!before || before.person.since !== person.since) order = undefined
      if (!before) tell('join', person)
      else if (before.text !== now.text) tell('update', person)
    }
    touched()
  }

  function look(key: string, crowd: ReadonlySet<Entry>): Shown {
    let [newest] = crowd as ReadonlySet<Entry> & Iterable<Entry, Entry>
    let since = Infinity
    let isAway = true
    let isStale = true
    for (const entry of crowd) {
      if (!newest || entry.at > newest.at || (entry.at === newest.at && entry.version > newest.version)) newest = entry
      since = Math.min(since, entry.since)
      isAway &&= !!entry.away
      isStale &&= entry.isDropped || isSuspended
    }
    const { state, text, at } = newest as Entry
    const status = isStale ? 'stale' : isAway ? 'away' : 'online'
    const person: Person = { key, state, connections: crowd.size, status, since, lastSeen: at }
    return { person, text: `${crowd.size} ${isAway} ${text}` }
  }

  function leaveCrowd(entry: Entry): void {
    const crowd = crowds.get(entry.key)
    crowd?.delete(entry)
    if (crowd?.size === 0) crowds.delete(entry.key)
  }

  function put(member: Member): void {
    const before = entries.get(member.id)
    if (before && before.version >= member.version) {
      if (before.version === member.version && !before.isGone) revive(before)
      return
    }
    let read: Pick<Entry, 'state' | 'text'>
    try {
      read = accept(member.state)
    } catch (cause) {
      refused(cause)
      if (!before || before.isGone) return
      read = before
    }
    const { state, text } = read
    const entry: Entry = { ...member, state, text, isDropped: false, isGone: false, expiresAt: Infinity }
    if (before) leaveCrowd(before)
    entries.set(member.id, entry)
    const crowd = crowds.get(member.key) ?? new Set()
    crowds.set(member.key, crowd.add(entry))
    if (before && before.key !== member.key) show(before.key)
    show(member.key)
  }

  function revive(entry: Entry): void {
    entry.isDropped = false
    entry.expiresAt = Infinity
    show(entry.key)
  }

  function remove([id, version]: Mark): void {
    const entry = entries.get(id)
    if (entry && (entry.isGone || entry.version > version)) return
    const key = entry?.key ?? ''
    const tombstone = { id, version, key, state: null, text: '', since: 0, at: 0, isDropped: false, isGone: true }
    if (entry) leaveCrowd(entry)
    entries.set(id, { ...tombstone, expiresAt: clock.now() + memory })
    expireBy(clock.now() + memory)
    if (entry) show(key)
  }

  function drop(entry: Entry, grace: number): void {
    if (entry.isGone || entry.isDropped) return
    if (grace <= 0) return remove([entry.id, entry.version])
    entry.isDropped = true
    entry.expiresAt = clock.now() + grace
    expireBy(entry.expiresAt)
    show(entry.key)
  }

  function expireBy(time: number): void {
    if (time >= nextExpiry) return
    cancelExpiry()
    nextExpiry = time
    cancelExpiry = clock.after(time - clock.now(), expire)
  }

  function expire(): void {
    const now = clock.now()
    let next = Infinity
    nextExpiry = Infinity
    for (const entry of [...entries.values()]) {
      const { id, version, expiresAt } = entry
      if (expiresAt > now) next = Math.min(next, expiresAt)
      else if (entry.isGone) entries.delete(id)
      else if (!isSuspended) remove([id, version])
    }
    expireBy(next)
  }

  return {
    get: (key) => shown.get(key)?.person,
    list() {
      order ??= [...shown.values()]
        .map(({ person }) => person)
        .toSorted((one, other) => one.since - other.since || (one.key < other.key ? -1 : 1))
        .map(({ key }) => key)
      return order.map((key) => (shown.get(key) as Shown).person)
    },
    replace(members, grace) {
      isSuspended = false
      const missing = new Set(entries.keys())
      for (const member of members) {
        missing.delete(member.id)
        put(member)
      }
      for (const id of missing) drop(entries.get(id) as Entry, grace)
      for (const key of [...shown.keys()]) show(key)
    },
    change(members) {
      for (const member of members) put(member)
    },
    remove(marks) {
      for (const mark of marks) remove(mark)
    },
    drop(marks, grace) {
      for (const [id, version] of marks) {
        const entry = entries.get(id)
        if (entry && entry.version <= version) drop(entry, grace)
      }
    },
    keep(marks, ttl) {
      let areKnown = true
      for (const [id, version] of marks) {
        const entry = entries.get(id)
        // One that is gone, or newer, is what somebody said later.
        if (entry && (entry.version > version || entry.isGone)) continue
        if (entry?.version !== version) areKnown = false
        else {
          revive(entry)
          entry.expiresAt = clock.now() + ttl
          expireBy(entry.expiresAt)
        }
      }
      return areKnown
    },
    suspend() {
      isSuspended = true
      for (const key of [...shown.keys()]) show(key)
    },
    stop() {
      cancelExpiry()
      nextExpiry = Infinity
      entries.clear()
      crowds.clear()
      shown.clear()
      order = undefined
      isSuspended = false
    },
  }
}

function isSame(one: Person, other: Person): boolean {
  return one.status === other.status && one.since === other.since && one.lastSeen === other.lastSeen
}
