import { type ClientFrame, type Member, presenceEvent, type RefusedFrame } from '../../protocol/presence'
import { type FrameLimits, idOf, readFrame } from '../frames'
import type { Room } from './room'
import { channelsOf } from './seats'
import type { OwnSocket } from './sockets'

/** What the server does for one socket. */
export interface Guest {
  /** Its link ended, or the server does no more for it. */
  end(): void
}

export interface GuestParts {
  socket: OwnSocket
  limits: FrameLimits
  /** Who this is, as the server knows. */
  key(): string | undefined
  authorize(channel: string): Promise<boolean>
  open(channel: string): Room
  /** One socket less. */
  close(channel: string): void
  failed(cause: unknown): void
}

/** How many channels one socket may be in. */
const most = 64

export function createGuest({ socket, limits, key, authorize, open, close, failed }: GuestParts): Guest {
  const places = new Map<string, Room>()
  let isOver = false
  /** What was said is done in order. */
  let last: Promise<void> = Promise.resolve()

  function receive(data: unknown): void {
    last = last.then(() => handle(data)).catch(failed)
  }

  async function handle(data: unknown): Promise<void> {
    const frame = readFrame(data, limits)
    if (!frame || isOver) return
    const { kind, channel } = frame
    if (kind === 'refused') socket.emit(presenceEvent as never, frame as never)
    else if (kind === 'enter') await enter(frame)
    else if (kind === 'set') set(frame)
    else if (kind === 'watch') (await come(channel))?.ask(socket)
    else vacate(channel, (room) => room.leave(socket, frame.version))
  }

  function refuse(channel: string, code: RefusedFrame['code'], message: string): undefined {
    const frame: RefusedFrame = { kind: 'refused', channel, code, message }
    socket.emit(presenceEvent as never, frame as never)
  }

  async function come(channel: string): Promise<Room | undefined> {
    if (!places.has(channel)) {
      if (places.size >= most) return refuse(channel, 'forbidden', `The most is ${most} channels`)
      if (!(await authorize(channel))) return refuse(channel, 'forbidden', 'The server does not let you in')
    }
    if (isOver) return undefined
    const room = places.get(channel) ?? open(channel)
    places.set(channel, room)
    await room.join(socket)
    return isOver ? undefined : room
  }

  async function enter(frame: Extract<ClientFrame, { kind: 'enter' }>): Promise<void> {
    const id = await idOf(frame.session)
    const room = await come(frame.channel)
    if (!room) return
    const seat = room.seat(socket)
    const before = seat?.id === id ? seat : undefined
    if (!before || before.version < frame.version)
      room.sit(socket, memberOf({ ...frame, id, key: key() ?? frame.key }, before))
    room.ask(socket)
  }

  function set(frame: Extract<ClientFrame, { kind: 'set' }>): void {
    const room = places.get(frame.channel)
    const seat = room?.seat(socket)
    // Somebody else may have a place that was not taken here, or was lost: the sender has to enter first.
    if (!room || !seat) return refuse(frame.channel, 'expired', 'Enter first')
    if (seat.version < frame.version) room.sit(socket, memberOf({ ...seat, ...frame }, seat))
  }

  function vacate(channel: string, how: (room: Room) => void): void {
    const room = places.get(channel)
    if (!room) return
    places.delete(channel)
    how(room)
    close(channel)
  }

  function recover(channel: string): void {
    const room = open(channel)
    places.set(channel, room)
    void room.join(socket)
    const seat = room.seat(socket)
    if (seat) room.sit(socket, seat)
  }

  function end(): void {
    if (isOver) return
    isOver = true
    for (const channel of places.keys()) vacate(channel, (room) => room.drop(socket))
    socket.off(presenceEvent as never, receive as never)
    socket.off('disconnecting' as never, end as never)
  }

  socket.on(presenceEvent as never, receive as never)
  socket.on('disconnecting' as never, end as never)
  if (socket.recovered) channelsOf(socket.rooms).forEach(recover)
  return { end }
}

type Said = Pick<Member, 'id' | 'version' | 'key' | 'state' | 'away'>

function memberOf({ id, version, key, state, away }: Said, before: Member | undefined): Member {
  const at = Date.now()
  const text = JSON.stringify([key, state, away])
  const isSame = before && text === JSON.stringify([before.key, before.state, before.away])
  // Socket.IO brings bytes, too, which are something else after they were with another process.
  const plain: unknown = JSON.parse(JSON.stringify(state))
  return { id, version, key, state: plain, away, since: before?.since ?? at, at: isSame ? before.at : at }
}
