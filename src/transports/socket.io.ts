import type { Manager, Socket } from 'socket.io-client'
import { readAddress } from '../transport/address'
import { credentialsError } from '../transport/credentials'
import { quoted, textOf, toWireError } from '../transport/error'
import { identify, type IdentityOptions } from '../transport/identity'
import { isPlainObject } from '../transport/plainObject'
import { snapshot } from '../transport/snapshot'
import type { ConnectContext, StoringTransport } from '../transport/transport'
import { waitUntil } from '../transport/waitUntil'
import { createBufferCounter, sizeOf } from './socket.io/bytes'
import { addressError, conflictError, reservedError } from './socket.io/errors'
import { disconnect } from './socket.io/disconnect'
import { acknowledgement } from './socket.io/acknowledgement'
import { follow } from './socket.io/follow'
import {
  existingSocket,
  holdSocket,
  isTaken,
  lendAuth,
  managedSocket,
  releaseSocket,
  type SocketAuth,
  type SocketUser,
} from './socket.io/managedSocket'
import { ownSocket, type SocketIOManagerOptions } from './socket.io/ownSocket'
import { plainPart } from './socket.io/plainPart'
import { sentPart } from './socket.io/sentPart'
import { socketKey } from './socket.io/socketKey'

/** How a Socket.IO client is made, and what it says of itself. */
export interface SocketIOOptions extends IdentityOptions {
  /**
   * What the server's middleware gets to see. A function is called before every attempt, so tokens stay fresh: it returns
   * the data or a promise of it, or calls the function that it gets, as Socket.IO itself has it (`(cb) => cb({ token })`).
   * An async function that returns nothing and has not called back when it ends sends no credentials. Connections with such a function are shared by those with the same `identity` or `key` only. Not used with a socket of
   * your own, which has one.
   */
  auth?: Record<string, unknown> | AuthFunction | undefined
  /**
   * With a manager: which namespace. A url has it as its path.
   * @default '/'
   */
  namespace?: string | undefined
  /**
   * With a url: the options of its manager, such as `path`, `transports`, `withCredentials` or `extraHeaders`.
   * https://socket.io/docs/v4/client-options/
   */
  manager?: SocketIOManagerOptions | undefined
}

/** What a function as `auth` gets: what is known of the attempt, and at the same time a callback for its answer. */
export type AuthContext = ConnectContext & ((data: Record<string, unknown>) => void)

/** Gives credentials: returns them, or calls its argument with them. */
export type AuthFunction = (
  context: AuthContext,
) => Record<string, unknown> | Promise<Record<string, unknown> | void> | void

/** A message as it is sent: the arguments of `emit`, event first. */
interface Packet {
  readonly args: readonly unknown[]
  readonly id: string | undefined
}

/** How long a connection waits for another one to let go of the manager's socket. */
const longestWaitForOtherMs = 2000

/**
 * A Socket.IO client, version 4 (https://socket.io/docs/v4/client-api/). Data that is an array is the list of arguments;
 * what arrives with one argument is that argument, with several an array.
 *
 * A url gives a socket of its own: namespaces of one server share one engine, and the connection reconnects. A `Socket`
 * that you made is never closed, and keeps its own settings; so does a `Manager`, whose namespace is left when nobody
 * uses it any more. What waits is stored only with an `identity` or a `key` where credentials are used: `auth`, or a socket
 * or manager of your own.
 *
 * @example
 * const connection = createConnection(
 *   socketIO('https://example.com/chat', { auth: async () => ({ token: await fresh() }), identity: user.id }),
 * )
 */
