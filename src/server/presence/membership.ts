import type { Alive, PresenceStore, StoredMember } from './store'

/** What a session says of itself. */
export type Said = Omit<StoredMember, 'id'>

/** A session's place in a channel, by one link. What it says reaches the store in order, one write at a time. */
export interface Membership {
  readonly id: string
  /** The newest thing it said; `undefined` when it is over, or the store knows something newer of the session. */
  readonly said: Said | undefined
  /** That it was there when its link was heard last; `undefined` as with `said`. */
  alive(): Alive | undefined
  /**
   * Stores what it says now; of what is said while that takes time, the newest. Resolves to whether the store has taken it,
   * which does not take what is older than what it knows.
   */
  say(said: Said): Promise<boolean>
  /** It left by itself, or was put out. */
  leave(version: number): Promise<void>
  /** Its link broke. */
  drop(): Promise<void>
}

export interface MembershipParts {
  channel: string
  id: string
  store: PresenceStore
  /** Milliseconds that it is kept after its link broke. */
  grace: number
  /** Milliseconds that it is kept after something was heard of it. */
  ttl: number
  /** When something came over its link last, as `performance.now()` has it. */
  heardAt(): number
}

export function createMembership({ channel, id, store, grace, ttl, heardAt }: MembershipParts): Membership {
  let said: Said | undefined
  let writing: Promise<boolean> | undefined

  async function write(): Promise<boolean> {
    while (said) {
      const next = said
      const isTaken = await store.put(channel, { id, ...next }, ttl)
      // Something newer was said meanwhile, or the membership is over.
      if (said !== next) continue
      if (!isTaken) said = undefined
      return isTaken
    }
    return false
  }

  /** Says no more. A write that has begun comes to its end: after what follows, it would bring back who is gone. */
  async function stopWriting(): Promise<void> {
    said = undefined
    // Who said it was told of the error.
    await writing?.catch(() => {})
  }

  /** How long it is kept from now on, by the time at which its link was heard last. */
  const remainingTtl = (): number => ttl - (performance.now() - heardAt())

  return {
    id,
    get said() {
      return said
    },
    alive: () => said && [id, said.version, remainingTtl()],
    say(next) {
      said = next
      writing ??= write().finally(() => {
        writing = undefined
      })
      return writing
    },
    async leave(version) {
      const newest = Math.max(version, said?.version ?? version)
      await stopWriting()
      await store.remove(channel, [id, newest], ttl)
    },
    async drop() {
      const last = said
      await stopWriting()
      if (!last) return
      // A member whose link was silent before it broke is kept for less than the grace.
      await store.drop(channel, [id, last.version], Math.min(grace, remainingTtl()))
    },
  }
}
