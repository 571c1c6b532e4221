import { Fetch, io as ioOfNode, type Socket } from 'socket.io-client'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from './support/eventually'
import { startTwoServers, type World } from './support/twoServers'

const servers = await startTwoServers()
afterAll(() => servers.close())

const builds = [
  { build: "Node's build over HTTP", ioOf: () => ioOfNode, transports: ['polling'] },
  { build: "Node's build over HTTP, by fetch", ioOf: () => ioOfNode, transports: [Fetch] },
  {
    build: "the browser's build over a WebSocket",
    ioOf: (world: World) => world.ioOfBrowser,
    transports: ['websocket'],
  },
]

/** What a client hears, in order, bytes with the class that has them. */
function listen(socket: Socket): unknown[] {
  const heard: unknown[] = []
  socket.onAny((...args: unknown[]) => heard.push(plain(args)))
  socket.on('connect', () => heard.push('connect'))
  socket.on('disconnect', (reason) => heard.push(`disconnect: ${reason}`))
  socket.on('connect_error', (error) =>
    heard.push({ refused: error.message, data: 'data' in error ? error.data : undefined }),
  )
  return heard
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof ArrayBuffer) return { ArrayBuffer: [...new Uint8Array(value)] }
  if (ArrayBuffer.isView(value))
    return { [value.constructor.name]: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

interface Talk {
  socket: Socket
  heard: unknown[]
  /** Another namespace of the same engine. */
  join(namespace: string, auth?: object): { socket: Socket; heard: unknown[] }
  /** Waits until a socket has heard this much. */
  hears(heard: unknown[], count: number): Promise<void>
}

interface Scenario {
  name: string
  namespace?: string
  auth?: Record<string, unknown>
  play(talk: Talk): Promise<unknown>
}

const bytes = (...numbers: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(numbers)

const scenarios: Scenario[] = [
  { name: 'a welcome', auth: { token: 't' }, play: ({ heard, hears }) => hears(heard, 2) },
  { name: 'a welcome without credentials', play: ({ heard, hears }) => hears(heard, 2) },
  { name: 'a refusal', auth: { token: 'old' }, play: ({ heard, hears }) => hears(heard, 1) },
  { name: 'a namespace that nobody serves', namespace: '/nowhere', play: ({ heard, hears }) => hears(heard, 1) },
  {
    name: 'two namespaces of one engine, of which one is left',
    async play({ socket, heard, join, hears }) {
      const room = join('/room', { token: 'r' })
      await Promise.all([hears(heard, 2), hears(room.heard, 2)])
      room.socket.emit('CHAT', 'in the room')
      await hears(room.heard, 3)
      socket.emit('CHAT', 'outside')
      await hears(heard, 3)
      room.socket.disconnect()
      socket.emit('CHAT', 'alone')
      await hears(heard, 4)
      return room.heard
    },
  },
  {
    name: 'answers and events, with nothing, with empty texts, with letters of several bytes',
    async play({ socket, heard, hears }) {
      const sum = await socket.emitWithAck('SUM', 1, 2)
      socket.emit('CHAT', '')
      socket.emit('CHAT', 'ü 🎈 \u2028 \x1e "quoted"')
      socket.emit('NOTHING')
      await hears(heard, 5)
      return [sum, await socket.emitWithAck('ECHO', { deep: [null, true, { a: 1.5 }] })]
    },
  },
  {
    name: 'bytes of every kind, alone and within other data',
    async play({ socket, heard, hears }) {
      socket.emit('SAY', bytes(1, 2, 3).buffer)
      socket.emit('SAY', bytes(4, 5))
      socket.emit('SAY', Uint16Array.from([256, 513]))
      socket.emit('SAY', Buffer.from('a part of a larger pool'))
      socket.emit('SAY', new DataView(bytes(0, 1, 2, 3, 4).buffer, 1, 2))
      socket.emit('SAY', { name: 'a', file: bytes(), more: [bytes(9), { deep: bytes(255, 0) }] })
      socket.emit('CHAT', 'after them')
      await hears(heard, 9)
    },
  },
  {
    name: 'bytes in an answer, and many at once',
    play: async ({ socket }) => [
      plain(await socket.emitWithAck('ECHO', bytes(7, 8))),
      plain(await socket.emitWithAck('ECHO', { files: [bytes(1), bytes(2), bytes(3)], text: 'x' })),
      plain(await socket.emitWithAck('ECHO', bytes(...Array.from({ length: 5000 }, (_, index) => index % 256)))),
    ],
  },
  {
    name: 'a client that is sent away, and comes again',
    async play({ socket, heard, hears }) {
      await hears(heard, 2)
      socket.emit('LEAVE')
      await hears(heard, 3)
      socket.connect()
      await hears(heard, 5)
    },
  },
]

describe.each(builds)('$build', ({ ioOf, transports }) => {
  test.each(scenarios)(
    'hears of a mocked server what a real one says: $name',
    async ({ namespace = '', auth, play }) => {
      const { real, mocked } = await servers.play(async (world) => {
        const socket = ioOf(world)(world.url + namespace, {
          transports,
          forceNew: true,
          reconnection: false,
          ...(auth && { auth }),
        })
        const heard = listen(socket)
        const result = await play({
          socket,
          heard,
          join(other, otherAuth) {
            const joined = socket.io.socket(other, otherAuth && { auth: { ...otherAuth } })
            return { socket: joined, heard: listen(joined) }
          },
          hears: (list, count) => eventually(() => expect(list.length).toBeGreaterThanOrEqual(count)),
        })
        socket.disconnect()
        socket.io.engine?.close()
        return { heard, result }
      })
      expect(mocked).toEqual(real)
      expect(real.heard.length).toBeGreaterThan(0)
    },
  )
})
