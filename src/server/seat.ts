import type { Send } from './replica'
import type { PresenceStore, StoredMember } from './store'

/** What a client says of itself. */
export type Said = Omit<StoredMember, 'id'>

/** One connection's place in a channel. */
export interface Seat {
  readonly id: string
  readonly send: Send
  /** The newest thing it said; `undefined` when it is not there, or somebody newer has its place. */
  readonly said: Said | undefined
  /** Stores what it says now; of what is said while that takes time, the newest. */
  say(said: Said): Promise<void>
  /** It left by itself. */
  leave(version: number): Promise<void>
  /** Its link broke. */
  drop(): Promise<void>
}

interface SeatParts {
  id: string
  channel: string
  send: Send
  store: PresenceStore
  grace: number
  ttl: number
}

export function createSeat({ id, channel, send, store, grace, ttl }: SeatParts): Seat {
  let said: Said | undefined
  let putting: Promise<void> | undefined

  async function put(): Promise<void> {
    for (let stored: Said | undefined; said && said !== stored;) {
      stored = said
      const isTaken = await store.put(channel, { id, ...stored }, ttl)
      if (!isTaken && said === stored) said = undefined
    }
  }

  return {
    id,
    send,
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
      const version = said?.version
      said = undefined
      if (version !== undefined) await store.drop(channel, [id, version], grace)
    },
  }
}
