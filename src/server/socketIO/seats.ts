import { isMember, type Member } from '../../protocol/presence'
import type { AnySocket, OwnSocket } from './sockets'

/** What a socket has in `data.presence`: as whom it is in which room. Its own process writes that, all may read it. */
type Seats = Readonly<Record<string, unknown>>

/** No name of a room is one that objects have by themselves, such as `__proto__`. */
const prefix = 'presence:'

export function roomOf(channel: string): string {
  return prefix + channel
}

/** The channels among some rooms. */
export function channelsOf(rooms: Iterable<string>): readonly string[] {
  return [...rooms].filter((room) => room.startsWith(prefix)).map((room) => room.slice(prefix.length))
}

export function seatOf(socket: Pick<AnySocket, 'data'>, room: string): Member | undefined {
  const member = seatsOf(socket)[room]
  return isMember(member) ? member : undefined
}

export function sit(socket: Pick<AnySocket, 'data'>, room: string, member: Member): void {
  Object.assign(Object(socket.data), { presence: { ...seatsOf(socket), [room]: member } })
}

export function stand(socket: Pick<AnySocket, 'data'>, room: string): void {
  const { [room]: _, ...presence } = seatsOf(socket)
  Object.assign(Object(socket.data), { presence })
}

/** It is in no channel any more. */
export function clear(socket: OwnSocket): void {
  for (const room of channelsOf(socket.rooms).map(roomOf)) {
    stand(socket, room)
    socket.leave(room)
  }
}

function seatsOf({ data }: Pick<AnySocket, 'data'>): Seats {
  const { presence } = Object(data) as { presence?: unknown }
  return Object(presence) as Seats
}
