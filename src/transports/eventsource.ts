import { createParser } from 'eventsource-parser'
import type { Clock } from '../transport/clock'
import { type Codec, json } from '../transport/codec'
import type { CloseKind, CloseReason, Verdict } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import { forAttempt, isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { ConnectContext, LinkSink, Transport } from '../transport/transport'
import { warn } from '../transport/warn'

declare const process: { env: { NODE_ENV?: string } }

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

/** What the next link of a connection must know of this one: names in its memory. */
const lastEventId = 'last-event-id'
const reconnectionTime = 'retry'
const wasSent = 'sent'

/**
 * Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html), read with `fetch`, so that headers,
 * a body and a readable error status are possible. It only receives. `Last-Event-ID` goes with every new link, which a
 * server of another origin must allow (CORS); the server's `retry:` and `Retry-After` are the least it waits; 204 ends it.
 *
 * @example
 * const connection = createConnection(eventSource('/notifications', { headers: () => ({ authorization: token() }) }))
 */
export function eventSource(url: PerAttempt<string | URL>, options: EventSourceOptions = {}): Transport {
  const { method = 'GET', headers, body, key, native = false, codec = json({ reply() {} }) } = options
  const isPlain = !isDynamic(url) && !isDynamic(headers) && (body === undefined || typeof body === 'string')

  return {
    name: 'eventsource',
    key: isPlain || key !== undefined ? JSON.stringify(['eventsource', url, method, headers, body, native, key]) : null,
    does: { send: false, binary: false, reconnect: native, heartbeat: options.idleTimeout !== undefined },
    encode: refuse,
    sizeOf: refuse,
    connect(sink, context) {
      const { memory, signal } = context

      function received(event: string | undefined, data: string): void {
        let message
        try {
          message = codec.decode(data)
        } catch (cause) {
          return sink.invalid(toWireError(cause, 'cannot-decode'), data)
        }
        const id = memory.get(lastEventId) as string | undefined
        sink.received({ event: event ?? message.event, data: message.data, ...(id ? { id } : {}) })
      }

      function end(reason: CloseReason): void {
        if (signal.aborted) return
        const retryAfter = Math.max(Number(memory.get(reconnectionTime) ?? 0), reason.retryAfter ?? 0)
        sink.closed(retryAfter > 0 ? { ...reason, retryAfter } : reason)
      }

      async function dial(): Promise<void> {
        let kind: CloseKind = 'credentials'
        try {
          const address = await forAttempt(url, context)
          const init = { method, headers: await forAttempt(headers, context), body: await forAttempt(body, context) }
          kind = 'invalid-url'
          const { href, origin } = new URL(address, globalThis.location?.href)
          kind = 'peer'
          if (signal.aborted) return
          if (process.env.NODE_ENV !== 'production') countStream(origin, signal)
          if (native) listen(href, options, { ...context, sink, received, end })
          else await read(href, options, init, { ...context, sink, received, end })
        } catch (cause) {
          end(kind === 'peer' ? { kind, reason: String(cause) } : { kind, error: toWireError(cause, kind) })
        }
      }

      void dial()
      // Whatever is under way ends with the signal.
      return { send: refuse, close() {}, bufferedAmount: Infinity }
    },
  }
}

interface Stream extends ConnectContext {
  readonly sink: LinkSink
  received(event: string | undefined, data: string): void
  end(reason: CloseReason): void
}

type StreamInit = Pick<RequestInit, 'method'> & {
  headers: Record<string, string> | undefined
  body: BodyInit | null | undefined
}

async function read(href: string, options: EventSourceOptions, init: StreamInit, stream: Stream): Promise<void> {
  const { memory, clock, signal, sink, received, end } = stream
  const { withCredentials, idleTimeout = Infinity, maxEventBytes = 2 ** 20 } = options
  const isRepeatable = init.method === 'GET'
  if (!isRepeatable && memory.has(wasSent) && globalThis.document?.visibilityState === 'hidden')
    return end({ kind: 'page-hidden' })
  memory.set(wasSent, true)

  const headers = new Headers(init.headers)
  headers.set('accept', 'text/event-stream')
  const id = memory.get(lastEventId) as string | undefined
  if (id) headers.set(lastEventId, inBytes(id))
  const credentials = withCredentials ? 'include' : 'same-origin'
  const request: RequestInit = { method: init.method ?? 'GET', headers, credentials, cache: 'no-store', signal }
  const response = await (options.fetch ?? fetch)(href, { ...request, ...(init.body ? { body: init.body } : {}) })

  const { status, statusText, ok, body } = response
  const type = response.headers.get('content-type') ?? 'nothing'
  if (status === 204) return end({ kind: 'ended', code: status })
  if (!ok) {
    const error = new WireError('refused', `HTTP ${status} ${statusText}`, response)
    const retryAfter = retryAfterOf(response, clock)
    return end({
      kind: 'peer',
      code: status,
      verdict: verdictOfStatus(status),
      reason: statusText,
      error,
      ...(retryAfter > 0 ? { retryAfter } : {}),
    })
  }
  if (!/^text\/event-stream\b/i.test(type))
    return end({ kind: 'content-type', error: new WireError('refused', `expected text/event-stream, got ${type}`) })

  /** Characters of an event that is not complete. */
  let pending = 0
  const parser = createParser({
    onRetry: (retry) => memory.set(reconnectionTime, retry),
    onComment: (comment) => (pending -= comment.length + 2),
    onEvent({ id, event, data }) {
      if (id !== undefined) memory.set(lastEventId, id)
      received(event, data)
    },
  })
  const watch = createWatch(clock, idleTimeout, () => end({ kind: 'heartbeat-timeout' }))
  signal.addEventListener('abort', watch.stop)
  sink.opened()
  const linesOf = createLines()
  const reader = body?.getReader()
  let isNewLine = true
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (signal.aborted) return
    if (done) return end({ kind: isRepeatable ? 'peer' : 'ended' })
    watch.heard()
    for (const line of linesOf(value)) {
      pending = isNewLine && line === '\n' ? 0 : pending + line.length
      isNewLine = line.endsWith('\n')
      if (pending > maxEventBytes)
        return end({
          kind: 'peer',
          verdict: 'fail',
          error: new WireError('too-large', `maxEventBytes is ${maxEventBytes}`),
        })
      parser.feed(line)
      // Whoever heard of an event may have ended the link: the next one begins there.
      if (signal.aborted) return
    }
  }
}

