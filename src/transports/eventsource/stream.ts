import type { Codec } from '../../transport/codec'
import type { CloseReason } from '../../transport/closeReason'
import type { PerAttempt } from '../../transport/perAttempt'
import type { ConnectContext, LinkSink } from '../../transport/transport'

/** How a stream is asked for and read. */
export interface EventSourceOptions {
  /**
   * @default 'GET'
   */
  method?: string
  /** A function is called before every attempt, so tokens stay fresh. */
  headers?: PerAttempt<Record<string, string>>
  /** What a POST says. It is not said again while the page is hidden, nor after the stream came to its end. */
  body?: PerAttempt<BodyInit | null>
  /**
   * Sends cookies to other origins, too.
   * @default false
   */
  withCredentials?: boolean
  /**
   * Reads the data of an event; `text()` leaves it as it is. An `event:` field names the event, else the codec does.
   * @default json()
   */
  codec?: Pick<Codec, 'decode'>
  /**
   * Abandons a stream that says nothing for so long, in milliseconds. Comments count, which is what servers send to
   * keep a stream alive. Not seen, and so not possible, with `native`.
   * @default off
   */
  idleTimeout?: number
  /**
   * An event that grows beyond this many characters ends the connection: it would come again.
   * @default 1 MiB
   */
  maxEventBytes?: number
  /**
   * Uses the platform's own `EventSource`: no headers, body, error status or idle timeout. It reconnects itself.
   * @default false
   */
  native?: boolean
  /** With `native`: the names to listen for, besides `message`. */
  events?: readonly string[]
  /**
   * Sharing identity. Needed to share when `url`, `headers` or `body` is a function, or `body` is no string; a change
   * of it opens a new connection.
   * @default the url, method, headers and body when all are plain values, else not shared
   */
  key?: string | undefined
  /**
   * @default globalThis.fetch, looked up at every attempt
   */
  fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** What a link of Server-Sent Events is made of, however it is read. */
export interface Stream extends ConnectContext {
  readonly href: string
  readonly options: EventSourceOptions
  readonly sink: LinkSink
  received(event: string | undefined, data: string): void
  end(reason: CloseReason): void
}

/** What the next link of a connection must know of this one: names in its memory. */
export const lastEventId = 'last-event-id'
export const reconnectionTime = 'retry'
