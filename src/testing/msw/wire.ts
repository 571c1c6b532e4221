import type { IncomingMessage, OutgoingMessage } from '../../transport/message'
import type { Line } from './network'

/*
 * The parts of a mocked server, from the client to the script:
 *
 * - `Line` (network.ts): a link that can end, such as a WebSocket, a stream, a namespace or an engine.
 * - `Wire`: the line of one client, with what the server does over it: open, say, reply, refuse, end. One for each transport.
 * - `Accept` (made in server.ts): called with the wire of each new client. It takes the client in, or turns it away.
 * - `Hearing`: what `Accept` returns, the listeners for the messages and pings that come over the wire.
 * - passage (network.ts): the wait of a new client until the network lets it through (`delay`, `silent`).
 * - road (network.ts): one direction of a line once it is open. What is sent over it arrives in order, late or not at all.
 * - `Peer` (client.ts): the client as the script sees it (`WireClient`), and what the server alone may do with it.
 */

/** How a client came. */
export type WireKind = 'websocket' | 'eventsource' | 'socket.io'

/** One client as its transport has it: the server speaks to all of them through this. Its `end` also turns away. */
export interface Wire extends Line {
  readonly kind: WireKind
  readonly url: URL
  /** What asked for it, where that is a request of HTTP. */
  readonly request?: Request
  /** What it says of itself, in Socket.IO. */
  readonly auth?: unknown
  /** The server takes the client in. What was said before is heard after this. */
  open(): void
  say(message: Pick<IncomingMessage, 'event' | 'data' | 'id'>): void
  reply(id: string, data: unknown): void
  refuse(id: string, error: unknown): void
}

/** What the server wants to hear of a wire. */
export interface Hearing {
  /** A message arrived. */
  heard(message: OutgoingMessage): void
  /** A ping arrived that is no message. `pong` answers it. */
  pinged(pong: () => void): void
}

/** Has the server take a client in, or turn it away, once the network has let it through. */
export type Accept = (wire: Wire) => Promise<Hearing>

/** An error as JSON has it: what it says, and what it carries. */
export function inJson(error: unknown): unknown {
  if (error instanceof Error) return { ...Object.fromEntries(Object.entries(error)), message: error.message }
  return error ?? { message: 'refused' }
}
