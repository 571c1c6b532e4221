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

const users = /* @__PURE__ */ new WeakMap<Socket, SocketUser>()

/** The manager's socket for a namespace, if there is one. `manager.socket()` would make it, and may connect it. */
export function existingSocket(manager: Manager, namespace: string): Socket | undefined {
  const sockets = Reflect.get(manager, 'nsps') as Record<string, Socket> | undefined
  return sockets?.[namespace]
}

/** Whether another connection uses that socket with credentials of its own. */
export function isTaken(socket: Socket | undefined, { memory, credentials }: SocketUser): boolean {
  const other = socket && users.get(socket)
  const isInUse = other !== undefined && other.memory !== memory && other.memory.get(socketKey) === socket
  return isInUse && !isSameValue(other.credentials, credentials)
}

/** The manager's socket for a namespace, for this user. A socket that is made connects at once, where managers do so. */
export function managedSocket(manager: Manager, namespace: string, user: SocketUser, auth?: SocketAuth): Socket {
  const socket = existingSocket(manager, namespace) ?? manager.socket(namespace, auth ? { auth } : {})
  users.set(socket, user)
  return socket
}
