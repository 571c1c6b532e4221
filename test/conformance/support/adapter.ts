import type { IncomingMessage, Server } from 'node:http'
import type { ReceivingView, UseConnectionOptions } from 'wirehooks'
import type { PerAttempt, Transport } from 'wirehooks/vanilla'
import type { Observable } from '../../support/until'

/** What one kind of transport brings to the suite. */
export interface Adapter {
  readonly name: string
  /** Of the urls its server is reached at. */
  readonly scheme: 'http' | 'ws'
  /** The transport as an application makes it. */
  transport(url: string, given: Given): Transport
  /** Its hook, given the same and the options of any connection. */
  useLink(url: string | null, options: Given & UseConnectionOptions): ReceivingView
  /**
   * Serves links of this kind: asks `knock` about every attempt, and shows in those that it lets through. Returns what
   * frees its own resources.
   */
  attach(reception: Reception): () => void
  /**
   * What a frame that nobody can read costs: that message, or the link and another is opened. `null` where a client of
   * its own reads them, and what it makes of such a frame is its own affair.
   */
  readonly misreadingCosts: 'the message' | 'the link' | null
  /**
   * When the connection hears that its server is silent: before the next link is dialled, or when the platform has given up
   * closing the old socket, which no answer comes through to. The package `ws` gives up after 30 s.
   */
  readonly tellsOfSilence: 'before it dials' | 'when its socket has closed'
}

/** What the suite wants of a transport. Where one cannot have it by options of its own, the suite adds a wrapper. */
export interface Given {
  /** Its credentials. */
  token?: PerAttempt<string>
  /** Whose they are. */
  identity?: string
  /** How long the server may say nothing, in milliseconds; a transport without a detection gets `heartbeat`. */
  patience?: number
}

/** How a server treats somebody who comes. */
export type Greeting =
  | 'accept'
  /** Accepts, and at once closes as servers do that go away. */
  | 'accept and close'
  /** Accepts, and at once breaks the TCP connection. */
  | 'accept and cut'
  /** Says that the credentials are no good, as it is usual for this transport. */
  | 'unauthorized'
  /** HTTP 500. */
  | 'broken'
  /** Never answers. */
  | 'silence'

export interface Script {
  /** @default any */
  port?: number
  /** The first who comes has the `count` 1. By default everybody is accepted. */
  greet?(count: number): Greeting
  /** Answers a request; never, where it gives `undefined`. By default nobody gets an answer. */
  answer?(event: string, data: unknown): unknown
  /** It shows a sign of life this often, in milliseconds, as long as the link goes both ways. */
  beat?: number
  /** What its clients are given, for a transport whose server tells them. */
  patience?: number
}

/** A server's end, whatever it speaks. */
export interface FarEnd extends Observable {
  readonly url: string
  readonly port: number
  /** Everybody who came, oldest first, refused ones too. */
  readonly visits: readonly Visit[]
  /** Who is here now. */
  readonly present: readonly Visit[]
  /** How many TCP connections there are now. */
  readonly sockets: number
  /** Breaks every TCP connection, and listens no more. */
  kill(): Promise<void>
}

export interface Visit extends Wire {
  readonly at: number
  readonly token: string | undefined
  /** Events and their data, oldest first. Signs of life are no events. */
  readonly heard: readonly (readonly [event: string, data: unknown])[]
  /** It was let in, and has not left. */
  readonly isHere: boolean
}

/** The server's side of one link. */
export interface Wire {
  say(event: string, data: unknown): void
  /** Sends a frame that nobody can read. */
  garble(): void
  /** As servers do that go away. */
  close(): void
  /** Breaks the TCP connection. */
  cut(): void
}

/** What an adapter attaches to. */
export interface Reception {
  readonly http: Server
  readonly script: Script
  /** Somebody came. Nothing, when the attempt is dealt with. */
  knock(request: IncomingMessage): Guest | undefined
}

export interface Guest {
  /** Those the transport brought along. */
  token: string | undefined
  readonly isWelcome: boolean
  /** The link is there. */
  enter(wire: Pick<Wire, 'say' | 'garble' | 'close'>): void
  hears(event: string, data: unknown, answer?: (data: unknown) => void): void
  leaves(): void
}
