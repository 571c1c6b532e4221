import type { Send } from './replica'
import type { Alive, PresenceStore, StoredMember } from './store'

/** What a client says of itself. */
export type Said = Omit<StoredMember, 'id'>

/** One connection's place in a channel. */
export interface Seat {
  readonly id: string
  readonly send: Send
  /** The newest thing it said; `undefined` when it is not there, or somebody newer has its place. */
  readonly said: Said | undefined
  /** That it was there when its link was heard last. */
  alive(said: Said): Alive
  /** Stores what it says now; of what is said while that takes time, the newest. */
  say(said: Said): Promise<void>
  /** It left by itself. */
  leave(version: number): Promise<void>
  /** Its link broke. */
  drop(): Promise<void>
}

/** Who wants a seat. */
export interface Guest {
  id: string
  send: Send
  /** When something came over its link last, as `performance.now()` has it. */
  heardAt(): number
}

interface SeatParts extends Guest {
  channel: string
  store: PresenceStore
  grace: number
  ttl: number
}

export function createSeat({ id, channel, send, heardAt, store, grace, ttl }: SeatParts): Seat {
  let said: Said | undefined
  let putting: Promise<void> | undefined

  async function put(): Promise<void> {
    for (let stored: Said | undefined; said && said !== stored;) {
      stored = said
      const isTaken = await store.put(channel, { id, ...stored }, ttl)
      if (!isTaken && said === stored) said = undefined
    }
  }

  const alive = ({ version }: Said): Alive => [id, version, ttl - (performance.now() - heardAt())]

  return {
    id,
    send,
    alive,
    get said() {
      return said
    },
    async say(next) {
      said = next
      putting ??= put().finally(() => {
        putting = undefined
      })
      await putting
    },
    async leave(version) {
      said = undefined
      await store.remove(channel, [id, version])
    },
    async drop() {
      const last = said
      said = undefined
      if (!last) return
      // The store keeps nobody longer for a drop.
      await Promise.all([store.touch(channel, [alive(last)]), store.drop(channel, [id, last.version], grace)])
    },
  }
}
