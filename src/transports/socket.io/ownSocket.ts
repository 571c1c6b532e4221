import { Manager, type ManagerOptions, type Socket } from 'socket.io-client'
import type { ConnectContext } from '../../transport/transport'
import { socketKey } from './socketKey'

/** The options of a manager. Its reconnection is off, since the connection's backoff stands in for it. */
export type SocketIOManagerOptions = {
  [
    Name in Exclude<
      keyof ManagerOptions,
      | 'autoConnect'
      | 'forceNew'
      | 'multiplex'
      | 'randomizationFactor'
      | 'reconnection'
      | 'reconnectionAttempts'
      | 'reconnectionDelay'
      | 'reconnectionDelayMax'
    >
  ]?: ManagerOptions[Name] | undefined
}

type Memory = ConnectContext['memory']

/** Managers by server, options and user. Weak: the sockets in use hold them. */
const managers = /* @__PURE__ */ new Map<string, WeakRef<Manager>>()
/** The memory of the connection that each socket was made for. */
const owners = /* @__PURE__ */ new WeakMap<Socket, Memory>()

interface OwnSocketParts {
  uri: string
  namespace: string
  /** What sockets must have in common to share an engine, as text. */
  group: string
  options: SocketIOManagerOptions | undefined
  memory: Memory
}

/** A socket for the connection with this memory; sockets for the same server and group share an engine. */
export function ownSocket({ uri, namespace, group, options, memory }: OwnSocketParts): Socket {
  const id = uri + group
  let socket = managers.get(id)?.deref()?.socket(namespace)
  // A socket that another connection holds is not shared with this one.
  if (!socket || owners.get(socket)?.get(socketKey) === socket) {
    const given = withoutUndefined(options)
    const manager = new Manager(uri, { timeout: 10_000, ...given, reconnection: false, autoConnect: false })
    for (const [other, reference] of managers) if (!reference.deref()) managers.delete(other)
    managers.set(id, new WeakRef(manager))
    socket = manager.socket(namespace)
  }
  owners.set(socket, memory)
  return socket
}

/** The client would use `undefined` in the place of its own defaults. */
function withoutUndefined(options: SocketIOManagerOptions = {}): Partial<ManagerOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
