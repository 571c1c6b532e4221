import type { Mark, Member } from '../protocol/presence'

/** What is stored of a member; when they came, and when they changed, the store says by its own clock. */
export type StoredMember = Omit<Member, 'since' | 'at'>

/** Everybody in a channel, as it was after so many changes. */
export interface Snapshot extends Count {
  /** Wall time of the store, in milliseconds. */
  readonly now: number
  /** Everybody who is there. */
  readonly members: readonly Member[]
}

/** One change: somebody came or changed, or some are gone. */
export interface Change extends Count {
  /** Who came or changed. */
  readonly set?: Member
  /** Who is gone. */
  readonly left?: readonly Mark[]
}

/** How far a store has counted. */
export interface Count {
  /** Another one when the store began to count anew. */
  readonly epoch: string
  /** 1, 2, 3 … without holes. */
  readonly revision: number
}

/** Somebody who is still there, for so many milliseconds unless that is said again. */
export type Alive = readonly [...Mark, ttl: number]

/**
 * Who is in which channel, for all processes that share it. Nothing that is said of a member changes what is known of a
 * newer version: a connection that somebody has left behind cannot touch the one that took its place.
 * Durations are milliseconds. Promises reject when the store cannot be reached.
 */
export interface PresenceStore {
  /** They are there, and gone after `ttl` unless that is said again. `false` when a newer version is known, or was gone. */
  put(channel: string, member: StoredMember, ttl: number): Promise<boolean>
  /** They are still there. Returns whom it does not have, unless it knows something newer. */
  touch(channel: string, alive: readonly Alive[]): Promise<readonly Mark[]>
  /** Their link broke: they are gone after `grace`, unless something newer is put. */
  drop(channel: string, mark: Mark, grace: number): Promise<void>
  /** They are gone. */
  remove(channel: string, mark: Mark): Promise<void>
  /** Removes whose time is up. Any process may do that for all. */
  sweep(channel: string): Promise<Count>
  /** Does not have whose time is up. */
  read(channel: string): Promise<Snapshot>
  /**
   * Calls `listener` with every change, in order, once it has resolved; to what stops that. Where it may have missed some,
   * it calls it with the epoch `''` and no change.
   */
  watch(channel: string, listener: (change: Change) => void): Promise<() => void>
}
