import type { Clock } from './clock'
import type { CloseReason } from './closeReason'
import type { Delivery } from './delivery'
import type { WireError } from './error'
import type { Identity } from './identity'
import type { IncomingMessage, OutgoingMessage, Reply } from './message'

/**
 * How one physical link is opened. A plain object: hand it around, wrap it, fake it.
 * It knows nothing of retries, queues, status or React.
 */
export interface Transport<Does extends Abilities = Abilities> {
  /** For people: `websocket`. */
  readonly name: string
  /** Which connection it leads to: who shares it, how people read it, and what may be stored for it. */
  readonly identity: Identity
  /** What it can do, and what it does by itself, which the connection then does not do again. */
  readonly does: Does
  /**
   * The options on which everybody who shares a connection has to agree, by name. The first one's hold; development
   * builds compare the others with them and tell what differs.
   */
  readonly settings: Readonly<Record<string, unknown>>
  /** Turns a message into what `Link.send` takes. Called when it is sent, also while there is no link. May throw. */
  encode(message: OutgoingMessage): unknown
  /** Size of an encoded message in bytes, for the outbox's bounds. */
  sizeOf(frame: unknown): number
  /**
   * A copy of an encoded message that has to wait, so that nobody changes it meanwhile.
   * @default the message itself, which will do for text
   */
  copy?(frame: unknown): unknown
  /** Opens one link. Never throws: what goes wrong is reported through `sink.closed`. */
  connect(sink: LinkSink, context: ConnectContext): Link
}

/** A transport that sends, and says so in its type: `Transport<{ send: true }>` is one. */
export type SendingTransport = Transport<
  Abilities & {
    /** Messages can go out. */
    readonly send: true
  }
>

/** A transport that sends, and whose messages can be stored while they wait. */
export type StoringTransport = Transport<
  Abilities & {
    /** Messages can go out. */
    readonly send: true
    /** A message that waits can be stored, and sent by a later page. */
    readonly store: true
  }
>

/** A transport that only receives. */
export type ReceivingTransport = Transport<
  Abilities & {
    /** No message can go out. */
    readonly send?: false | undefined
  }
>

/** What a transport can do, and does for itself. An ability that is left out counts as false. */
export interface Abilities {
  /** Messages can go out. */
  readonly send?: boolean | undefined
  /**
   * A message that waits can be stored, and sent by a later page: it means the same there. `encode` must take it again as
   * the storage gives it back.
   */
  readonly store?: boolean | undefined
  /** Bytes can go out and come in without being turned into text. */
  readonly binary?: boolean | undefined
  /** It mends a broken link itself, and says `interrupted` meanwhile. */
  readonly reconnect?: boolean | undefined
  /** It notices a dead link itself. */
  readonly heartbeat?: boolean | undefined
}

/**
 * What a transport reports about one link: nothing before `connect` has returned, and nothing after `closed`, which comes
 * exactly once.
 */
export interface LinkSink {
  /**
   * The server accepted the connection, but the handshake is not done. A transport without a handshake calls only
   * `opened`.
   */
  accepted(): void
  /** Usable from now on. */
  opened(info?: OpeningInfo): void
  /** A message came. */
  received(message: IncomingMessage): void
  /** The answer to a request came. False when nobody waits for it: then it is a message like any other. */
  answered(reply: Reply): boolean
  /** A frame that could not be read. The link goes on. */
  invalid(error: WireError, frame?: unknown): void
  /** A message went out and its answer came back in so many milliseconds. */
  latency(milliseconds: number): void
  /**
   * What only this kind of transport knows of its link: `details` in the state from `open` on, until the link ends. What
   * is learned before that is kept until then.
   */
  learned(details: Readonly<Record<string, unknown>>): void
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
  /**
   * How long a link may take from dialling to `opened`, in milliseconds. The connection enforces it for the first
   * opening; a transport that reconnects by itself enforces it afterwards.
   */
  readonly connectTimeout: number
  /** Handed from link to link until the connection is closed: what a transport needs to go on where it was. */
  readonly memory: Map<string, unknown>
  /** The connection's own. */
  readonly clock: Clock
}

/**
 * What carries the messages of one attempt: opens, and closes once. Functions only, so that a wrapper may spread it:
 * `{ ...link, close() { … } }`.
 */
export interface Link {
  /**
   * Hands one encoded message to the link. Callers ask `takes()` first. Returns the delivery where the transport learns of
   * it; without a result, the message counts as `sent`. An error concerns this message only: the link goes on. Needs no
   * `this`.
   */
  send(frame: unknown): Promise<Delivery> | void
  /** Ends the link and detaches from it at once; `sink.closed` is not called for it. */
  close(why: CloseReason): void
  /** The page woke up: decides soon whether the peer is still there, where the transport can. */
  probe?(): void
  /** What may be handed over now. */
  takes(): Takes
  /** Bytes handed over and not yet on the wire; 0 where nobody can tell. */
  buffered(): number
}

/** Which messages a link takes: all of them, only what cannot wait (a heartbeat), or none, since it is not open. */
export type Takes = 'messages' | 'heartbeats' | 'nothing'

/** Takes a transport and returns one that does more: `handshake(…)`, `rateLimit(…)`. */
export type Wrapper = (transport: Transport) => Transport

/** The first wrapper is nearest to the wire. */
export function wrapped(transport: Transport, wrappers: readonly Wrapper[] = []): Transport {
  return wrappers.reduce((inner, wrapper) => wrapper(inner), transport)
}
