import { reporterOf } from '../presence/reporter'
import type { Namespace, Server, Socket } from 'socket.io'
import { presenceEvent, type ServerFrame } from '../../protocol/presence'
import type { PresenceLink } from '../presence/audience'
import { type GivenKey, knownKey } from '../presence/knownKey'
import { checkSettings } from '../presence/checkSettings'
import { createPresenceServer, type PresenceAdministration, type PresenceSettings } from '../presence/presenceServer'
import { replicatedStore } from '../presence/replicatedStore'
import type { PresenceStore } from '../presence/store'
import type { AuthorizeRequest } from '../presence/visitor'
import { adapterProcesses } from './processes'
import { createSocketLink, type SocketLink } from './socketLink'
import { namespaceOf, type Sockets, type UntypedSocket } from './sockets'

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
export interface SocketIOPresenceOptions<ServerSocket = Socket> extends PresenceSettings {
  /**
   * Who this is, as you know from their credentials. Asked whenever they enter or watch a channel, and
   * when `remove` puts somebody out of one that they are in. Where it returns `undefined` or `null`, this socket may look
   * on, and cannot enter.
   * @default without this option, who they say they are: then anybody can be anybody
   */
  key?: ((socket: ServerSocket) => GivenKey) | undefined
  /**
   * Whether somebody may be in a channel, or look at it. Asked every time they ask for that. Where it throws, they may not.
   * @default everybody may
   */
  authorize?: ((who: SocketAuthorizeRequest<ServerSocket>) => boolean | Promise<boolean>) | undefined
  /**
   * Where it is kept: `redisStore(…)` of `wirehooks/server/redis` is one that a server for `ws` may share.
   * @default the memory of all processes, which tell each other over the adapter of `io`
   */
  store?: PresenceStore | undefined
}

/** What somebody wants, whom the server may refuse. */
export interface SocketAuthorizeRequest<ServerSocket = Socket> extends AuthorizeRequest {
  /** The socket that asks. */
  readonly socket: ServerSocket
}

/** Who is in which channel of a Socket.IO server. */
export type SocketIOPresence = PresenceAdministration

/**
 * Keeps who is in which channel, for clients that speak the presence protocol of wirehooks (PROTOCOL.md), such as
 * `usePresence`. It listens to the event `presence` of every socket that connects from now on. Over several processes, the
 * processes tell each other who is there, with any adapter that has `serverSideEmit`.
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
  // Before anything listens to the processes.
  checkSettings(options)
  const { ttl = 45_000, authorize = () => true } = options
  const failed = reporterOf(options.onError)
  const namespace = namespaceOf(io)
  const replicated = options.store ? undefined : replicatedStore(adapterProcesses(namespace), failed)
  const store = options.store ?? replicated
  const server = createPresenceServer({ ...options, store, sendAll })
  const connected = new Map<PresenceLink, SocketLink>()

  /** Socket.IO writes a frame once for all of them. */
  function sendAll(links: readonly PresenceLink[], frame: ServerFrame): void {
    const ids = links.flatMap((link) => connected.get(link)?.socketId ?? [])
    if (ids.length > 0) namespace.local.to(ids).emit(presenceEvent, frame)
  }

  function keyOf(socket: SocketOf<IO>, claimed: string | undefined): string | undefined {
    if (!options.key) return claimed
    try {
      return knownKey(options.key(socket), failed)
    } catch (cause) {
      failed(cause)
      return undefined
    }
  }

  function accept(socket: SocketOf<IO> & UntypedSocket): void {
    const link = createSocketLink({ socket, patienceMs: ttl / 3, heard: (data) => participant.receive(data), closed })
    const participant = server.connect({
      link,
      keyOf: (claimed) => keyOf(socket, claimed),
      authorize: (who) => authorize({ ...who, socket }),
    })
    connected.set(link, link)

    function closed(): void {
      connected.delete(link)
      void participant.close()
    }
  }

  namespace.on('connection', accept)
  return {
    who: server.who,
    remove: server.remove,
    async close() {
      namespace.off('connection', accept)
      for (const link of connected.values()) link.stop()
      connected.clear()
      await server.close()
      replicated?.stop()
    },
  }
}
