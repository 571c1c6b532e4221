import { once } from 'node:events'
import { connect } from 'node:net'
import { io as connectIO } from 'socket.io-client'
import type { TestContext } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import {
  type Arrival,
  createPresence,
  memoryStore,
  type PresenceAdministration,
  type PresenceServerOptions,
  type ServerFrame,
} from 'wirehooks/server'
import { createPresence as createSocketIOPresence } from 'wirehooks/server/socket.io'
import { redisStore } from 'wirehooks/server/redis'
import { closeClient, connectRedis, type RedisServer, startRedis } from '../../support/redis'
import { startSocketIOServer } from '../../support/socketIO'
import { openDeafSocket, upgradeRequest } from '../support/deafSocket'

/** Who a stranger is to the server; without `key`, who they say they are. */
export type Known = Arrival

/** A server that is attacked. */
export interface Target {
  readonly presence: PresenceAdministration
  readonly failures: readonly unknown[]
  /** Somebody who comes with a socket, and says what they like. */
  stranger(known?: Known): Promise<Stranger>
  /** Somebody who reads nothing, and never answers when the server closes. */
  deafStranger(): Promise<DeafStranger>
  /** Bytes over a socket that has been upgraded to a WebSocket. Resolves when the server has ended it. */
  bytes(frame: Uint8Array): Promise<void>
  /** How many keys its store has written; 0 where it writes none. */
  keys(): Promise<number>
}

export interface DeafStranger {
  /** Resolves when there is room for the next frame. */
  say(frame: unknown): Promise<void>
}

export interface Stranger {
  readonly heard: readonly ServerFrame[]
  readonly isOpen: boolean
  say(frame: unknown): void
  /** So many frames of a kind have come. */
  hears(kind: ServerFrame['kind'], count?: number): Promise<void>
  /** Everything said before has been answered. */
  settled(): Promise<void>
  leave(): void
}

/** The same list of attacks is made on each of them. */
export const targets: Record<
  string,
  (options: PresenceServerOptions, context: Pick<TestContext, 'onTestFinished'>) => Promise<Target>
> = {
  'ws, memory': async (options, context) =>
    serveWebSockets({ store: memoryStore(), ...options }, context, async () => 0),
  'ws, Redis': serveRedis,
  'Socket.IO': serveSocketIO,
}

const engineIOPath = '/socket.io/?EIO=4&transport=websocket'
/** A message of Engine.IO (4) with a packet of Socket.IO: https://socket.io/docs/v4/socket-io-protocol/ */
const [connectPacket, eventPacket] = ['40', '42']

let redis: Promise<RedisServer> | undefined

export async function stopRedis(): Promise<void> {
  await (await redis)?.stop()
  redis = undefined
}

async function serveRedis(
  options: PresenceServerOptions,
  context: Pick<TestContext, 'onTestFinished'>,
): Promise<Target> {
  const { url } = await (redis ??= startRedis())
  const client = await connectRedis(url)
  await client.flushAll()
  // The presence ends first: what is registered last runs first.
  context.onTestFinished(() => closeClient(client))
  return serveWebSockets({ store: redisStore(client), ...options }, context, () => client.dbSize())
}

async function serveWebSockets(
  options: PresenceServerOptions,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  keys: Target['keys'],
): Promise<Target> {
  const failures: unknown[] = []
  const presence = createPresence({ onError: (cause) => failures.push(cause), ...options })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 64 * 1024 })
  const arrivals: Arrival[] = []
  server.on('connection', (socket) => presence.accept(socket, arrivals.shift() ?? {}))
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  onTestFinished(async () => {
    for (const socket of server.clients) socket.terminate()
    server.close()
    await presence.close()
  })
  return {
    presence,
    failures,
    keys,
    bytes: (frame) => sendBytes(port, '/', frame),
    async deafStranger() {
      const socket = await openDeafSocket({ port, path: '/' })
      onTestFinished(socket.end)
      return { say: (payload) => socket.send(JSON.stringify({ type: 'presence', payload })) }
    },
    async stranger(known = {}) {
      arrivals.push(known)
      const socket = new WebSocket(`ws://127.0.0.1:${port}`)
      const heard: ServerFrame[] = []
      socket.on('error', () => {})
      socket.on('message', (data: Buffer) => {
        const { type, payload } = JSON.parse(data.toString()) as { type: string; payload: ServerFrame }
        if (type === 'presence') heard.push(payload)
      })
      onTestFinished(() => socket.terminate())
      await once(socket, 'open')
      const say = (payload: unknown): void => {
        if (socket.readyState === 1) socket.send(JSON.stringify({ type: 'presence', payload }))
      }
      return strangerOf({ heard, say, isOpen: () => socket.readyState === 1, leave: () => socket.terminate() })
    },
  }
}

