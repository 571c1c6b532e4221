import { type DiffFrame, markOf, type Member, presenceEvent, type StateFrame } from '../../protocol/presence'
import { headcount } from './headcount'
import { createInquiry } from './inquiry'
import { createNews } from './news'
import { roomOf, seatOf, sit, stand } from './seats'
import type { OwnSocket, Sockets } from './sockets'

/** A channel as a room of Socket.IO: this process speaks for its own sockets, and asks all processes who is there. */
export interface Room {
  /** As whom a socket is there; `undefined` while it is not, or only looks on. */
  seat(socket: OwnSocket): Member | undefined
  /** From now on it hears what changes. */
  join(socket: OwnSocket): Promise<void>
  /** Is there, or is different. */
  sit(socket: OwnSocket, member: Member): void
  /** Is no longer there, and hears no more. */
  leave(socket: OwnSocket, version?: number): void
  /** Its link broke. */
  drop(socket: OwnSocket): void
  /** Will be told who is there. */
  ask(socket: OwnSocket): void
  /** No socket of this process is there. */
  readonly isEmpty: boolean
  stop(): void
}

export interface RoomParts {
  channel: string
  io: Sockets
  grace: number
  ttl: number
  batch: number
  failed(cause: unknown): void
}

export function createRoom({ channel, io, grace, ttl, batch, failed }: RoomParts): Room {
  const name = roomOf(channel)
  const sockets = new Set<OwnSocket>()
  const news = createNews({
    batch,
    send(changes) {
      const frame: DiffFrame = { kind: 'diff', channel, ...changes, grace, ttl }
      io.to(name).emit(presenceEvent as never, frame as never)
    },
  })
  const inquiry = createInquiry({ find: count, answer: tell, failed })
  // Whom a client misses it gives up after the grace: until then it has heard that they are there.
  const beating = setInterval(beat, Math.min(ttl / 3, grace / 2 || ttl))

  async function count(): Promise<readonly Member[]> {
    const { members, outdated } = headcount(await io.in(name).fetchSockets(), name)
    for (const socket of outdated) socket.leave(name)
    return members
  }

  function tell(socket: OwnSocket, members: readonly Member[]): void {
    if (!socket.connected || !socket.rooms.has(name)) return
    const own = seat(socket)
    const self = own && { id: own.id, key: own.key }
    const frame: StateFrame = { kind: 'state', channel, self, now: Date.now(), members, grace, ttl }
    socket.emit(presenceEvent as never, frame as never)
  }

  function seat(socket: OwnSocket): Member | undefined {
    return socket.rooms.has(name) ? seatOf(socket, name) : undefined
  }

  function beat(): void {
    const members = Array.from(sockets, seat).filter((member) => member !== undefined)
    if (members.length > 0) news.flush(members.map(markOf))
  }

  return {
    seat,
    async join(socket) {
      sockets.add(socket)
      if (!socket.rooms.has(name)) await socket.join(name)
    },
    sit(socket, member) {
      const before = seat(socket)
      if (before && before.id !== member.id) news.left(markOf(before))
      sit(socket, name, member)
      news.set(member)
    },
    leave(socket, version) {
      const own = seat(socket)
      if (own) news.left([own.id, version ?? own.version])
      sockets.delete(socket)
      stand(socket, name)
      socket.leave(name)
    },
    drop(socket) {
      const own = seat(socket)
      if (own) news.dropped(markOf(own))
      // The seat stays in the data of the socket, which may be recovered.
      sockets.delete(socket)
    },
    ask: inquiry.ask,
    get isEmpty() {
      return sockets.size === 0
    },
    stop() {
      clearInterval(beating)
      inquiry.stop()
      news.flush()
    },
  }
}
