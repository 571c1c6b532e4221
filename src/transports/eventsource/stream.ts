import type { Codec } from '../../transport/codec'
import type { CloseReason } from '../../transport/closeReason'
import type { IdentityOptions } from '../../transport/identity'
import type { PerAttempt } from '../../transport/perAttempt'
import type { ConnectContext, LinkSink } from '../../transport/transport'

/** How a stream is asked for and read. */
export interface EventSourceOptions extends IdentityOptions {
  /**
   * @default 'GET', and 'POST' where there is a `body`
   */
  method?: string | undefined
  /**
   * A function is called before every attempt, so tokens stay fresh; connections with such a function are shared by
   * those with the same `identity` or `key` only.
   */
  headers?: PerAttempt<Record<string, string>> | undefined
  /**
   * What a POST says. A POST is not repeated while the page is hidden, or after the stream has ended. Another text, or
   * `URLSearchParams`, is another stream. What a function gives, and other bodies, cannot be compared: connections with one are
   * shared by those with the same `key` only, and another `key` says that it is another stream.
   */
  body?: PerAttempt<RequestInit['body']> | undefined
  /**
   * Sends cookies to other origins, too.
   * @default false
   */
  withCredentials?: boolean | undefined
  /**
   * Reads the data of an event; `text()` leaves it as it is. An `event:` field names the event, else the codec does.
   * @default json()
   */
  codec?: Pick<Codec, 'decode' | 'description'> | undefined
  /**
   * Abandons a stream that says nothing for so long, in milliseconds. Comments count, which is what servers send to
   * keep a stream alive. Not seen, and so not possible, with `native`.
   * @default off
   */
  idleTimeout?: number | undefined
  /**
   * An event that grows beyond this many characters ends the connection: it would come again. Comments do not count.
   * @default 1 MiB
   */
  maxEventSize?: number | undefined
  /**
   * Uses the platform's own `EventSource`: no headers, body, error status or idle timeout. It reconnects itself.
   * @default false
   */
  native?: boolean | undefined
  /** With `native`: the names to listen for, besides `message`. */
  events?: readonly string[] | undefined
  /**
   * The last event of a stream that ends by itself: a text that is its whole data, such as `[DONE]`, or a function that
   * knows it. The event is not delivered, and the connection is `closed`. A POST whose stream
   * ends without it has `failed`: its answer is not whole. A function that throws is reported to `onError`, and
   * the event is one like any other.
   * @default none: a stream that ends is opened again
   */
  end?: string | ((data: string, event: string) => boolean) | undefined
  /**
   * @default globalThis.fetch, looked up at every attempt
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}

/** What a link of Server-Sent Events is made of, however it is read. */
export interface Stream extends ConnectContext {
  readonly href: string
  readonly options: EventSourceOptions
  readonly maxEventSize: number
  readonly sink: LinkSink
  /** An event came. `event` is empty where the server did not name it. */
  received(event: string, data: string): void
  /** The stream ended. */
  ended(reason: CloseReason): void
}

/** What may be made anew for every attempt. */
export interface StreamInit {
  readonly method: string
  headers: Record<string, string> | undefined
  body: RequestInit['body']
}
