import type { Member } from '../../protocol/presence'
import { seatOf } from './seats'
import type { AnySocket } from './sockets'

export interface Headcount {
  readonly members: readonly Member[]
  /** Sockets of links that were given up: the same connection is there with a newer version. */
  readonly outdated: readonly AnySocket[]
}

/** Who is in a room, of all sockets that are. Some only look on. */
export function headcount(sockets: Iterable<AnySocket>, room: string): Headcount {
  const newest = new Map<string, { socket: AnySocket; member: Member }>()
  const outdated: AnySocket[] = []
  for (const socket of sockets) {
    const member = seatOf(socket, room)
    if (!member) continue
    const other = newest.get(member.id)
    if (other && other.member.version >= member.version) {
      outdated.push(socket)
      continue
    }
    if (other) outdated.push(other.socket)
    newest.set(member.id, { socket, member })
  }
  return { members: Array.from(newest.values(), ({ member }) => member), outdated }
}
