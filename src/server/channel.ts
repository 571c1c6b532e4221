import type { RefusedFrame } from '../protocol/presence'
import { createReplica, type Replica } from './replica'
import { createSeat, type Guest, type Seat } from './seat'
import type { PresenceStore } from './store'

/** A channel that somebody in this process is in, or looks at. */
export interface Channel extends Pick<Replica, 'members' | 'loaded' | 'subscribe' | 'unsubscribe'> {
  sit(guest: Guest): Seat
  stand(seat: Seat): void
  /** Somebody's link broke: looks whether they are gone when their grace is over. */
  dropped(): void
  stop(): void
}

export interface ChannelParts {
  channel: string
  store: PresenceStore
  grace: number
  ttl: number
  batch: number
  failed(cause: unknown): void
}

/** For the way to the store, in milliseconds. */
const late = 20

export function createChannel(parts: ChannelParts): Channel {
  const { channel, store, grace, failed } = parts
  const sweepInterval = Math.min(5000, grace, parts.ttl / 12)
  // By the TTL they are gone, and not only due, and everybody knows.
  const ttl = parts.ttl - 2 * sweepInterval
  const replica = createReplica(parts)
  const seats = new Set<Seat>()
  const expired: RefusedFrame = { kind: 'refused', channel, code: 'expired', message: 'The server forgot this client' }
  let isStopped = false
  const graces = new Set<ReturnType<typeof setTimeout>>()
  // Those of other processes too, which may have died.
  const sweeping = setInterval(check, sweepInterval)
  const touching = setInterval(() => void touch().catch(failed), parts.ttl / 3)

  function check(): void {
    replica.check().catch(failed)
  }

  async function touch(): Promise<void> {
    const alive = [...seats].flatMap((seat) => (seat.said ? [seat.alive(seat.said)] : []))
    if (alive.length === 0) return
    const forgotten = new Map(await store.touch(channel, alive))
    // Who has said something new meanwhile is known again.
    for (const { id, said, send } of seats) if (said && forgotten.get(id) === said.version) send(expired)
  }

  return {
    members: replica.members,
    loaded: replica.loaded,
    subscribe: replica.subscribe,
    unsubscribe: replica.unsubscribe,
    sit(guest) {
      const seat = createSeat({ ...guest, channel, store, grace, ttl })
      seats.add(seat)
      return seat
    },
    stand: (seat) => void seats.delete(seat),
    dropped() {
      if (isStopped) return
      const timer = setTimeout(() => {
        graces.delete(timer)
        check()
      }, grace + late)
      graces.add(timer)
    },
    stop() {
      isStopped = true
      for (const timer of graces) clearTimeout(timer)
      clearInterval(sweeping)
      clearInterval(touching)
      replica.stop()
    },
  }
}
