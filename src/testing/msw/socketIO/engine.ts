import type { Packet, RawData } from 'engine.io-parser'
import { runAfter } from '../runAfter'
import type { Line, Network } from '../network'

/** How often a mocked server of Socket.IO pings its clients, in milliseconds. */
export interface EngineOptions {
  /**
   * From a client's pong to the next ping.
   * @default 25000
   */
  pingInterval?: number | undefined
  /**
   * How long a client may take to answer a ping, and how much later than expected a ping may come before the client takes
   * the link for dead.
   * @default 20000
   */
  pingTimeout?: number | undefined
}

/** What carries the packets of one engine: a WebSocket, or requests of HTTP. */
export interface EngineTransport extends Line {
  readonly id: string
  readonly url: URL
  send(packet: Packet): void
}

interface EngineParts {
  network: Network
  options: EngineOptions
  transport: EngineTransport
  /** A frame of Socket.IO arrived. */
  heard(frame: RawData): void
}

/** Takes what the client's end of an engine sends. */
export type Receive = (packet: Packet) => void

/**
 * The code that a client sees when the server closes the WebSocket without a code, as servers of Engine.IO do.
 * https://www.rfc-editor.org/rfc/rfc6455#section-7.1.5
 */
export const noStatusReceived = 1005

/** How many bytes a message of a client may have, as the handshake announces. It is the default of a real server. */
export const maxPayload = 1_000_000

/** Whether the server waits for the answer to its last ping. */
type Heartbeat = { readonly status: 'resting' } | { readonly status: 'waiting for a pong'; stopWaiting(): void }

/**
 * The server's end of an engine: the handshake, pings, and the end. Resolves when the client has reached the server.
 * https://socket.io/docs/v4/engine-io-protocol/
 */
export async function openEngine({ network, options, transport, heard }: EngineParts): Promise<Receive> {
  const { pingInterval = 25_000, pingTimeout = 20_000 } = options
  let heartbeat: Heartbeat = { status: 'resting' }

  const schedulePing = (): void => void runAfter(pingInterval, ping, transport.signal)

  function ping(): void {
    // While the network is silent, no ping arrives, and the server does not close: the client must notice by itself.
    if (network.options.silent) return schedulePing()
    transport.send({ type: 'ping' })
    const giveUp = (): void => transport.end(noStatusReceived, '')
    heartbeat = { status: 'waiting for a pong', stopWaiting: runAfter(pingTimeout, giveUp, transport.signal) }
  }

  function pong(): void {
    // A pong that answers no ping schedules no second row of pings.
    if (heartbeat.status === 'resting') return
    heartbeat.stopWaiting()
    heartbeat = { status: 'resting' }
    schedulePing()
  }

  await network.passage(transport)
  if (network.options.refuses === 1006) transport.end(1006, '')
  else {
    const about = { sid: transport.id, upgrades: [], pingInterval, pingTimeout, maxPayload }
    transport.send({ type: 'open', data: JSON.stringify(about) })
    schedulePing()
  }

  return ({ type, data }) => {
    if (type === 'message') heard(data)
    else if (type === 'pong') pong()
    // Only the server pings, and `error` is what cannot be read.
    else if (type === 'ping' || type === 'error') transport.end(noStatusReceived, '')
  }
}
