import type { Mark, Member } from '../protocol/presence'
import type { Clock } from '../transport/clock'
import type { BackendSink } from './backend'
import { isSame } from './isSame'

/** Somebody who is in a channel, with as many connections as they have there. */
export interface Person<State = unknown> {
  /** Who it is. */
  readonly key: string
  /** What they share; of several connections, what the last one said. */
  readonly state: State
  /** How many connections they are there with: tabs and devices. */
  readonly connections: number
  /** `stale`: their link or ours is down, so this is what was known last. */
  readonly status: 'online' | 'away' | 'stale'
  /** When the first of their connections came: wall time in milliseconds. */
  readonly since: number
  /** When they last changed anything. */
  readonly lastSeen: number
}

/** What somebody else did: they came, share something else, or are gone. */
export type PresenceChange = 'join' | 'update' | 'leave'

/** Everybody who is in a channel. Connections go in, people come out. */
export interface Roster extends Pick<BackendSink, 'changed' | 'left' | 'dropped' | 'alive'> {
  /** Who was there first comes first. */
  list(): readonly Person[]
  replaced(members: Iterable<Member>, grace: number): void
  /** Our own link is down: nobody goes, and nobody is known to be there, until `replaced`. */
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
/** Who was not known before they left. */
const nobody = { key: '', state: null, text: '', since: 0, at: 0, isDropped: false }

export function createRoster({ clock, accept, refused, tell, touched }: RosterParts): Roster {
  const entries = new Map<string, Entry>()
  const crowds = new Map<string, Set<Entry>>()
  const shown = new Map<string, Shown>()
  let isSuspended = false
  let nextExpiry = Infinity
  let cancelExpiry = (): void => {}

  function show(key: string): void {
    const crowd = crowds.get(key)
    const before = shown.get(key)
    const now = crowd && look(key, crowd)
    if (before && now ? isSame(before.person, now.person) : before === now) return
    if (now) shown.set(key, now)
    else shown.delete(key)
    if (!before) tell('join', (now as Shown).person)
    else if (!now) tell('leave', before.person)
    else if (before.text !== now.text) tell('update', now.person)
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
      if (before.version === member.version) revive(before)
      return
    }
    let read: Pick<Entry, 'state' | 'text'>
    try {
      read = accept(member.state)
      // The same is kept, so that it is the same to whoever compares.
      if (before?.text === read.text) read = before
    } catch (cause) {
      refused(cause)
      // Known, and not shown.
      if (!before || before.isGone) return bury([member.id, member.version])
      read = before
    }
    const { state, text } = read
    // A reconnect is no new beginning.
    const since = before && !before.isGone ? Math.min(before.since, member.since) : member.since
    const entry: Entry = { ...member, since, state, text, isDropped: false, isGone: false, expiresAt: Infinity }
    if (before) leaveCrowd(before)
    entries.set(member.id, entry)
    const crowd = crowds.get(member.key) ?? new Set()
    crowds.set(member.key, crowd.add(entry))
    if (before && before.key !== member.key) show(before.key)
    show(member.key)
  }

  function revive(entry: Entry): void {
    if (entry.isGone) return
    entry.isDropped = false
    entry.expiresAt = Infinity
    show(entry.key)
  }

  function remove([id, version]: Mark): void {
    const entry = entries.get(id)
    if (entry && (entry.isGone || entry.version > version)) return
    bury([id, version])
    if (!entry) return
    leaveCrowd(entry)
    show(entry.key)
  }

  /** Whatever is said of it up to this version is not heard. */
  function bury([id, version]: Mark): void {
    const expiresAt = clock.now() + memory
    entries.set(id, { ...nobody, ...entries.get(id), id, version, isGone: true, expiresAt })
    expireBy(expiresAt)
  }

  function drop(entry: Entry, grace: number): void {
    if (grace <= 0) return remove([entry.id, entry.version])
    if (entry.isGone) return
    if (!entry.isDropped) entry.expiresAt = Math.min(entry.expiresAt, clock.now() + grace)
    entry.isDropped = true
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
    list: () => Array.from(shown.values(), ({ person }) => person).toSorted((one, other) => one.since - other.since),
    replaced(members, grace) {
      isSuspended = false
      const missing = new Set(entries.keys())
      for (const member of members) {
        missing.delete(member.id)
        put(member)
      }
      for (const id of missing) drop(entries.get(id) as Entry, grace)
      shown.forEach((_, key) => show(key))
    },
    changed(members) {
      for (const member of members) put(member)
    },
    left(marks) {
      for (const mark of marks) remove(mark)
    },
    dropped(marks, grace) {
      for (const [id, version] of marks) {
        const entry = entries.get(id)
        if (entry && entry.version <= version) drop(entry, grace)
      }
    },
    alive(marks, ttl) {
      let areKnown = true
      for (const [id, version] of marks) {
        const entry = entries.get(id)
        if (!entry || entry.version < version) areKnown = false
        // One that is newer, or gone, is what was said later.
        else if (entry.version === version && !entry.isGone) {
          revive(entry)
          expireBy((entry.expiresAt = clock.now() + ttl))
        }
      }
      return areKnown
    },
    suspend() {
      isSuspended = true
      shown.forEach((_, key) => show(key))
    },
    stop() {
      cancelExpiry()
      nextExpiry = Infinity
      entries.clear()
      crowds.clear()
      shown.clear()
    },
  }
}
