import type { Namespace, Server, Socket } from 'socket.io'
import type { FrameLimits } from './frames'
import { createGuest, type Guest } from './socketIO/guest'
import { headcount } from './socketIO/headcount'
import { createRoom, type Room } from './socketIO/room'
import { clear, roomOf } from './socketIO/seats'
import type { OwnSocket, Sockets } from './socketIO/sockets'
import { type Here, peopleOf } from './who'

/** A `Server` of Socket.IO, for its main namespace, or a `Namespace`. */
export type PresenceIO = Sockets

/** The sockets of a `Server` or a `Namespace`. */
export type SocketOf<IO> =
  IO extends Server<infer Listen, infer Emit, infer Among, infer Data>
    ? Socket<Listen, Emit, Among, Data>
    : IO extends Namespace<infer Listen, infer Emit, infer Among, infer Data>
      ? Socket<Listen, Emit, Among, Data>
      : Socket

/** The options of `createPresence` for Socket.IO. */
export interface SocketIOPresenceOptions<ServerSocket = Socket> extends FrameLimits {
  /**
   * Who this is, as you know from their credentials. Asked whenever they enter a channel.
   * @default who they say they are: then anybody can be anybody
   */
  key?: ((socket: ServerSocket) => string | undefined) | undefined
  /**
   * Whether somebody may be in a channel, or look at it. Where it throws, they may not.
   * @default everybody may
   */
  authorize?:
    | ((who: {
        readonly socket: ServerSocket
        readonly key: string | undefined
        readonly channel: string
      }) => boolean | Promise<boolean>)
    | undefined
  /**
   * How long somebody whose link broke is kept, in milliseconds.
   * @default 15000
   */
  grace?: number | undefined
  /**
   * How long somebody is kept whose process does not say that they are there, in milliseconds.
   * @default 45000
   */
  ttl?: number | undefined
  /**
   * How long changes are collected before they are sent, in milliseconds.
   * @default 20
   */
  batch?: number | undefined
  /**
   * Another process does not answer: it is asked again until it does, or is known to be gone. Or `key` or `authorize` threw.
   * @default console.error
   */
  onError?: ((cause: unknown) => void) | undefined
}

/** Who is in which channel of a Socket.IO server. */
export interface SocketIOPresence {
  /**
   * Who is in a channel, in all processes; not who lost their link, though clients keep them for the grace. Rejects when
   * a process does not answer.
   */
  who(channel: string): Promise<readonly Here[]>
  /** Stops all timers. Clients keep those who are here for the grace, so that they can go on with another process. */
  close(): void
}

/**
 * Keeps who is in which channel, for clients that speak the presence protocol of wirehooks (PROTOCOL.md), such as
 * `usePresence`. It listens to the event `presence` of every socket that connects from now on, keeps what they share in
 * `socket.data.presence`, and puts them into a room for each channel, `presence:board`. It has no store: over several
 * processes it works through the adapter of `io`, if that has `fetchSockets`.
 *
 * @example
 * const io = new Server(httpServer, { adapter: createAdapter(pubClient, subClient) })
 * const presence = createPresence(io, { key: (socket) => socket.data.userId })
 * await presence.who('board')
 */
export function createPresence<IO extends PresenceIO>(
  io: IO,
  options: SocketIOPresenceOptions<SocketOf<IO>> = {},
): SocketIOPresence {
  const { grace = 15_000, ttl = 45_000, batch = 20, key = () => undefined, authorize = () => true } = options
  const failed = options.onError ?? console.error
  const rooms = new Map<string, Room>()
  const guests = new Map<OwnSocket, Guest>()

  function open(channel: string): Room {
    const room = rooms.get(channel) ?? createRoom({ channel, io, grace, ttl, batch, failed })
    rooms.set(channel, room)
    return room
  }

  function close(channel: string): void {
    const room = rooms.get(channel)
    if (!room?.isEmpty) return
    rooms.delete(channel)
    room.stop()
  }

  function accept(socket: SocketOf<IO> & OwnSocket): void {
    const own = (): string | undefined => key(socket)
    const guest = createGuest({
      socket,
      limits: options,
      key: own,
      async authorize(channel) {
        try {
          return await authorize({ socket, key: own(), channel })
        } catch (cause) {
          failed(cause)
          return false
        }
      },
      open,
      close,
      failed,
    })
    guests.set(socket, guest)
    socket.on('disconnect' as never, (() => guests.delete(socket)) as never)
  }

  io.on('connection' as never, accept as never)
  return {
    async who(channel) {
      const room = roomOf(channel)
      return peopleOf(headcount(await io.in(room).fetchSockets(), room).members)
    },
    close() {
      io.off('connection' as never, accept as never)
      // Nobody leaves a room before everybody heard who is gone.
      for (const guest of guests.values()) guest.end()
      for (const socket of guests.keys()) clear(socket)
      guests.clear()
    },
  }
}