/** From bytes to lines, with one kind of line end. The last may go on with the next bytes. */
function createLines(): (bytes: Uint8Array<ArrayBuffer>) => string[] {
  const decoder = new TextDecoder()
  let isHalf = false
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true })
    if (!text) return []
    // The other half of the last line end.
    const rest = isHalf && text.startsWith('\n') ? text.slice(1) : text
    isHalf = text.endsWith('\r')
    return rest.replace(/\r\n?/g, '\n').match(/[^\n]*\n|[^\n]+/g) ?? []
  }
}

/** The platform's own. It keeps `Last-Event-ID` to itself, and only while it reconnects by itself. */
function listen(href: string, options: EventSourceOptions, { memory, signal, sink, received, end }: Stream): void {
  const source = new EventSource(href, { withCredentials: options.withCredentials ?? false })
  const hear = ({ type, data, lastEventId: id }: MessageEvent<string>): void => {
    memory.set(lastEventId, id)
    received(type === 'message' ? undefined : type, data)
  }
  for (const name of ['message', ...(options.events ?? [])]) source.addEventListener(name, hear as EventListener)
  source.onopen = () => sink.opened()
  source.onerror = () => {
    const reason = { kind: 'peer' } as const
    if (source.readyState === 2) end(reason)
    else sink.interrupted(reason)
  }
  signal.addEventListener('abort', () => source.close())
}

/** Once nothing was heard for so long, calls `silent`. */
function createWatch(clock: Clock, timeout: number, silent: () => void): { heard(): void; stop(): void } {
  let heardAt = clock.now()
  let cancel = (): void => {}

  function wait(delay: number): void {
    const due = clock.date() + delay
    cancel = clock.after(delay, () => {
      const left = heardAt + timeout - clock.now()
      if (left > 0) wait(left)
      // A timer that is late says nothing of the server: the machine slept, or the page was busy.
      else if (clock.date() - due > 100) wait(3000)
      else silent()
    })
  }

  wait(timeout)
  return {
    heard() {
      heardAt = clock.now()
    },
    stop: () => cancel(),
  }
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-status-codes, by number only. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 401 || status === 403) return 'reauthenticate'
  if (status === 429 || status === 503) return 'retry-slowly'
  return status >= 400 && status < 500 && status !== 408 ? 'fail' : 'retry'
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. */
function retryAfterOf({ headers }: Response, clock: Clock): number {
  const value = headers.get('retry-after') ?? ''
  return Number(value) * 1000 || Date.parse(value) - clock.date()
}

/** Headers hold bytes, which EventSource fills with UTF-8. */
function inBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

/** Development only: how many streams this page holds, by origin, and how many it was warned of. */
const streams = /* @__PURE__ */ new Map<string, { count: number; warned: number }>()

/** Browsers open six connections to a server that speaks HTTP/1.1, over all tabs; a stream keeps one for good. */
function countStream(origin: string, signal: AbortSignal): void {
  const held = streams.get(origin) ?? { count: 0, warned: 1 }
  streams.set(origin, held)
  held.count += 1
  signal.addEventListener('abort', () => (held.count -= 1))
  if (held.count <= held.warned || !globalThis.document || !isHttp1(origin)) return
  held.warned = held.count
  warn(
    `${held.count} streams from ${origin}, which speaks HTTP/1.1: a browser opens six connections to it over all tabs. Use HTTP/2, or one stream with several events`,
  )
}

function isHttp1(origin: string): boolean {
  if (origin.startsWith('http:')) return true
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return entries.some(({ name, nextHopProtocol }) => name.startsWith(`${origin}/`) && nextHopProtocol === 'http/1.1')
}

function refuse(): never {
  throw new WireError('cannot-send', 'Server-Sent Events only go one way')
}
