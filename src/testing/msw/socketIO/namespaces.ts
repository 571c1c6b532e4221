import type { RawData } from 'engine.io-parser'
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser'
import { type Accept, type Hearing, inJson, type Wire } from '../wire'
import { type EngineTransport, noStatusReceived } from './engine'

/** A client in a namespace. */
interface Socket extends Hearing {
  leave(): void
}

/**
 * Serves the namespaces of one engine: clients join them, leave them and send events to them. Returns the listener for the
 * frames that arrive over the engine.
 * https://socket.io/docs/v4/socket-io-protocol/
 */
export function namespaceListener(
  transport: EngineTransport,
  serverOf: (namespace: string) => Accept | undefined,
): (frame: RawData) => void {
  const sockets = new Map<string, Socket>()
  const encoder = new Encoder()
  const decoder = new Decoder()
  const decoded: Packet[] = []
  decoder.on('decoded', (packet) => decoded.push(packet))

  function send(packet: Packet): void {
    for (const data of encoder.encode(packet)) transport.send({ type: 'message', data })
  }

  async function connect({ nsp, data: auth = {} }: Packet): Promise<void> {
    const accept = serverOf(nsp)
    if (!accept) return send({ type: PacketType.CONNECT_ERROR, nsp, data: { message: 'Invalid namespace' } })
    const over = new AbortController()
    const leave = (): void => {
      over.abort()
      sockets.delete(nsp)
    }
    transport.signal.addEventListener('abort', leave, { signal: over.signal })
    const hearing = await accept(wireOf({ transport, nsp, auth, signal: over.signal, leave, send }))
    if (!over.signal.aborted) sockets.set(nsp, { ...hearing, leave })
  }

  function received(packet: Packet): void {
    const { type, nsp } = packet
    const socket = sockets.get(nsp)
    if (type === PacketType.CONNECT && !socket) void connect(packet)
    else if (type === PacketType.DISCONNECT && socket) socket.leave()
    else if (type === PacketType.EVENT && socket) hear(socket, packet)
    // An answer to a question that no script can ask.
    else if (type !== PacketType.ACK || !socket) transport.end(noStatusReceived, '')
  }

  return (frame) => {
    try {
      decoder.add(frame)
    } catch {
      // Not a packet, or another one than the packet before announced.
      transport.end(noStatusReceived, '')
    }
    for (const packet of decoded.splice(0)) received(packet)
  }
}

function hear({ heard }: Hearing, { data, id }: Packet): void {
  // An event without a name is heard by nobody.
  if (data === undefined) return
  const [event, ...args] = data
  heard({ event: String(event), data: args.length > 1 ? args : args[0], ...(id !== undefined && { id: String(id) }) })
}

interface WireParts extends Pick<Wire, 'auth' | 'signal'>, Pick<Socket, 'leave'> {
  transport: EngineTransport
  nsp: string
  send(packet: Packet): void
}

function wireOf({ transport, nsp, auth, signal, leave, send }: WireParts): Wire {
  const { id, url } = transport
  let status: 'joining' | 'joined' = 'joining'
  /** What the script says while the client is joining. A client may hear nothing before it has joined. */
  const early: Packet[] = []

  function sendWhenJoined(packet: Packet): void {
    if (status === 'joined') send(packet)
    else early.push(packet)
  }

  return {
    kind: 'socket.io',
    url: new URL(nsp + url.search, url),
    auth,
    signal,
    open() {
      status = 'joined'
      send({ type: PacketType.CONNECT, nsp, data: { sid: `${id}${nsp}` } })
      for (const packet of early) send(packet)
    },
    say: ({ event, data }) =>
      sendWhenJoined({ type: PacketType.EVENT, nsp, data: data === undefined ? [event] : [event, data] }),
    reply: (ackId, data) => sendWhenJoined({ type: PacketType.ACK, nsp, id: Number(ackId), data: [data] }),
    // An acknowledgement cannot fail: this is what most servers answer instead.
    refuse: (ackId, error) =>
      sendWhenJoined({ type: PacketType.ACK, nsp, id: Number(ackId), data: [{ error: inJson(error) }] }),
    end(code, reason) {
      if (code === 1006) return transport.end(code, reason)
      const data = { message: reason || `refused with ${code}`, data: { code } }
      if (status === 'joined') send({ type: PacketType.DISCONNECT, nsp })
      else send({ type: PacketType.CONNECT_ERROR, nsp, data })
      leave()
    },
  }
}
