import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { io as connectIO } from 'socket.io-client'
import type { TestContext } from 'vitest'
import {
  createPresence,
  type ServerFrame,
  type SocketIOPresence,
  type SocketIOPresenceOptions,
} from 'wirehooks/server/socket.io'
import { type Presence, type PresenceOptions, presenceOf } from 'wirehooks/vanilla'
import {
  createSocketIOClient,
  quickly,
  type SocketIOClient,
  type SocketIOServer,
  type SocketIOServerOptions,
  startSocketIOServer,
} from '../../support/socketIO'
import { type Proxy, startProxy } from '../../support/proxy'

export type State = Record<string, unknown>

export interface PresenceServer extends SocketIOServer {
  readonly presence: SocketIOPresence
  /** What was told to `onError`. */
  readonly failures: readonly unknown[]
}

export interface Somebody extends SocketIOClient {
  readonly presence: Presence<State>
  /** Every difference there was, in order. */
  readonly news: readonly string[]
  /** Everybody else: key, state, connections and status. */
  others(): readonly string[]
  leave(): void
}

/** The bare protocol, without the client of wirehooks. */
export interface Bare {
  readonly frames: readonly ServerFrame[]
  say(frame: unknown): void
  /** The same, of which this end need not be able to read what it says. */
  write(text: string): void
  /** Says something else. */
  emit(event: string): void
  end(): void
}

export interface Joining extends Partial<PresenceOptions<State>> {
  /** What the server may believe. */
  auth?: Record<string, unknown>
}

/** Everything of it ends with the test. */
export function stagePresence({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  return {
    async serve(options: SocketIOPresenceOptions = {}, io: SocketIOServerOptions = {}): Promise<PresenceServer> {
      const failures: unknown[] = []
      const server = await startSocketIOServer(io)
      const presence = createPresence(server.io, { onError: (cause) => failures.push(cause), ...options })
      onTestFinished(async () => {
        await server.stop()
        await presence.close()
      })
      return { ...server, presence, failures }
    },

    async proxy({ port }: { readonly port: number }): Promise<Proxy> {
      const proxy = await startProxy(port)
      onTestFinished(proxy.stop)
      return { ...proxy, url: proxy.url.replace('ws', 'http') }
    },

    join(url: string, key: string | null, joining: Joining = {}): Somebody {
      const { auth = {}, ...rest } = joining
      const client = createSocketIOClient(url, { backoff: quickly, auth, manager: { transports: ['websocket'] } })
      const options: PresenceOptions<State> = { channel: 'board', key, initial: {}, throttle: 16, ...rest }
      const presence = presenceOf(client.connection, options)
      const news: string[] = []
      presence.on('join', (person) => news.push(`join ${person.key}`))
      presence.on('update', (person) => news.push(`update ${person.key} ${JSON.stringify(person.state)}`))
      presence.on('leave', (person) => news.push(`leave ${person.key}`))
      const leave = presence.enter({ current: options })
      client.connection.open()
      onTestFinished(client.connection.close)
      return {
        ...client,
        presence,
        news,
        leave,
        others: () =>
          presence.store
            .getState()
            .others.map(({ key, state, connections, status }) =>
              [key, JSON.stringify(state), connections, status].join(' '),
            )
            .toSorted(),
      }
    },

    bare(url: string): Bare {
      const socket = connectIO(url, { forceNew: true, transports: ['websocket'], reconnection: false })
      const frames: ServerFrame[] = []
      socket.on('presence', (frame: ServerFrame) => frames.push(frame))
      const end = (): void => void socket.disconnect()
      onTestFinished(end)
      return {
        frames,
        say: (frame) => void socket.emit('presence', frame),
        emit: (event) => void socket.emit(event),
        write: (text) => void socket.io.engine.write(`2["presence",${text}]`),
        end,
      }
    },
  }
}

/** Stands before several servers. */
export interface Balancer {
  readonly url: string
  /** Where everybody goes who connects from now on. */
  sendTo(port: number): void
  stop(): void
}

export async function startBalancer(port: number): Promise<Balancer> {
  const ends = new Set<Socket>()
  let target = port
  const listener = createServer((client) => {
    const server = connect(target, '127.0.0.1')
    ends.add(client).add(server)
    client.on('error', () => {}).on('close', () => server.destroy())
    server.on('error', () => {}).on('close', () => client.destroy())
    client.pipe(server).pipe(client)
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    sendTo(next) {
      target = next
    },
    stop() {
      listener.close()
      for (const end of ends) end.destroy()
    },
  }
}

/** A session, and what it says when it enters. */
export function entering(session: string, version: number, more: State = {}): State {
  return {
    kind: 'enter',
    channel: 'board',
    session: session.padEnd(16, '-'),
    version,
    key: session,
    state: {},
    ...more,
  }
}
