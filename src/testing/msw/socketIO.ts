import { decodePacket, encodePacket } from 'engine.io-parser'
import type { HttpHandler } from 'msw'
import { uniqueId } from '../../transport/uniqueId'
import { type MockedAddress, isEngineAt } from './address'
import type { Network } from './network'
import { SocketHandler } from './socketHandler'
import { type EngineOptions, type EngineTransport, maxPayload, openEngine, type Receive } from './socketIO/engine'
import { namespaceListener } from './socketIO/namespaces'
import { pollingHandler } from './socketIO/polling'
import type { Accept } from './wire'

interface SocketIOParts {
  address: MockedAddress
  network: Network
  options: EngineOptions
  accept: Accept
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const messageTooBig = 1009

/**
 * The mocked servers of all origins, by origin and namespace. A client joins several namespaces over one engine, which any
 * server of that origin may have opened, so each server must find the others.
 *
 * The values are `WeakRef`s because this table lives as long as the module: a mock that a test no longer uses can be garbage
 * collected, together with its script. When two mocks have one address, the newer one replaces the older one here; a server
 * whose own handler opened the engine still answers for its own namespace.
 */
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
    return openEngine({ network, options, transport, heard: namespaceListener(transport, serverOf) })
  }

  const socketHandler = new SocketHandler({
    url: `${address.origin.replace('http', 'ws')}/*`,
    isOurs: (url) => isEngineAt(address, url),
    async dialled({ url, signal, send, close }) {
      const receive = await open({
        id: uniqueId(),
        url,
        signal,
        send: (packet) => encodePacket(packet, true, send),
        end: close,
      })
      return (frame) => {
        const bytes = typeof frame === 'string' ? new TextEncoder().encode(frame) : frame
        if (bytes.byteLength > maxPayload) close(messageTooBig, '')
        else receive(decodePacket(frame))
      }
    },
  })
  return [socketHandler, pollingHandler(address, open)]
}

/** Adds a server, and removes the entries of those that were garbage collected. */
function register({ origin, path }: MockedAddress, accept: Accept): void {
  for (const [place, server] of servers) if (!server.deref()) servers.delete(place)
  servers.set(origin + path, new WeakRef(accept))
}
