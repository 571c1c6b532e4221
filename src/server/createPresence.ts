import { type Member, presenceEvent, type ServerFrame } from '../protocol/presence'
import { type Channel, createChannel } from './channel'
import type { FrameLimits } from './frames'
import { type BeatingSocket, watchLiveness } from './liveness'
import { memoryStore } from './memoryStore'
import { createPeer, type Peer } from './peer'
import type { PresenceStore } from './store'
import { type Here, peopleOf } from './who'

/** The options of `createPresence`. */
export interface PresenceServerOptions extends FrameLimits {
  /**
   * Where it is kept: `redisStore(…)` of `wirehooks/server/redis` for several processes.
   * @default memoryStore(), this process alone
   */
  store?: PresenceStore | undefined
  /**
   * How long somebody whose link broke is kept, in milliseconds.
   * @default 15000
   */
  grace?: number | undefined
  /**
   * How long somebody is kept of whom nothing is heard, in milliseconds, whatever became of their server. Three times the
   * grace, or more.
   * @default 45000
   */
  ttl?: number | undefined
  /**
   * How long changes are collected before they are sent, in milliseconds.
   * @default 20
   */
  batch?: number | undefined
  /**
   * Whether somebody may be in a channel, or look at it.
   * @default everybody may
   */
  authorize?:
    | ((who: { readonly key: string | undefined; readonly channel: string }) => boolean | Promise<boolean>)
    | undefined
  /**
   * The store cannot be reached, or `authorize` threw.
   * @default console.error
   */
  onError?: ((cause: unknown) => void) | undefined
}

/** The part of a socket of the package `ws` that is needed. */
export interface ServerSocket extends Pick<BeatingSocket, 'ping' | 'terminate'> {
  /** 1 while it is open. */
  readonly readyState: number
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** Sends a text frame. */
  send(text: string): void
  /** Closes it with a close code and a text. */
  close(code: number, reason: string): void
  /** Hears what comes. */
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown
  /** Hears its signs of life, and its end. */
  on(event: 'pong' | 'close', listener: () => void): unknown
}

/** What a server knows of somebody who comes. */
export interface Arrival {
  /**
   * Who this is, as you know from their credentials.
   * @default who they say they are: then anybody can be anybody
   */
  key?: string | undefined
}

/** Somebody who comes over anything that carries events. */
export interface ServerClient extends Arrival {
  /** Sends the data of an event `presence`. */
  send(frame: ServerFrame): void
  /**
   * When something came from it last, as `performance.now()` has it: it is gone when the TTL is over, whatever becomes of
   * this process.
   * @default now, until `close` is called
   */
  heardAt?: (() => number) | undefined
}

/** Who is in which channel of a server. */
export interface PresenceServer {
  /**
   * Lets a WebSocket of the package `ws` take part. It takes the JSON events `presence` and leaves all others to your own
   * listeners. It pings: a client that says nothing for long is given up. One that reads too slowly is closed with 4508,
   * and comes back.
   */
  accept(socket: ServerSocket, arrival?: Arrival): void
  /**
   * The same for anything else that carries events both ways: give `receive` the data of every event `presence`, and call
   * `close` when it ends.
   */
  connect(client: ServerClient): Peer
  /** Who is in a channel. Rejects when the store cannot be reached. */
  who(channel: string): Promise<readonly Here[]>
  /** Stops all timers. Those who are here are kept for the grace, so that they can go on with another process. */
  close(): void
}

/** Above this many bytes on their way to one client, it is too slow. */
const highWaterMark = 2 ** 20
const slowReader = 4508

/**
 * Keeps who is in which channel, for clients that speak the presence protocol of wirehooks (PROTOCOL.md), such as
 * `usePresence`.
 *
 * @example
 * const presence = createPresence()
 * new WebSocketServer({ port }).on('connection', (socket, request) => presence.accept(socket, { key: userOf(request) }))
 * await presence.who('board')
 */
export function createPresence(options: PresenceServerOptions = {}): PresenceServer {
  const { store = memoryStore(), grace = 15_000, ttl = 45_000, batch = 20, authorize = () => true } = options
  const failed = options.onError ?? console.error
  const channels = new Map<string, { readonly channel: Channel; users: number }>()
  const peers = new Set<Peer>()

  function open(name: string): Channel {
    const known = channels.get(name) ?? {
      channel: createChannel({ channel: name, store, grace, ttl, batch, failed }),
      users: 0,
    }
    channels.set(name, known)
    known.users += 1
    return known.channel
  }

  function close(name: string): void {
    const known = channels.get(name)
    if (!known) return
    known.users -= 1
    if (known.users > 0) return
    channels.delete(name)
    known.channel.stop()
  }

  function connect({ key, send, heardAt = () => performance.now() }: ServerClient): Peer {
    const may = (channel: string): boolean | Promise<boolean> => authorize({ key, channel })
    const peer = createPeer({ send, heardAt, key, limits: options, open, close, authorize: may, failed })
    peers.add(peer)
    return {
      receive: peer.receive,
      close() {
        peers.delete(peer)
        peer.close()
      },
    }
  }

  return {
    connect,

    accept(socket, { key } = {}) {
      const heardAt = watchLiveness(socket, ttl / 3)
      const peer = connect({
        key,
        heardAt,
        send(frame) {
          if (socket.readyState !== 1) return
          if (socket.bufferedAmount > highWaterMark) return socket.close(slowReader, 'reads too slowly')
          socket.send(textOf(frame))
        },
      })
      socket.on('message', (data, isBinary) => {
        if (isBinary) return
        const text = data.toString()
        if (!text.includes(presenceEvent)) return
        const { type, payload } = parse(text)
        if (type === presenceEvent) peer.receive(payload)
      })
      socket.on('close', peer.close)
    },

    async who(name) {
      const known = channels.get(name)
      await known?.channel.loaded
      const members: Iterable<Member> = known ? known.channel.members.values() : (await store.read(name)).members
      return peopleOf(members)
    },

    close() {
      for (const peer of [...peers]) peer.close()
      peers.clear()
    },
  }
}

/** Many are sent the same frame: it is written once. */
const texts = /* @__PURE__ */ new WeakMap<ServerFrame, string>()

function textOf(frame: ServerFrame): string {
  const text = texts.get(frame) ?? JSON.stringify({ type: presenceEvent, payload: frame })
  texts.set(frame, text)
  return text
}

function parse(text: string): { type?: unknown; payload?: unknown } {
  try {
    return Object(JSON.parse(text)) as { type?: unknown; payload?: unknown }
  } catch {
    // Whose it is will say so.
    return {}
  }
}
