import type { Manager, Socket } from 'socket.io-client'
import { isSameValue } from '../../transport/sameValue'
import type { ConnectContext } from '../../transport/transport'
import { socketKey } from './socketKey'

/** What `socket.auth` may be. */
export type SocketAuth = Socket['auth']

/** Who uses the socket of a manager's namespace. */
export interface SocketUser {
  readonly memory: ConnectContext['memory']
  /** The user's id, and credentials that are plain values: two with the same may use one socket. */
  readonly credentials: readonly unknown[]
}

type Users = WeakMap<Socket, Set<SocketUser>>

/** Shared by all copies of the library on this page, as microfrontends have them: one must not serve the user of another. */
function usersOf(socket: Socket): Set<SocketUser> {
  const key = Symbol.for('wirehooks socket.io users 1')
  const shared = globalThis as { [key]?: Users }
  const all = (shared[key] ??= new WeakMap())
  const users = all.get(socket) ?? new Set()
  all.set(socket, users)
  for (const user of users) if (user.memory.get(socketKey) !== socket) users.delete(user)
  return users
}

/** The manager's socket for a namespace, if there is one. `manager.socket()` would make it, and may connect it. */
export function existingSocket(manager: Manager, namespace: string): Socket | undefined {
  const sockets = Reflect.get(manager, 'nsps') as Record<string, Socket> | undefined
  return sockets?.[namespace]
}

/** Whether another connection uses that socket with credentials of its own. */
export function isTaken(socket: Socket | undefined, { memory, credentials }: SocketUser): boolean {
  if (!socket) return false
  const others = [...usersOf(socket)].filter((user) => user.memory !== memory)
  return others.some((user) => !isSameValue(user.credentials, credentials))
}

/** The manager's socket for a namespace. A socket that is made connects at once, where managers do so. */
export function managedSocket(manager: Manager, namespace: string, auth?: SocketAuth): Socket {
  return existingSocket(manager, namespace) ?? manager.socket(namespace, auth ? { auth } : {})
}

/** This connection uses the socket, until it releases it. */
export function holdSocket(socket: Socket, user: SocketUser): void {
  releaseSocket(socket, user)
  user.memory.set(socketKey, socket)
  usersOf(socket).add(user)
}

/** The credentials of the links that use a socket, oldest first, and what it had before them. */
interface Credentials {
  readonly original: SocketAuth | undefined
  readonly inUse: (SocketAuth | undefined)[]
}

const credentialsOf = /* @__PURE__ */ new WeakMap<Socket, Credentials>()

/** Sets credentials for one link alone: the next connection to use the socket may have none, or others. */
export function lendAuth(
  socket: Socket,
  auth: SocketAuth,
  original: SocketAuth | undefined,
  signal: AbortSignal,
): void {
  const credentials = credentialsOf.get(socket) ?? { original, inUse: [] }
  credentialsOf.set(socket, credentials)
  const { inUse } = credentials
  inUse.push(auth)
  socket.auth = auth
  signal.addEventListener('abort', () => {
    inUse.splice(inUse.indexOf(auth), 1)
    // Nobody has to have credentials, though the type says so.
    socket.auth = (inUse.at(-1) ?? credentials.original) as SocketAuth
    if (inUse.length === 0) credentialsOf.delete(socket)
  })
}

/** This connection does not use the socket any more. Returns whether no other one does. */
export function releaseSocket(socket: Socket, { memory }: Pick<SocketUser, 'memory'>): boolean {
  const users = usersOf(socket)
  for (const user of users) if (user.memory === memory) users.delete(user)
  return users.size === 0
}
