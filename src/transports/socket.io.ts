import { Manager, type ManagerOptions, Socket } from 'socket.io-client'
import type { CloseReason } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import { byteLength } from '../transport/frame'
import { forAttempt, isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { ConnectContext, LinkSink, Transport } from '../transport/transport'

/** Its own reconnection is off: the connection's backoff stands in for it. */
export type SocketIOManagerOptions = Omit<
  Partial<ManagerOptions>,
  | 'autoConnect'
  | 'forceNew'
  | 'multiplex'
  | 'randomizationFactor'
  | 'reconnection'
  | 'reconnectionAttempts'
  | 'reconnectionDelay'
  | 'reconnectionDelayMax'
>

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

/** The socket of a connection, in its memory: the same from link to link, so that the server can recover its session. */
const kept = 'socket'
const wasOpen = 'open'

type Memory = ConnectContext['memory']

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

  function makeSocket(memory: Memory): Socket {
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
    key: `socket.io ${isUrl ? String(source) : nameOf(source)} ${namespace} ${identity}`,
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
          socket?.emit(event, ...rest)
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

/** Connects a socket, and reports what becomes of it until the link ends. */
function follow(socket: Socket, sink: LinkSink, { memory, signal }: ConnectContext): void {
  const manager = socket.io
  let isOpen = false

  function opened(): void {
    if (isOpen) return
    isOpen = true
    sink.opened(memory.has(wasOpen) ? { recovered: socket.recovered } : {})
    memory.set(wasOpen, true)
  }

  function received(event: string, ...args: unknown[]): void {
    // What was recovered may come ahead of `connect`.
    if (socket.connected) opened()
    sink.received({ event, data: dataOf(args, socket) })
  }

  function interrupted(reason: CloseReason): void {
    isOpen = false
    sink.interrupted(reason)
  }

  function closed(reason: CloseReason): void {
    sink.closed(reason)
    // Else it would connect, with nobody there, when another namespace opens the engine.
    if (!manager.reconnection()) socket.disconnect()
  }

  function broken(reason: CloseReason): void {
    if (manager.reconnection() && socket.active) interrupted(reason)
    else closed(reason)
  }

  function disconnected(reason: string): void {
    if (reason === 'io server disconnect') closed(refusal(reason))
    // Somebody closed a socket of their own; when they open it again, we are open again.
    else if (reason === 'io client disconnect') interrupted({ kind: 'peer', reason })
    else broken({ kind: reason === 'ping timeout' ? 'heartbeat-timeout' : 'peer', reason })
  }

  function failed(error: Error): void {
    // Active: the server was not reached. Otherwise it said no.
    if (socket.active) broken({ kind: 'peer', reason: error.message })
    else closed(refusal(error.message, error))
  }

  function gaveUp(): void {
    closed({ kind: 'ended', reason: 'reconnect_failed' })
  }

  socket.on('connect', opened).on('disconnect', disconnected).on('connect_error', failed).onAny(received)
  manager.on('open', sink.linked).on('reconnect_failed', gaveUp)
  signal.addEventListener('abort', () => {
    socket.off('connect', opened).off('disconnect', disconnected).off('connect_error', failed).offAny(received)
    manager.off('open', sink.linked).off('reconnect_failed', gaveUp)
  })
  // One that is on its way, such as a manager's, would ask to be let in twice.
  if (!socket.active || socket.io.engine.readyState !== 'open') socket.connect()
  if (socket.connected) opened()
}

/** A no from the server is answered with fresh credentials, once. */
function refusal(reason: string, cause?: Error): CloseReason {
  return { kind: 'peer', verdict: 'reauthenticate', reason, error: new WireError('refused', reason, cause) }
}

/** With connection state recovery, the server adds its place in the stream as the last argument. */
function dataOf(args: readonly unknown[], socket: Socket): unknown {
  const hasOffset = Reflect.get(socket, '_pid') && args.length > 1 && typeof args.at(-1) === 'string'
  const own = hasOffset ? args.slice(0, -1) : args
  return own.length > 1 ? own : own[0]
}

const reserved = /* @__PURE__ */ new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])

/** Managers by server and options. Weak: the sockets in use hold them. */
const managers = /* @__PURE__ */ new Map<string, WeakRef<Manager>>()
/** Whose memory a socket is in. */
const owners = /* @__PURE__ */ new WeakMap<Socket, Memory>()

interface OwnSocketParts {
  uri: string
  namespace: string
  identity: string
  options: SocketIOManagerOptions | undefined
  memory: Memory
}

function ownSocket({ uri, namespace, identity, options, memory }: OwnSocketParts): Socket {
  const id = uri + identity
  let socket = managers.get(id)?.deref()?.socket(namespace)
  // One that another connection holds is not shared with this one.
  if (!socket || owners.get(socket)?.get(kept) === socket) {
    const manager = new Manager(uri, { timeout: 10_000, ...options, reconnection: false, autoConnect: false })
    managers.set(id, new WeakRef(manager))
    socket = manager.socket(namespace)
  }
  owners.set(socket, memory)
  return socket
}

/** Agents and parsers may hold anything, also themselves. */
function plainOnly(_: string, value: unknown): unknown {
  const isPlain = Object(value) !== value || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? value : undefined
}

const names = /* @__PURE__ */ new WeakMap<object, string>()
let count = 0

/** Something else for every socket and manager. */
function nameOf(source: object): string {
  const name = names.get(source) ?? String((count += 1))
  names.set(source, name)
  return name
}

/** Measures what a socket's engine has not handed to the network yet, looking at every packet once. */
function createGauge({ io }: Socket): () => number {
  let seen = 0
  let bytes = 0

  return () => {
    const { writeBuffer, transport } = io.engine
    if (writeBuffer.length < seen) seen = bytes = 0
    for (const { data } of writeBuffer.slice(seen)) bytes += typeof data === 'string' ? data.length : sizeOf(data)
    seen = writeBuffer.length
    return bytes + ((transport as { ws?: { bufferedAmount?: number } }).ws?.bufferedAmount ?? 0)
  }
}

function sizeOf(value: unknown): number {
  let bytes = 0
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (!(part instanceof ArrayBuffer || ArrayBuffer.isView(part))) return part
    bytes += part.byteLength
    return undefined
  })
  return bytes + byteLength(text ?? '')
}
