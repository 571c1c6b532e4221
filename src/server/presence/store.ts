import type { Mark, Member, SharedState } from '../../protocol/presence'

/** A member as a store knows it. */
export interface KnownMember extends Omit<Member, 'alias'> {
  /** What it shares. */
  readonly state: SharedState
}

/** What a store is given of a member; `since` and `at` it decides by its own clock. */
export type StoredMember = Omit<KnownMember, 'since' | 'at' | 'dropped'>

/** Everybody in a channel, as it was after so many changes. */
export interface Snapshot extends Count {
  /** Wall time of the store, in milliseconds. */
  readonly now: number
  /** For how long the store has known everybody who comes and goes, in milliseconds: since it was started, or emptied. */
  readonly age: number
  /** Everybody who is there. */
  readonly members: readonly KnownMember[]
  /** The last eviction of each person who was put out within `memoryMs`: a process may have missed it. */
  readonly evicted: readonly Eviction[]
}

/** A person was put out of a channel. */
export interface Eviction {
  /** Who it is. */
  readonly key: string
  /** How long ago that was, in milliseconds. */
  readonly agoMs: number
}

/** One change: somebody came or changed, or some lost their links, or are gone. */
export interface Change extends Count {
  /** Who came or changed. */
  readonly set?: KnownMember | undefined
  /** Whose links broke. */
  readonly dropped?: readonly Mark[] | undefined
  /** Who is gone. */
  readonly left?: readonly Mark[] | undefined
  /** The key of a person who was put out of the channel: every process ends the sessions that this person had until then. */
  readonly evicted?: string | undefined
}

/** How far a store has counted the changes of a channel. */
export interface Count {
  /** Another one whenever the store begins to count anew. */
  readonly epoch: string
  /** 1, 2, 3 … without holes. 0 in a channel in which nothing has happened in this epoch. */
  readonly revision: number
}

/** A member who is still there, for `ttl` milliseconds unless that is said again. */
export type Alive = readonly [...Mark, ttl: number]

/**
 * Who is in which channel, for all processes that share the store.
 *
 * - What is said of a member MUST change nothing when a newer version of that member is known, or was gone: a link that a
 *   client has left behind cannot touch the link that took its place. The version of a member who is gone MUST be known for
 *   as long as a link that was given up may still speak: for the `memoryMs` of `remove`, or, when the time of a member was
 *   up, for the `ttl` of its last `put` from then on, whatever `touch` and `drop` said.
 * - `read`, `sweep` and `watch` MUST NOT store anything about a channel that nobody is in.
 * - A store MUST forget a channel that everybody left, and members whose time is up, also where nobody sweeps.
 *
 * Durations are milliseconds. Promises reject when the store cannot be reached.
 */
export interface PresenceStore {
  /**
   * The member is there, and gone after `ttl` unless that is said again. Resolves to `false`, and changes nothing, when this
   * version or a newer one is known or was gone.
   */
  put(channel: string, member: StoredMember, ttl: number): Promise<boolean>
  /** These are still there. Resolves to those that the store does not have, unless it knows something newer of them. */
  touch(channel: string, alive: readonly Alive[]): Promise<readonly Mark[]>
  /** The link of this member broke: it is gone after `ttl`, whatever was said before, unless something newer is put. */
  drop(channel: string, mark: Mark, ttl: number): Promise<void>
  /** The member is gone, and no version up to this one may come back within `memoryMs`. */
  remove(channel: string, mark: Mark, memoryMs: number): Promise<void>
  /**
   * Tells every process that watches the channel, and for `memoryMs` every process that reads it, to end the sessions that
   * this person has. The store itself removes nobody.
   */
  evict(channel: string, key: string, memoryMs: number): Promise<void>
  /** Removes those whose time is up. Any process may do that for all. */
  sweep(channel: string): Promise<Count>
  /** Everybody who is there; nobody whose time is up. */
  read(channel: string): Promise<Snapshot>
  /** Once it has resolved, tells `listener` of every change, in order; resolves to what stops that. */
  watch(channel: string, listener: StoreListener): Promise<() => void>
}

/** What hears of a channel in a store. */
export interface StoreListener {
  /** The next change. */
  changed(change: Change): void
  /** The store may have missed changes, and does not know which: the channel has to be read anew. */
  missed(): void
}

/** The member once its link broke; `undefined` when a newer version of it is there, or none. */
export function droppedIn<Known extends KnownMember>(
  members: ReadonlyMap<string, Known>,
  [id, version]: Mark,
): Known | undefined {
  const member = members.get(id)
  return member && member.version <= version ? { ...member, dropped: true } : undefined
}

/** Of members with the same id, the one with the highest version. */
export function newestOf(members: Iterable<KnownMember>): readonly KnownMember[] {
  const newest = new Map<string, KnownMember>()
  for (const member of members) {
    const other = newest.get(member.id)
    if (!other || other.version < member.version) newest.set(member.id, member)
  }
  return [...newest.values()]
}
