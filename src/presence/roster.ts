import { isNewer, type Mark, type Member } from '../protocol/presence'
import type { Clock } from '../transport/clock'
import type { BackendSink } from './backend'
import { isSame } from './isSame'
import { sorted } from '../transport/sorted'

/** Somebody who is in a channel, with as many connections as they have there. */
export interface Person<State = unknown> {
  /** Who it is. */
  readonly key: string
  /** The state they share; of several connections, the one that changed last. */
  readonly state: State
  /** How many connections they are there with: tabs and devices. */
  readonly connections: number
  /** `stale`: their link or ours is down, so this is what was known last. */
  readonly status: 'online' | 'away' | 'stale'
  /** When the first of their connections came: wall time in milliseconds. */
  readonly since: number
  /** When they last changed anything: wall time in milliseconds. */
  readonly lastSeen: number
}

/** What somebody else did: they came, share something else, or are gone. */
export type PresenceChange = 'join' | 'update' | 'leave'

/** Everybody who is in a channel. It is told of connections, and makes people of those with the same key. */
export interface Roster extends Pick<BackendSink, 'changed' | 'left' | 'dropped' | 'alive'> {
  /** Everybody, in the order they came: the same array until something about somebody is different. */
  list(): readonly Person[]
  replaced(members: Iterable<Member>, grace: number): void
  /** Our own link is down: until `replaced`, everybody is kept, and `stale`. */
  suspend(): void
  /** Forgets everybody, and leaves no timer behind. */
  stop(): void
}

interface RosterParts {
  clock: Pick<Clock, 'now' | 'after'>
  /** A state as it shall be shown, and a text that is the same for the same state. Throws where it shall not be shown. */
  accept(state: unknown): { state: unknown; text: string }
  /** Told what `accept` threw. What was known of that person before stays. */
  onRefused(cause: unknown): void
  /** Told of every real difference. `person` is as they are now, or as they were last. The roster may not be complete yet. */
  onChange(change: PresenceChange, person: Person): void
  /** Told before `onChange`, and also when nothing but the status of somebody, or a time, is different. */
  onMaybeChanged(): void
}

interface KnownConnection extends Member {
  /** The state as text. */
  readonly text: string
  /** Its link broke, and it may come back. */
  isDropped: boolean
  /** It left. It is remembered for a while, since older messages about it may still arrive. */
  isGone: boolean
  /** Monotonic time at which it is removed, or forgotten when it is gone; `Infinity` when it may stay. */
  expiresAt: number
}

interface KnownPerson {
  readonly person: Person
  /** Different when the person shares something else, is away or back, or has more or fewer connections. */
  readonly content: string
}

/** How long older messages about a connection that left may still arrive, in milliseconds. */
const goneForMs = 60_000

/** What is known of a connection that left before anything else was heard of it. */
const neverSeen = { key: '', state: null, text: '', since: 0, at: 0, isDropped: false }

