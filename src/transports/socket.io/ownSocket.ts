import { Manager, type ManagerOptions, type Socket } from 'socket.io-client'
import type { ConnectContext } from '../../transport/transport'

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

type Memory = ConnectContext['memory']

/** The socket of a connection, in its memory: the same from link to link, so that the server can recover its session. */
export const kept = 'socket'

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

/** A socket for the connection with this memory; sockets for the same server and options share an engine. */
export function ownSocket({ uri, namespace, identity, options, memory }: OwnSocketParts): Socket {
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
