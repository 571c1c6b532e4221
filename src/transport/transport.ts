import type { Clock } from './clock'
import type { CloseReason } from './closeReason'
import type { Delivery } from './delivery'
import type { WireError } from './error'
import type { IncomingMessage, OutgoingMessage } from './message'

/**
 * How one physical link is opened. A plain object: hand it around, wrap it, fake it.
 * It knows nothing of retries, queues, status or React.
 */
export interface Transport {
  /** For people: `websocket`. */
  readonly name: string
  /**
   * Sharing identity: hooks whose transports have the same key share one connection. `null` is never shared. Where it is
   * a JSON list of texts, as all of ours are, `WireProvider` finds a transport by any of them.
   */
  readonly key: string | null
  /** What it does for itself; the connection never does those things twice. */
  readonly does: Abilities
  /**
   * Turns a message into what `Link.send` takes. Called once per message, when it is sent, also while there is no
   * link: what waits is a snapshot. May throw.
   */
  encode(message: OutgoingMessage): unknown
  /** Size of an encoded message in bytes, for the outbox's bounds. */
  sizeOf(frame: unknown): number
  /** Opens one link. Never throws: what goes wrong is reported through `sink.closed`. */
  connect(sink: LinkSink, context: ConnectContext): Link
}

/** What is not named, it does not do. */
export interface Abilities {
  /** Messages can go out. */
  readonly send?: boolean
  /** Bytes can go out and come in without being turned into text. */
  readonly binary?: boolean
  /** It mends a broken link itself, and says `interrupted` meanwhile. */
  readonly reconnect?: boolean
  /** It notices a dead link itself. */
  readonly heartbeat?: boolean
}

/**
 * What a transport reports about one link: nothing before `connect` has returned, and nothing after `closed`, which comes
 * exactly once.
 */
export interface LinkSink {
  /** Up, but not usable yet: the server accepted, and may still say no. `opened` alone says both. */
  linked(): void
  /** Usable from now on. */
  opened(info?: OpeningInfo): void
  /** A message came, or the answer to a request. */
  received(message: IncomingMessage): void
  /** A frame that could not be read. The link goes on. */
  invalid(error: WireError, frame?: unknown): void
  /** A message went out and its answer came back in so many milliseconds. */
  latency(milliseconds: number): void
  /** What only this kind of transport knows of its open link: `details` in the state, until the link ends. */
  tell(details: Readonly<Record<string, unknown>>): void
  /** A function of the user's threw. The link goes on. */
  failed(cause: unknown): void
  /** Only with `does.reconnect`: the link broke and the transport is mending it; `opened` follows, or `closed`. */
  interrupted(reason: CloseReason): void
  /** It ended. Said once, and nothing is said after it. */
  closed(reason: CloseReason): void
}

/** What a transport knows of how a link opened. */
export interface OpeningInfo {
  /** Whether this link goes on where the last one broke, so that nothing was missed. Left out when nobody can tell. */
  readonly recovered?: boolean
}

/** What a transport gets to know of an attempt. */
export interface ConnectContext {
  /** 0 for the first attempt, then how many failed in a row. */
  readonly attempt: number
  /** The server refused the last credentials: do not use cached ones. */
  readonly refresh: boolean
  /** Aborted when nobody waits for this link any more. */
  readonly signal: AbortSignal
  /** Handed from link to link until the connection is closed: what a transport needs to go on where it was. */
  readonly memory: Map<string, unknown>
  /** The connection's own. */
  readonly clock: Clock
}

/** One physical attempt: opens, carries messages, closes once. */
export interface Link {
  /**
   * Hands over one encoded message. Called only while `bufferedAmount` is finite; needs no `this`. Where the transport
   * hears what became of it, it returns that; otherwise it counts as `sent`.
   */
  send(frame: unknown): Promise<Delivery> | void
  /** Ends the link and detaches from it at once; `sink.closed` is not called for it. */
  close(why: CloseReason): void
  /** The page woke up: decides soon whether the peer is still there, where the transport can. */
  probe?(): void
  /**
   * Bytes handed over and not yet on the wire; `Infinity` while the link cannot take any, `Number.MAX_VALUE` while it
   * takes only what cannot wait.
   */
  readonly bufferedAmount: number
}

/** Adds to a transport what it, and the connection, need not know of: `handshake(…)`, `rateLimit(…)`. */
export type Wrapper = (transport: Transport) => Transport

/** The first wrapper is nearest to the wire. */
export function wrapped(transport: Transport, wrappers: readonly Wrapper[] = []): Transport {
  return wrappers.reduce((inner, wrapper) => wrapper(inner), transport)
}