export function socketIO(source: string | URL | Socket | Manager, options: SocketIOOptions = {}): StoringTransport {
  const { namespace = '/', identity = null, key } = options
  const auth = isSocket(source) ? undefined : options.auth
  const plainAuth = isFunction(auth) ? undefined : sentPart(auth)
  const plainManager = plainPart(options.manager)
  const manager = managerOf(source)

  /** A socket for the connection with this memory. */
  function makeSocket(memory: ConnectContext['memory'], socketAuth: SocketAuth | undefined): Socket {
    if (isSocket(source)) return source
    if (isManager(source)) return managedSocket(source, namespace, socketAuth)
    const { protocol, host, pathname, search } = readAddress(source)
    if (!/^(https?|wss?):$/.test(protocol)) throw new TypeError('no address of a server')
    return ownSocket({
      uri: `${protocol}//${host}${search}`,
      namespace: decodeURI(pathname),
      group: JSON.stringify([key, identity, plainAuth, plainManager]),
      options: options.manager,
      memory,
    })
  }

  const userOf = (memory: ConnectContext['memory']): SocketUser => ({ memory, credentials: [identity, plainAuth] })

  return {
    name: 'socket.io',
    identity: identify({
      transport: 'socket.io',
      identity,
      key,
      address: source,
      also: [isManager(source) ? namespace : undefined, plainAuth, plainManager],
      hasDynamicCredentials: isFunction(auth),
      // The manager's options may hold credentials, such as `extraHeaders`.
      storageNeedsUser: auth !== undefined || manager !== undefined || options.manager !== undefined,
      ...(manager && namespaceTexts(manager, isSocket(source) ? nameOf(source) : namespace)),
    }),
    settings: isFunction(auth) ? { auth } : {},
    does: { send: true, store: true, binary: true, reconnect: manager?.reconnection() ?? false, heartbeat: true },
    encode({ event = 'message', data, id }): Packet {
      if (reserved.has(event)) throw reservedError(event)
      return { args: [event, ...(Array.isArray(data) ? data : data === undefined ? [] : [data])], id }
    },
    sizeOf: (frame) => sizeOf((frame as Packet).args),
    copy: snapshot,

    connect(sink, context) {
      const { memory, signal, clock } = context
      let socket: Socket | undefined
      let buffered = (): number => 0

      /** A manager has one socket for each namespace: the credentials of one user must not serve another. */
      const isTakenByOther = (): boolean =>
        isManager(source) && isTaken(existingSocket(source, namespace), userOf(memory))

      async function dial(): Promise<void> {
        // A connection whose last user is gone keeps its socket for a moment.
        await waitUntil({ isTrue: () => !isTakenByOther(), timeout: longestWaitForOtherMs, clock, signal })
        if (signal.aborted) return
        if (isTakenByOther()) return sink.closed({ kind: 'conflict', verdict: 'fail', error: conflictError(namespace) })

        const previous = isManager(source) ? existingSocket(source, namespace)?.auth : undefined
        const socketAuth = auth && ((send: (data: object) => void) => void authenticate(auth, send))
        try {
          socket = (memory.get(socketKey) as Socket | undefined) ?? makeSocket(memory, socketAuth)
        } catch (cause) {
          if (manager) throw cause
          return sink.closed({ kind: 'invalid-url', error: addressError(source) })
        }
        memory.set(socketKey, socket)
        if (isManager(source)) holdSocket(socket, userOf(memory))
        buffered = createBufferCounter(socket)
        if (socketAuth) lendAuth(socket, socketAuth, previous, signal)
        follow(socket, sink, context)
      }

      async function authenticate(auth: object | AuthFunction, send: (data: object) => void): Promise<void> {
        try {
          const data = await credentialsOf(auth, context)
          if (!signal.aborted) send(data)
        } catch (cause) {
          if (signal.aborted) return
          sink.closed({ kind: 'credentials', error: credentialsError(cause, 'auth') })
          socket?.disconnect()
        }
      }

      dial().catch((cause: unknown) => sink.closed({ kind: 'peer', reason: textOf(cause) }))
      return {
        send(frame) {
          const { args, id } = frame as Packet
          const [event, ...rest] = args as [string, ...unknown[]]
          if (id !== undefined && socket)
            rest.push(acknowledgement(socket, (reply) => void sink.answered({ to: id, ...reply })))
          try {
            socket?.emit(event, ...rest)
          } catch (cause) {
            // Such as a `BigInt`, or a value that contains itself.
            throw toWireError(cause, 'cannot-encode')
          }
        },
        close({ kind }) {
          if (!socket || socket === source) return
          // Another connection may use the same socket of a manager.
          if (!releaseSocket(socket, context)) return
          // A page enters the back/forward cache as if the network broke, so that the server keeps the session.
          if (kind === 'page-hidden') socket.io.engine?.close()
          // One that did not open in time is not waited for: it would hold up the next one.
          if (kind === 'connect-timeout') socket.disconnect()
          else disconnect(socket, clock)
        },
        takes: () => (socket?.connected ? 'messages' : 'nothing'),
        buffered: () => (socket?.connected ? buffered() : 0),
      }
    },
  }
}

function isFunction(auth: object | undefined): auth is AuthFunction {
  return typeof auth === 'function'
}

/** What a function as `auth` returns, or calls back with, whichever comes first. Rejects with what it throws. */
function credentialsOf(auth: object | AuthFunction, context: ConnectContext): Promise<object> {
  if (!isFunction(auth)) return Promise.resolve(auth)
  return new Promise((resolve, reject) => {
    const given: unknown = auth(Object.assign((data: object) => resolve(data), context))
    void Promise.resolve(given)
      .then((data: unknown) => {
        // `auth()` without a parameter cannot call back, and an async function has ended: nothing means no credentials.
        const cannotCallBack = auth.length === 0 || isPromise(given)
        // One that calls back may return anything, such as what `setTimeout` gives.
        const isData = typeof data === 'object' && data !== null && (cannotCallBack || isPlainObject(data))
        if (isData) resolve(data)
        else if (!cannotCallBack) return
        else if (data === undefined || data === null) resolve({})
        else throw new TypeError(`expected an object, got ${quoted(data)}`)
      })
      .catch(reject)
  })
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Names on which Socket.IO throws. */
const reserved = /* @__PURE__ */ new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])

/** By what it has, since an application may hold the class of another build: of CommonJS beside ES modules, or a copy. */
function isSocket(source: unknown): source is Socket {
  return typeof source === 'object' && source !== null && 'io' in source && 'connected' in source
}

function isManager(source: unknown): source is Manager {
  return typeof source === 'object' && source !== null && 'nsps' in source && 'reconnection' in source
}

/** The manager of the caller's own, where there is one. */
function managerOf(source: string | URL | Socket | Manager): Manager | undefined {
  if (isSocket(source)) return source.io
  return isManager(source) ? source : undefined
}

/** The namespace of a socket, which its types keep private. */
function nameOf(socket: Socket): string {
  const namespace: unknown = Reflect.get(socket, 'nsp')
  return typeof namespace === 'string' ? namespace : '/'
}

/** How people read, and find, a namespace of a manager. */
function namespaceTexts(manager: Manager, namespace: string): { label: string; names: string[] } {
  const address = namespaceAddress(manager, namespace)
  return { label: address ?? namespace, names: address === undefined ? [] : [address] }
}

/** Scheme, host and namespace; `undefined` for a manager without a usable address. */
function namespaceAddress(manager: Manager, namespace: string): string | undefined {
  const uri: unknown = Reflect.get(manager, 'uri')
  try {
    const { protocol, host } = readAddress(typeof uri === 'string' ? uri : '')
    return `${protocol}//${host}${namespace}`
  } catch {
    return undefined
  }
}
