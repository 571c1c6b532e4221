import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'vitest'
import {
  type CloseReason,
  type ConnectionOptions,
  createConnection,
  eventSource,
  type EventSourceOptions,
  type Message,
  type PerAttempt,
  type ReceivingConnection,
  type ReceivingOptions,
  type Status,
  type WireError,
} from 'wirehooks/vanilla'
import { type CuttingProxy, type CuttingProxyOptions, startCuttingProxy } from './sseProxy'
import { createSignal, type Observable, until } from './until'

/** One request for a stream, and the server's end of what it got. */
export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What it said, as text. */
  readonly body: string
  /** The last id it knew: the bytes of the header, read as UTF-8. */
  readonly lastEventId: string | undefined
  /** Nobody reads any more. */
  readonly isOver: boolean
  /** Starts the stream: 200, `text/event-stream`. */
  open(headers?: OutgoingHttpHeaders): void
  /** One chunk of HTTP's chunked encoding, which the reader gets as one chunk. */
  write(chunk: string | Uint8Array): void
  /** Answers and ends it: no stream. */
  answer(status: number, headers?: OutgoingHttpHeaders, body?: string): void
  /** The end, as a server says it. */
  end(): void
  /** The end, as a network says it. */
  cut(): void
}

export interface EventServer extends Observable {
  readonly url: string
  readonly port: number
  /** Every request, oldest first. */
  readonly visits: readonly Visit[]
  stop(): Promise<void>
}

/** What to do with a visitor, whose body has been read; by default the stream opens. */
export type Welcome = (visit: Visit, count: number) => void

/** A real HTTP server in this process, on a port of its own. */
export async function startEventServer(welcome: Welcome = (visit) => visit.open()): Promise<EventServer> {
  const signal = createSignal()
  const visits: Visit[] = []

  async function greet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['last-event-id']
    let body = ''
    request.setEncoding('utf8')
    for await (const part of request) body += String(part)
    const visit: Visit = {
      request,
      response,
      body,
      lastEventId: typeof id === 'string' ? Buffer.from(id, 'latin1').toString() : undefined,
      get isOver() {
        return response.closed
      },
      open(headers) {
        response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
        response.flushHeaders()
      },
      write: (chunk) => void response.write(chunk),
      answer: (status, headers, body) => void response.writeHead(status, headers).end(body),
      end: () => void response.end(),
      cut: () => void response.destroy(),
    }
    response.on('close', signal.notify)
    response.on('error', () => {})
    visits.push(visit)
    welcome(visit, visits.length)
    signal.notify()
  }

  const http = createServer((request, response) => void greet(request, response))
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    visits,
    subscribe: signal.subscribe,
    stop: () =>
      new Promise((stopped) => {
        http.close(() => stopped())
        http.closeAllConnections()
      }),
  }
}

/** Chunks that arrive as they were written: what is written at once, the network and `fetch` would put together. */
export interface Steps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Writes each chunk when the one before was read. A visit is known by its path. */
  write(visit: Visit, chunks: Iterable<string | Uint8Array>): void
  /** The sizes of all chunks that were read, by path. */
  sizes(path: string): number[]
}

export function createSteps(): Steps {
  const sizes = new Map<string, number[]>()
  const next = new Map<string, () => void>()
  const sizesOf = (path: string): number[] => {
    if (!sizes.has(path)) sizes.set(path, [])
    return sizes.get(path) ?? []
  }

  return {
    async fetch(url, init) {
      const response = await fetch(url, init)
      const path = new URL(url).pathname
      const watch = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          sizesOf(path).push(chunk.length)
          controller.enqueue(chunk)
          next.get(path)?.()
        },
      })
      return new Response(response.body?.pipeThrough(watch) ?? null, response)
    },
    write(visit, chunks) {
      const rest = chunks[Symbol.iterator]()
      const write = (): void => {
        const { value, done } = rest.next()
        if (!done) visit.write(value)
      }
      next.set(visit.request.url ?? '', write)
      write()
    },
    sizes: sizesOf,
  }
}

/** A connection over Server-Sent Events, and everything it said. */
export interface Follower extends Observable {
  readonly connection: ReceivingConnection
  readonly messages: readonly Message[]
  readonly invalid: readonly WireError[]
  readonly errors: readonly WireError[]
  readonly closes: readonly (CloseReason & { willRetry: boolean })[]
  /** Every status it had, without repetitions. */
  readonly statuses: readonly Status[]
  readonly status: Status
  /** Resolves when it has this status. */
  reaches(status: Status, within?: number): Promise<void>
}

export type FollowerOptions = ReceivingOptions<ConnectionOptions> & EventSourceOptions

/** Not started yet. */
export function createFollower(url: PerAttempt<string | URL>, options: FollowerOptions = {}): Follower {
  const signal = createSignal()
  const messages: Message[] = []
  const invalid: WireError[] = []
  const errors: WireError[] = []
  const closes: (CloseReason & { willRetry: boolean })[] = []

  const connection = createConnection(eventSource(url, options), {
    ...options,
    onMessage(message) {
      messages.push(message)
      options.onMessage?.(message)
      signal.notify()
    },
    onInvalid(error) {
      invalid.push(error)
      signal.notify()
    },
    onError(error) {
      errors.push(error)
      signal.notify()
    },
    onClose(reason, willRetry) {
      closes.push({ ...reason, willRetry })
      options.onClose?.(reason, willRetry)
      signal.notify()
    },
  })
  const statuses: Status[] = [connection.store.getState().status]
  connection.store.subscribe(({ status }) => {
    if (status !== statuses.at(-1)) statuses.push(status)
    signal.notify()
  })

  return {
    connection,
    messages,
    invalid,
    errors,
    closes,
    statuses,
    get status() {
      return connection.store.getState().status
    },
    subscribe: signal.subscribe,
    async reaches(wanted, within) {
      await until(signal, () => connection.store.getState().status === wanted, within)
    },
  }
}

/** What a test plays with; all of it ends with the test. */
export interface EventStage {
  serve(welcome?: Welcome): Promise<EventServer>
  proxy(target: { readonly port: number }, options?: CuttingProxyOptions): Promise<CuttingProxy>
  /** Starts at once. */
  follow(url: PerAttempt<string | URL>, options?: FollowerOptions): Follower
}

export function eventStage({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): EventStage {
  return {
    async serve(welcome) {
      const server = await startEventServer(welcome)
      onTestFinished(server.stop)
      return server
    },
    async proxy(target, options) {
      const proxy = await startCuttingProxy(target.port, options)
      onTestFinished(proxy.stop)
      return proxy
    },
    follow(url, options) {
      const follower = createFollower(url, options)
      onTestFinished(follower.connection.close)
      follower.connection.open()
      return follower
    },
  }
}
