import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type ServerOptions, type Socket as ServerSocket } from 'socket.io'
import type { Manager, Socket } from 'socket.io-client'
import type { TestContext } from 'vitest'
import { socketIO, type SocketIOOptions } from 'wirehooks/socket.io'
import {
  type CloseReason,
  type Connection,
  type ConnectionOptions,
  createConnection,
  type OpeningInfo,
  type Status,
  type WireError,
} from 'wirehooks/vanilla'
import { type Proxy, startProxy } from './proxy'
import { createSignal, type Observable, until } from './until'

/** The server's end of one namespace of one link. */
export interface Peer {
  readonly socket: ServerSocket
  readonly namespace: string
  /** Every event it got, name first; an acknowledgement is left out. */
  readonly received: readonly unknown[][]
  /** Why it ended, as this end saw it. */
  readonly closed: string | null
}

export interface SocketIOServer extends Observable {
  readonly url: string
  readonly port: number
  readonly io: Server
  /** Everybody who got in, oldest first. */
  readonly peers: readonly Peer[]
  /** The requests that opened an engine, oldest first. */
  readonly engines: readonly IncomingMessage[]
  /** Counts somebody in. */
  greet(socket: ServerSocket): void
  /** Once there are so many peers: the newest. */
  peer(count?: number): Promise<Peer>
  stop(): Promise<void>
}

export interface SocketIOServerOptions extends Partial<ServerOptions> {
  namespaces?: readonly string[]
  /** Throws to refuse somebody. */
  check?(socket: ServerSocket): void | Promise<void>
  welcome?(peer: Peer, count: number): void
  /** What to do with an event, whose acknowledgement comes last. */
  answer?(peer: Peer, ...args: unknown[]): void
}

/** For tests that are not about how long to wait. */
export const quickly = { initialDelay: 20, maxDelay: 100 }

/** A session is kept for two minutes. */
export const recovering: Partial<ServerOptions> = {
  connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: true },
}

/** A real server in this process, on a port of its own. */
export async function startSocketIOServer(options: SocketIOServerOptions = {}): Promise<SocketIOServer> {
  const { namespaces = ['/'], check, welcome, answer, ...rest } = options
  const signal = createSignal()
  const peers: Peer[] = []
  const engines: IncomingMessage[] = []
  const http = createServer()
  const io = new Server(http, { cors: { origin: true, credentials: true }, ...rest })

  function greet(socket: ServerSocket): void {
    const received: unknown[][] = []
    let closed: string | null = null
    const peer: Peer = {
      socket,
      namespace: socket.nsp.name,
      received,
      get closed() {
        return closed
      },
    }
    socket.onAny((...args: unknown[]) => {
      received.push(args.filter((part) => typeof part !== 'function'))
      answer?.(peer, ...args)
      signal.notify()
    })
    socket.on('disconnect', (reason) => {
      closed = reason
      signal.notify()
    })
    peers.push(peer)
    welcome?.(peer, peers.length)
    signal.notify()
  }

  io.engine.on('connection', (engine: ServerSocket['conn']) => {
    engines.push(engine.request)
    engine.on('close', signal.notify)
    signal.notify()
  })
  for (const name of namespaces) {
    const namespace = io.of(name)
    if (check)
      namespace.use(
        (socket, next) =>
          void Promise.resolve(socket)
            .then(check)
            .then(() => next(), next),
      )
    namespace.on('connection', greet)
  }
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    io,
    peers,
    engines,
    greet,
    subscribe: signal.subscribe,
    async peer(count = 1) {
      await until(signal, () => peers.length >= count)
      const newest = peers[count - 1]
      if (!newest) throw new Error(`There is no peer ${count}`)
      return newest
    },
    async stop() {
      http.closeAllConnections()
      await io.close()
    },
  }
}

/** A connection and everything it said. */
export interface SocketIOClient extends Observable {
  readonly connection: Connection
  /** Every message: its event and its data. */
  readonly messages: readonly (readonly [event: string, data: unknown])[]
  readonly openings: readonly OpeningInfo[]
  readonly closes: readonly { reason: CloseReason; willRetry: boolean }[]
  readonly errors: readonly WireError[]
  /** Every status it had, without repetitions. */
  readonly statuses: readonly Status[]
  /** Resolves when it has this status. */
  reaches(status: Status): Promise<void>
  /** Resolves when it has been open so many times. */
  opens(count: number): Promise<void>
}

export type SocketIOClientOptions = ConnectionOptions & SocketIOOptions

type Source = string | URL | Socket | Manager

/** Not started yet. */
export function createSocketIOClient(source: Source, options: SocketIOClientOptions = {}): SocketIOClient {
  const signal = createSignal()
  const messages: (readonly [string, unknown])[] = []
  const openings: OpeningInfo[] = []
  const closes: { reason: CloseReason; willRetry: boolean }[] = []
  const errors: WireError[] = []

  const connection = createConnection(socketIO(source, options), {
    backoff: quickly,
    ...options,
    onMessage({ event, data }) {
      messages.push([event, data])
      signal.notify()
    },
    onOpen(info) {
      openings.push(info)
      options.onOpen?.(info)
      signal.notify()
    },
    onClose(reason, willRetry) {
      closes.push({ reason, willRetry })
      signal.notify()
    },
    onError(error) {
      errors.push(error)
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
    openings,
    closes,
    errors,
    statuses,
    subscribe: signal.subscribe,
    async reaches(wanted) {
      await until(signal, () => connection.store.getState().status === wanted)
    },
    async opens(count) {
      await until(signal, () => openings.length >= count)
    },
  }
}

/** What a test plays with; all of it ends with the test. */
export function stageSocketIO({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  return {
    async serve(options?: SocketIOServerOptions): Promise<SocketIOServer> {
      const server = await startSocketIOServer(options)
      onTestFinished(server.stop)
      return server
    },
    async proxy({ port }: { readonly port: number }): Promise<Proxy> {
      const proxy = await startProxy(port)
      onTestFinished(proxy.stop)
      return { ...proxy, url: proxy.url.replace('ws', 'http') }
    },
    /** Starts at once. */
    connect(source: Source, options?: SocketIOClientOptions): SocketIOClient {
      const client = createSocketIOClient(source, options)
      onTestFinished(client.connection.close)
      client.connection.open()
      return client
    },
    /** A socket or manager of the test's own is closed with the test. */
    own<T extends Socket | Manager>(source: T): T {
      onTestFinished(() => {
        const manager: Manager = 'io' in source ? source.io : source
        manager.reconnection(false)
        if ('io' in source) source.disconnect()
        manager.engine?.close()
      })
      return source
    },
  }
}

export const range = (length: number): number[] => Array.from({ length }, (_, index) => index)
