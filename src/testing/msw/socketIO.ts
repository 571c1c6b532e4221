import { decodePacket, encodePacket } from 'engine.io-parser'
import type { HttpHandler } from 'msw'
import { type Address, isEngineAt } from './address'
import type { Network } from './network'
import { SocketHandler } from './socketHandler'
import { type EngineOptions, type EngineTransport, openEngine, type Receive } from './socketIO/engine'
import { createNamespaces } from './socketIO/namespaces'
import { pollingHandler } from './socketIO/polling'
import type { Accept } from './wire'

interface SocketIOParts {
  address: Address
  network: Network
  options: EngineOptions
  accept: Accept
}

/** Who answers at which address. Servers that share an origin share the engines of its clients. */
const servers = /* @__PURE__ */ new Map<string, WeakRef<Accept>>()

/**
 * Socket.IO 4, over WebSockets and over HTTP. HTTP is how a client begins, unless it is told otherwise, and there it stays: so
 * it is of no importance which class of WebSocket the client found when it was loaded.
 */
export function socketIOHandlers(parts: SocketIOParts): [SocketHandler, HttpHandler] {
  const { address, network, options, accept } = parts
  register(address, accept)

  function open(transport: EngineTransport): Promise<Receive> {
    const serverOf = (namespace: string): Accept | undefined =>
      namespace === address.path ? accept : servers.get(address.origin + namespace)?.deref()
    return openEngine({ network, options, transport, heard: createNamespaces(transport, serverOf) })
  }

  const socketHandler = new SocketHandler({
    url: `${address.origin.replace('http', 'ws')}/*`,
    isOurs: (url) => isEngineAt(address, url),
    async dialled({ url, signal, send, close }) {
      const receive = await open({
        id: crypto.randomUUID(),
        url,
        signal,
        send: (packet) => encodePacket(packet, true, send),
        end: close,
      })
      return (frame) => receive(decodePacket(frame))
    },
  })
  return [socketHandler, pollingHandler(address, open)]
}

/** A server that nobody has any more is forgotten. */
function register({ origin, path }: Address, accept: Accept): void {
  for (const [place, server] of servers) if (!server.deref()) servers.delete(place)
  servers.set(origin + path, new WeakRef(accept))
}
