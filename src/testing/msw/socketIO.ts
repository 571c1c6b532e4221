import type { HttpHandler } from 'msw/http'
import type { Address } from './address'
import { type EngineOptions, openEngine, type Pipe } from './engine'
import type { Network } from './network'
import { decodePacket, encodePacket, type Packet } from './packet'
import { pollingHandler } from './polling'
import { isEngine, SocketHandler } from './webSocket'
import { type Accept, type Hearing, inJson, type Wire } from './wire'

interface SocketIOParts {
  address: Address
  network: Network
  options: EngineOptions
  accept: Accept
}

/** Sockets that an engine of another server at the same address has taken. */
const taken = /* @__PURE__ */ new WeakSet()
/** Who answers a namespace of an origin: servers that share an origin share the engines of its clients. */
const servers = /* @__PURE__ */ new Map<string, Accept>()

/**
 * Socket.IO 4, over WebSockets and over HTTP. HTTP is how a client begins, unless it is told otherwise, and there it stays: so
 * it is of no importance which class of WebSocket the client found when it was loaded.
 */
export function socketIOHandlers(parts: SocketIOParts): [SocketHandler, HttpHandler] {
  const { address, network, options, accept } = parts
  servers.set(address.http, accept)

  function open(pipe: Pipe): Promise<(packet: string) => void> {
    const namespaces = createNamespaces(pipe, (name) =>
      name === address.path ? accept : servers.get(`${address.origin}${name}`),
    )
    return openEngine({ network, options, pipe, heard: namespaces })
  }

  return [
    new SocketHandler(`${address.origin.replace(/^http/, 'ws')}/*`, async (socket) => {
      if (!isEngine(socket.url) || taken.has(socket.identity)) return null
      taken.add(socket.identity)
      const pipe = { ...socket, id: crypto.randomUUID(), end: socket.close }
      const hears = await open(pipe)
      return (frame) => hears(String(frame))
    }),
    pollingHandler(address.origin, open),
  ]
}

/** What the server does with the namespaces of one engine. */
function createNamespaces(pipe: Pipe, acceptOf: (name: string) => Accept | undefined): (packet: string) => void {
  const sockets = new Map<string, { hearing: Promise<Hearing>; leave(): void }>()

  function connect({ namespace, data }: Packet): void {
    const accept = acceptOf(namespace)
    if (!accept) return send({ type: 'connect-error', namespace, data: { message: 'Invalid namespace' } })
    const over = new AbortController()
    const leave = (): void => {
      over.abort()
      sockets.delete(namespace)
    }
    pipe.signal.addEventListener('abort', leave, { once: true })
    const hearing = accept(wireOf(pipe, { namespace, auth: data, signal: over.signal, leave, send }))
    sockets.set(namespace, { hearing, leave })
  }

  function send(packet: Packet): void {
    if (!pipe.signal.aborted) pipe.send(`4${encodePacket(packet)}`)
  }

  return (text) => {
    const packet = decodePacket(text)
    const socket = sockets.get(packet.namespace)
    if (packet.type === 'connect') connect(packet)
    else if (packet.type === 'disconnect') socket?.leave()
    else if (packet.type === 'event')
      void socket?.hearing.then(({ heard }) => {
        const [event, ...args] = Array.isArray(packet.data) ? packet.data : []
        const id = packet.id === undefined ? {} : { id: packet.id }
        heard({ event: String(event), data: args.length > 1 ? args : args[0], ...id })
      })
  }
}

interface SocketParts {
  namespace: string
  auth: unknown
  signal: AbortSignal
  leave(): void
  send(packet: Packet): void
}

function wireOf({ id, url, end }: Pipe, { namespace, auth, signal, leave, send }: SocketParts): Wire {
  const early: Packet[] = []
  let isOpen = false

  function put(packet: Packet): void {
    if (isOpen) send(packet)
    else early.push(packet)
  }

  return {
    kind: 'socket.io',
    url: new URL(namespace + url.search, url),
    auth,
    signal,
    open() {
      isOpen = true
      send({ type: 'connect', namespace, data: { sid: `${id}${namespace}` } })
      for (const packet of early) send(packet)
    },
    say: ({ event, data }) => put({ type: 'event', namespace, data: data === undefined ? [event] : [event, data] }),
    reply: (id, data) => put({ type: 'ack', namespace, id, data: [data] }),
    // An acknowledgement cannot fail: this is what most servers answer instead.
    refuse: (id, error) => put({ type: 'ack', namespace, id, data: [{ error: inJson(error) }] }),
    end(code, reason) {
      if (code === 1006) return end(code, reason)
      const message = reason || `refused with ${code}`
      if (isOpen) send({ type: 'disconnect', namespace })
      else send({ type: 'connect-error', namespace, data: { message, data: { code } } })
      leave()
    },
  }
}