export function createRoster({ clock, accept, onRefused, onChange, onMaybeChanged }: RosterParts): Roster {
  const connections = new Map<string, KnownConnection>()
  /** Those that are there, by the key of their person. */
  const byKey = new Map<string, Set<KnownConnection>>()
  /** Everybody, as they were told of last. */
  const people = new Map<string, KnownPerson>()
  let isSuspended = false
  /** Everybody in the order they came; `undefined` after somebody came, changed or left. */
  let sortedPeople: readonly Person[] | undefined
  /** When the next connection runs out of time; `Infinity` is never. */
  let nextExpiry = Infinity
  let cancelTimer = (): void => {}

  /** Finds out what is different about a person, and tells it. */
  function updatePerson(key: string): void {
    const before = people.get(key)
    const theirs = byKey.get(key)
    if (theirs) {
      const now = personOf(key, [...theirs])
      if (before && isSame(before.person, now.person)) return
      people.set(key, now)
      sortedPeople = undefined
      onMaybeChanged()
      if (!before) onChange('join', now.person)
      else if (before.content !== now.content) onChange('update', now.person)
    } else if (before) {
      people.delete(key)
      sortedPeople = undefined
      onMaybeChanged()
      onChange('leave', before.person)
    }
  }

  function personOf(key: string, theirs: readonly KnownConnection[]): KnownPerson {
    const { state, text, at } = theirs.reduce((one, other) => (isNewer(other, one) ? other : one))
    const since = Math.min(...theirs.map((connection) => connection.since))
    const isAway = theirs.every(({ away }) => away)
    const isStale = isSuspended || theirs.every(({ isDropped }) => isDropped)
    const status = isStale ? 'stale' : isAway ? 'away' : 'online'
    return {
      person: { key, state, connections: theirs.length, status, since, lastSeen: at },
      content: `${theirs.length} ${isAway} ${text}`,
    }
  }

  function updateEverybody(): void {
    for (const key of [...people.keys()]) updatePerson(key)
  }

  function removeFromPerson(connection: KnownConnection): void {
    const theirs = byKey.get(connection.key)
    theirs?.delete(connection)
    if (theirs?.size === 0) byKey.delete(connection.key)
  }

  function put(member: Member): void {
    const before = connections.get(member.id)
    if (before && before.version >= member.version) {
      if (before.version === member.version) confirm(before, member.dropped)
      return
    }
    let accepted: Pick<KnownConnection, 'state' | 'text'>
    try {
      accepted = accept(member.state)
    } catch (cause) {
      onRefused(cause)
      // Remember it, so that `alive` does not ask for it again; its state is invalid, so it is not shown.
      if (!before || before.isGone) return rememberAsGone([member.id, member.version])
      accepted = before
    }
    // A state that says the same stays the same object, so that readers that compare objects see no difference.
    const { state, text } = before?.text === accepted.text ? before : accepted
    // A connection that comes back on another link has been there all the time.
    const since = before && !before.isGone ? Math.min(before.since, member.since) : member.since
    const now: KnownConnection = {
      ...member,
      since,
      state,
      text,
      isDropped: member.dropped === true,
      isGone: false,
      expiresAt: Infinity,
    }
    if (before) removeFromPerson(before)
    connections.set(member.id, now)
    const theirs = byKey.get(member.key) ?? new Set()
    byKey.set(member.key, theirs.add(now))
    if (before && before.key !== member.key) updatePerson(before.key)
    updatePerson(member.key)
  }

  /** It is still there, as it was, or has lost its link. */
  function confirm(connection: KnownConnection, isDropped = false): void {
    if (connection.isGone) return
    connection.isDropped = isDropped
    connection.expiresAt = Infinity
    updatePerson(connection.key)
  }

  function remove([id, version]: Mark): void {
    const connection = connections.get(id)
    if (connection && (connection.isGone || connection.version > version)) return
    rememberAsGone([id, version])
    if (!connection) return
    removeFromPerson(connection)
    updatePerson(connection.key)
  }

  /** From now on, what is said about it in this version or an older one changes nothing. */
  function rememberAsGone([id, version]: Mark): void {
    const expiresAt = clock.now() + goneForMs
    connections.set(id, { ...neverSeen, ...connections.get(id), id, version, isGone: true, expiresAt })
    scheduleExpiry(expiresAt)
  }

  /** Its link broke: it is removed after the grace, or when its TTL ends before that. */
  function drop(connection: KnownConnection, grace: number): void {
    if (grace <= 0) return remove([connection.id, connection.version])
    if (connection.isGone) return
    if (!connection.isDropped) connection.expiresAt = Math.min(connection.expiresAt, clock.now() + grace)
    connection.isDropped = true
    scheduleExpiry(connection.expiresAt)
    updatePerson(connection.key)
  }

  function scheduleExpiry(time: number): void {
    if (time >= nextExpiry) return
    cancelTimer()
    nextExpiry = time
    cancelTimer = clock.after(time - clock.now(), expire)
  }

  function expire(): void {
    const now = clock.now()
    let next = Infinity
    nextExpiry = Infinity
    for (const { id, version, expiresAt, isGone } of [...connections.values()]) {
      if (expiresAt > now) next = Math.min(next, expiresAt)
      else if (isGone) connections.delete(id)
      // While our own link is down we could not hear that they are still there.
      else if (!isSuspended) remove([id, version])
    }
    scheduleExpiry(next)
  }

  return {
    list() {
      sortedPeople ??= sorted(
        Array.from(people.values(), ({ person }) => person),
        (one, other) => one.since - other.since,
      )
      return sortedPeople
    },
    replaced(members, grace) {
      isSuspended = false
      const missing = new Set(connections.keys())
      for (const member of members) {
        missing.delete(member.id)
        put(member)
      }
      for (const id of missing) {
        const connection = connections.get(id)
        if (connection) drop(connection, grace)
      }
      updateEverybody()
    },
    changed(members) {
      for (const member of members) put(member)
    },
    left(marks) {
      for (const mark of marks) remove(mark)
    },
    dropped(marks, grace) {
      for (const [id, version] of marks) {
        const connection = connections.get(id)
        if (connection && connection.version <= version) drop(connection, grace)
      }
    },
    alive(marks, ttl) {
      let areAllKnown = true
      for (const [id, version] of marks) {
        const connection = connections.get(id)
        if (!connection || connection.version < version) areAllKnown = false
        // A newer version, or that it is gone, counts more than a sign of life of this one.
        else if (connection.version === version && !connection.isGone) {
          confirm(connection)
          connection.expiresAt = clock.now() + ttl
          scheduleExpiry(connection.expiresAt)
        }
      }
      return areAllKnown
    },
    suspend() {
      isSuspended = true
      updateEverybody()
    },
    stop() {
      cancelTimer()
      nextExpiry = Infinity
      connections.clear()
      byKey.clear()
      people.clear()
      sortedPeople = undefined
    },
  }
}
