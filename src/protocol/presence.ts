import { isName } from './name'

/** The one event of the protocol, both ways; its data is a frame. PROTOCOL.md says what each frame means. */
export const presenceEvent = 'presence'

/** The version of the protocol that this package speaks. */
export const protocolVersion = 1

/** One session of somebody who is in a channel, as it goes over the wire. */
export interface Member {
  /** Public, and the same over all links of that session. */
  readonly id: string
  /** Counts what that session said, over all its links: of two that differ, the higher one is the newer one. */
  readonly version: number
  /** Who it is. Several sessions of one person have the same key. */
  readonly key: string
  /** What they share: an object, if their server checks that. */
  readonly state: unknown
  /** They are there, and do something else. */
  readonly away?: boolean | undefined
  /** Their link broke, and the server waits for them to come back. */
  readonly dropped?: boolean | undefined
  /** When they came: wall time of the server, in milliseconds. */
  readonly since: number
  /** When they last changed anything: wall time of the server, in milliseconds. */
  readonly at: number
  /** A short name for this member in later frames on the same link. A server without short names leaves it out. */
  readonly alias?: number | undefined
}

/** What a member shares: what JSON writes with braces. */
export type SharedState = object

/**
 * A member without what it shares: enough to say what became of it. A receiver takes it whatever version it knows of that
 * member.
 */
export type Mark = readonly [id: string, version: number]

/** How a server names a member that it has told of: by its alias, or by a mark where it has none. */
export type MemberName = number | Mark

/**
 * What is new about a member with an alias: its version, the top-level fields of its state that have a new value, and the
 * names of those that it has no more. Nothing else about it has changed.
 */
export type Patch = readonly [alias: number, version: number, changed?: SharedState, removed?: readonly string[]]

/** What a client says. */
export type ClientFrame = EnterFrame | SetFrame | WatchFrame | LeaveFrame

/** What every frame of a client has. */
interface Addressed {
  readonly channel: string
  /**
   * Names one of several sessions that share a link. The client chooses it, and the server repeats it in whatever it says
   * to that session alone. A link with one session a channel may leave it out.
   */
  readonly ref?: string | undefined
}

/** I am here: at first, and again on every link. */
export interface EnterFrame extends Addressed, SessionState {
  readonly kind: 'enter'
  /** The version of the protocol that the client speaks. */
  readonly protocol?: number | undefined
  /** Known to this client and its servers alone: the `id` is made of it, so that nobody can speak for another. */
  readonly session: string
  readonly key: string
}

/** This is what I share now. */
export interface SetFrame extends Addressed, SessionState {
  readonly kind: 'set'
}

/** What a session shares. */
interface SessionState {
  readonly version: number
  readonly state: SharedState
  readonly away?: boolean | undefined
}

/** Tell me who is here: without being there, or once more after something was missed. */
export interface WatchFrame extends Addressed {
  readonly kind: 'watch'
  /** The version of the protocol that the client speaks. */
  readonly protocol?: number | undefined
}

/** I am no longer there, and want to hear no more. */
export interface LeaveFrame extends Addressed {
  readonly kind: 'leave'
  readonly version: number
}

/** What a server says. */
export type ServerFrame = EnteredFrame | StateFrame | DiffFrame | RefusedFrame

/** To one session: it is in. Everybody who is there follows, in a `state`. */
export interface EnteredFrame extends Addressed {
  readonly kind: 'entered'
  /** Who this session is to the others. */
  readonly id: string
  /** The key that the server knows it by, which may be another one than it sent. */
  readonly key: string
}

/** Everybody who is there, for every session on the link. It replaces what was known. */
export interface StateFrame {
  readonly kind: 'state'
  readonly channel: string
  /** The version of the protocol that the server speaks. */
  readonly protocol?: number | undefined
  /** Wall time of the server, in milliseconds. */
  readonly now: number
  /** How long a member who was there before and is missing now is kept, in milliseconds. 0 when the server knows all. */
  readonly grace: number
  /** How many changes there were. */
  readonly revision: number
  /** How many people there are, from a server that names only some of them where there are very many. */
  readonly count?: number | undefined
  readonly members: readonly Member[]
  /** The page of the list that this is, from 1. */
  readonly page?: number | undefined
  /** The next page follows: the list is complete with the page that does not say so. */
  readonly more?: boolean | undefined
}

/** What changed, for every session on the link, in this order. */
export interface DiffFrame {
  readonly kind: 'diff'
  readonly channel: string
  /** How many changes there were before this frame. */
  readonly from: number
  /** How many there were with those in this frame. */
  readonly revision: number
  /** Wall time of the server, in milliseconds: those in `patch` who share something else changed then. */
  readonly now?: number | undefined
  /** How many people there are, from a server that says so in its `state`. */
  readonly count?: number | undefined
  /** They came, or changed. */
  readonly set?: readonly Member[] | undefined
  /** They changed a little. */
  readonly patch?: readonly Patch[] | undefined
  /** Their links broke. */
  readonly dropped?: readonly MemberName[] | undefined
  /** They are gone. */
  readonly left?: readonly MemberName[] | undefined
}

/** To one session: what it said was not taken, or it is no longer in. */
export interface RefusedFrame extends Addressed {
  readonly kind: 'refused'
  /**
   * - `expired`: the server does not have this session, or knows something newer of it: it may enter again, with a higher
   *   version.
   * - `too-large`: the state is too large; the last one stays. Who is not in yet is not let in.
   * - `too-many`: there is no room for another session on this link.
   * - `forbidden`: it is not let in, or was put out.
   * - `bad-request`: a field is not what it should be. Nothing has changed.
   */
  readonly code: 'expired' | 'too-large' | 'too-many' | 'forbidden' | 'bad-request'
  readonly message: string
}

export function markOf({ id, version }: Member): Mark {
  return [id, version]
}

/**
 * Of two members with one key, the state of the newer one is shown: of the one that changed last. Of two that changed at the same
 * time it is the one with the higher id, so that everybody shows the same. Versions of two sessions cannot be compared.
 */
export function isNewer(one: Pick<Member, 'at' | 'id'>, other: Pick<Member, 'at' | 'id'>): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id)
}

/** What came over a wire is a member. */
export function isMember(value: unknown): value is Member {
  const { id, version, key, since, at } = Object(value) as Record<string, unknown>
  return isName(id) && isName(key) && [version, since, at].every(Number.isFinite)
}

/** It is an object, and neither an array nor `null`. */
export function isSharedState(value: unknown): value is SharedState {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