async function serveSocketIO(
  { authorize, ...options }: PresenceServerOptions,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<Target> {
  const failures: unknown[] = []
  const { io, port, url, stop } = await startSocketIOServer()
  const settings = { onError: (cause: unknown) => failures.push(cause), ...options, ...(authorize && { authorize }) }
  const open = createSocketIOPresence(io, settings)
  // Those whom the server knows come by a namespace of their own.
  const known = createSocketIOPresence(io.of('/known'), {
    ...settings,
    key: ({ handshake }) => handshake.auth['key'] as string,
  })
  onTestFinished(async () => {
    await stop()
    await Promise.all([open.close(), known.close()])
  })
  return {
    presence: bothOf(open, known),
    failures,
    keys: async () => 0,
    bytes: (frame) => sendBytes(port, engineIOPath, frame),
    async deafStranger() {
      const socket = await openDeafSocket({ port, path: engineIOPath, greetings: [connectPacket] })
      onTestFinished(socket.end)
      return { say: (frame) => socket.send(eventPacket + JSON.stringify(['presence', frame])) }
    },
    async stranger(arrival) {
      const isKnown = arrival && 'key' in arrival
      const socket = connectIO(isKnown ? `${url}/known` : url, {
        forceNew: true,
        transports: ['websocket'],
        reconnection: false,
        auth: { key: arrival?.key },
      })
      const heard: ServerFrame[] = []
      socket.on('presence', (frame: ServerFrame) => heard.push(frame))
      onTestFinished(() => void socket.disconnect())
      await new Promise<void>((resolve) => socket.on('connect', resolve))
      return strangerOf({
        heard,
        say: (frame) => void socket.emit('presence', frame),
        isOpen: () => socket.connected,
        leave: () => void socket.disconnect(),
      })
    },
  }
}

/** In one test, either all strangers come with a key that the server knows, or none does: only one of the two has members. */
function bothOf(...administrations: PresenceAdministration[]): PresenceAdministration {
  return {
    async who(channel) {
      const found = await Promise.all(administrations.map((one) => one.who(channel)))
      return found.flat()
    },
    async remove(channel, key) {
      await Promise.all(administrations.map((one) => one.remove(channel, key)))
    },
    async close() {
      await Promise.all(administrations.map((one) => one.close()))
    },
  }
}

interface StrangerParts {
  heard: ServerFrame[]
  say(frame: unknown): void
  isOpen(): boolean
  leave(): void
}

function strangerOf({ heard, say, isOpen, leave }: StrangerParts): Stranger {
  let questions = 0
  const count = (kind: ServerFrame['kind']): number => heard.filter((frame) => frame.kind === kind).length

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  return {
    heard,
    say,
    leave,
    get isOpen() {
      return isOpen()
    },
    hears: (kind, least = 1) => until(() => count(kind) >= least),
    async settled() {
      questions += 1
      const ref = `settled ${questions}`
      // Nobody may enter without a state: the answer comes after those to everything that was said in this channel.
      say({ kind: 'set', channel: 'board', ref, version: 1, state: {} })
      await until(() => heard.some((frame) => frame.kind === 'refused' && frame.ref === ref))
    },
  }
}

async function sendBytes(port: number, path: string, frame: Uint8Array): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(upgradeRequest(path))
  await once(socket, 'data')
  socket.write(frame)
  socket.resume()
  await once(socket, 'close')
}
