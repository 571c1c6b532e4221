import type { Alive, PresenceStore, StoredMember } from './store'

/** What a session says of itself, and its key. */
export type Said = Omit<StoredMember, 'id'>

/** A session's place in a channel, by one link. What it says reaches the store in order, one write at a time. */
export interface Membership {
  readonly id: string
  /** The newest that it said; `undefined` when the session has ended, or the store has a newer version. */
  readonly said: Said | undefined
  /** How long it is there, from when its link was heard last; `undefined` as with `said`. */
  alive(): Alive | undefined
  /**
   * Stores what it says now; of what is said while that takes time, the newest. Resolves to `false` when the session itself has
   * said this version or a newer one, and nothing changes; or when the store has a newer version, and `said` is `undefined`.
   */
  say(said: Said): Promise<boolean>
  /** The session left by itself, or was put out. */
  leave(version: number): Promise<void>
  /** The link of the session broke. */
  drop(): Promise<void>
}

export interface MembershipParts {
  channel: string
  id: string
  store: PresenceStore
  /** For how many milliseconds the session is kept after its link broke. */
  grace: number
  /** For how many milliseconds the store keeps it after its link was heard. */
  ttl: number
  /** When something came over its link last, as `performance.now()` has it. */
  heardAt(): number
}

const outdated = Promise.resolve(false)

export function createMembership({ channel, id, store, grace, ttl, heardAt }: MembershipParts): Membership {
  let said: Said | undefined
  let isWriting = false
  /** The write that goes on, or was the last one. */
  let writing: Promise<boolean> | undefined

  async function write(): Promise<boolean> {
    isWriting = true
    try {
      while (said) {
        const next = said
        const isTaken = await store.put(channel, { id, ...next }, ttl)
        // Something newer was said meanwhile, or the session has ended.
        if (said !== next) continue
        if (!isTaken) said = undefined
        return isTaken
      }
      return false
    } finally {
      // In the same step as the last look at what is said: nothing that is said falls between the two.
      isWriting = false
    }
  }

  /** Waits for a write that has begun: if it came after the removal that follows, it would bring the session back. */
  async function stopWriting(): Promise<void> {
    said = undefined
    // The caller of `say()` was told of the error.
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
      if (said && said.version >= next.version) return outdated
      said = next
      if (!isWriting || !writing) writing = write()
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
