import { Manager, Socket } from 'socket.io-client'
import { toWireError, WireError } from '../transport/error'
import { nameOf } from '../transport/identity'
import { forAttempt, isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { ConnectContext, Transport } from '../transport/transport'
import { createGauge, sizeOf } from './socket.io/bytes'
import { follow } from './socket.io/follow'
import { kept, ownSocket, type SocketIOManagerOptions } from './socket.io/ownSocket'

/** How a Socket.IO client is made, and what it says of itself. */
export interface SocketIOOptions {
  /**
   * What the server's middleware gets to see; a function is called before every attempt, so tokens stay fresh. Not used
   * with a socket of your own, which has one.
   */
  auth?: PerAttempt<Record<string, unknown>>
  /**
   * With a manager: which namespace. A url has it as its path.
   * @default '/'
   */
  namespace?: string
  /**
   * With a url: the options of its manager, such as `path`, `transports`, `withCredentials` or `extraHeaders`.
   * https://socket.io/docs/v4/client-options/
   */
  manager?: SocketIOManagerOptions
  /**
   * Sharing identity, besides the url, the plain values among the manager's options, and a plain `auth`.
   * @default ''
   */
  key?: string
}

/** What waits to be sent: the arguments of `emit`, event first. */
interface Packet {
  readonly args: readonly unknown[]
  readonly id: string | undefined
}

/**
 * A Socket.IO client, version 4 (https://socket.io/docs/v4/client-api/). Data that is an array is the list of arguments;
 * what arrives with one argument is that argument, with several an array. Objects that wait to be sent are not copied.
 *
 * A url gives a socket of its own: namespaces of one server share one engine, and the connection reconnects. A `Socket`
 * that you made is never closed, and keeps its own settings; so does a `Manager`, whose namespace is left when nobody
 * uses it any more.
 *
 * @example
 * const connection = createConnection(socketIO('https://example.com/chat', { auth: async () => ({ token: await fresh() }) }))
 */
export function socketIO(source: string | URL | Socket | Manager, options: SocketIOOptions = {}): Transport {
  const { auth, namespace = '/', key = '' } = options
  const isUrl = typeof source === 'string' || source instanceof URL
  const manager = source instanceof Socket ? source.io : source
  const identity = JSON.stringify([key, isDynamic(auth) ? undefined : auth, options.manager], plainOnly)

  function makeSocket(memory: ConnectContext['memory']): Socket {
    if (source instanceof Socket) return source
    if (source instanceof Manager) return source.socket(namespace)
    const { origin, pathname, search } = new URL(source, globalThis.location?.href)
    return ownSocket({
      uri: origin + search,
      namespace: decodeURI(pathname),
      identity,
      options: options.manager,
      memory,
    })
  }

  return {
    name: 'socket.io',
    key: JSON.stringify(['socket.io', isUrl ? source : nameOf(source), namespace, identity]),
    does: {
      send: true,
      binary: true,
      reconnect: manager instanceof Manager && manager.reconnection(),
      heartbeat: true,
    },
    encode({ event = 'message', data, id }): Packet {
      if (reserved.has(event)) throw new WireError('cannot-encode', `"${event}" is one of Socket.IO's own events`)
      return { args: [event, ...(Array.isArray(data) ? data : data === undefined ? [] : [data])], id }
    },
    sizeOf: (frame) => sizeOf((frame as Packet).args),

    connect(sink, context) {
      const { memory, signal } = context
      let socket: Socket | undefined
      let bufferedAmount = (): number => 0

      async function dial(): Promise<void> {
        await Promise.resolve()
        if (signal.aborted) return
        try {
          socket = (memory.get(kept) as Socket | undefined) ?? makeSocket(memory)
        } catch (cause) {
          return sink.closed({ kind: 'invalid-url', error: toWireError(cause, 'invalid-url') })
        }
        memory.set(kept, socket)
        bufferedAmount = createGauge(socket)
        if (auth && socket !== source) lend(socket, auth)
        follow(socket, sink, context)
      }

      /** For this link only: the next one to use the socket may have none. */
      function lend(socket: Socket, auth: PerAttempt<object>): void {
        const before = socket.auth
        socket.auth = (send: (data: object) => void) => void authenticate(auth, send)
        signal.addEventListener('abort', () => {
          socket.auth = before
        })
      }

      async function authenticate(auth: PerAttempt<object>, send: (data: object) => void): Promise<void> {
        try {
          const data = await forAttempt(auth, context)
          if (!signal.aborted) send(data)
        } catch (cause) {
          if (signal.aborted) return
          sink.closed({ kind: 'credentials', error: toWireError(cause, 'credentials') })
          socket?.disconnect()
        }
      }

      void dial()
      return {
        send(frame) {
          const { args, id } = frame as Packet
          const [event, ...rest] = args as [string, ...unknown[]]
          if (id !== undefined) rest.push((data: unknown) => sink.received({ event: 'reply', data, replyTo: id }))
          try {
            socket?.emit(event, ...rest)
          } catch (cause) {
            const error = toWireError(cause, 'cannot-encode')
            sink.failed(error)
            return Promise.resolve({ outcome: 'dropped', error })
          }
        },
        close({ kind }) {
          if (!socket || socket === source) return
          // Into the back/forward cache as if the network broke: the server keeps the session.
          if (kind === 'page-hidden') socket.io.engine?.close()
          socket.disconnect()
        },
        get bufferedAmount() {
          return socket?.connected ? bufferedAmount() : Infinity
        },
      }
    },
  }
}

const reserved = /* @__PURE__ */ new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])

/** Agents and parsers may hold anything, also themselves. */
function plainOnly(_: string, value: unknown): unknown {
  const isPlain = Object(value) !== value || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? value : undefined
}
