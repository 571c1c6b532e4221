import { createRequire } from 'node:module'
import { setupServer } from 'msw/node'
import { io as ioOfNode, Manager, type Socket } from 'socket.io-client'
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { type WireHandlersOptions, wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { refuseComplaints } from '../../react/support/complaints'
import { eventually } from './support/eventually'
import { everythingElse } from './support/serve'

const script = (server: () => WireServer): WireHandlersOptions => ({
  opened: (client) => client.message('WELCOME', client.auth),
  on: {
    SUM: (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0),
    CHAT: (text) => server().message('CHAT', text),
  },
})

const main: WireServer = wireHandlers(
  'https://io.example',
  script(() => main),
)
const room: WireServer = wireHandlers(
  'https://io.example/room',
  script(() => room),
)
const server = setupServer(...main, ...room)
// Before the browser's build of the client is loaded, which looks for a WebSocket once.
server.listen(everythingElse('error'))
const { io: ioOfBrowser }: { io: typeof ioOfNode } = createRequire(import.meta.url)(
  'socket.io-client/dist/socket.io.js',
)

afterEach(() => {
  main.reset()
  room.reset()
})
afterAll(() => server.close())

const builds = [
  { build: "Node's build over HTTP", io: ioOfNode, transports: ['polling', 'websocket'] },
  { build: "the browser's build over a WebSocket", io: ioOfBrowser, transports: ['websocket'] },
]

/** Sockets of one manager, and what they hear. */
function dial({ io, transports }: (typeof builds)[number], namespace = '') {
  const socket = io(`https://io.example${namespace}`, {
    transports,
    forceNew: true,
    reconnection: false,
    auth: { token: 't' },
  })
  onTestFinished(() => void socket.io.engine?.close())
  return { socket, heard: listen(socket) }
}

function listen(socket: Socket): unknown[] {
  const heard: unknown[] = []
  socket.onAny((...args: unknown[]) => heard.push(args))
  socket.on('disconnect', (reason) => heard.push(reason))
  socket.on('connect_error', ({ message }) => heard.push(message))
  return heard
}

const another = (manager: Manager, namespace: string): { socket: Socket; heard: unknown[] } => {
  const socket = manager.socket(namespace, { auth: { token: 'other' } })
  return { socket, heard: listen(socket) }
}

const greeting = ['WELCOME', { token: 'other' }]

describe.each(builds)('$build', (build) => {
  test('says who it is, is greeted, asks and is heard', async () => {
    const { socket, heard } = dial(build)
    await eventually(() => expect(heard).toEqual([['WELCOME', { token: 't' }]]))
    expect(await socket.emitWithAck('SUM', 1, 2)).toBe(3)
    socket.emit('CHAT', 'hi')
    await eventually(() => expect(heard).toContainEqual(['CHAT', 'hi']))
    expect(main.sent).toEqual([
      { event: 'SUM', data: [1, 2], id: '0' },
      { event: 'CHAT', data: 'hi' },
    ])
  })

  test('namespaces of one engine are the servers of their own', async () => {
    const { socket, heard } = dial(build, '/room')
    const other = another(socket.io, '/')
    await eventually(() => expect([heard.length, other.heard.length]).toEqual([1, 1]))
    room.message('A', 1)
    main.message('B', 2)
    await eventually(() =>
      expect([heard[1], other.heard[1]]).toEqual([
        ['A', 1],
        ['B', 2],
      ]),
    )
    socket.disconnect()
    await eventually(() => expect([room.clients.length, main.clients.length]).toEqual([0, 1]))
  })

  test('a namespace that nobody mocks is refused', async () => {
    const { heard } = dial(build, '/nowhere')
    await eventually(() => expect(heard).toEqual(['Invalid namespace']))
  })

  test('a server that drops a client says so, and a network that breaks does not', async () => {
    const { heard, socket } = dial(build)
    await eventually(() => expect(heard.length).toBe(1))
    main.drop(4000)
    await eventually(() => expect(heard[1]).toBe('io server disconnect'))
    socket.connect()
    await eventually(() => expect(main.clients.length).toBe(1))
    main.drop()
    await eventually(() => expect(heard.at(-1)).toMatch(/^transport (error|close)$/))
  })
})

test('a manager of your own has its options, and its namespaces are the servers of their own', async () => {
  const manager = new Manager('https://io.example', {
    path: '/engine/',
    query: { token: 'q' },
    extraHeaders: { authorization: 'Bearer 1' },
    withCredentials: true,
    forceBase64: true,
    reconnection: false,
  })
  onTestFinished(() => void manager.engine?.close())
  const [outside, inside] = ['/', '/room'].map((namespace) => another(manager, namespace))
  await eventually(() => expect([outside?.heard, inside?.heard]).toEqual([[greeting], [greeting]]))
  expect(await inside?.socket.emitWithAck('SUM', 1, 2)).toBe(3)
  expect([main, room].map(({ clients }) => clients[0]?.url.href)).toEqual([
    expect.stringMatching(/^https:\/\/io\.example\/\?token=q&/),
    expect.stringMatching(/^https:\/\/io\.example\/room\?token=q&/),
  ])
})

test('a WebSocket of the package ws is not mocked, and told so', async () => {
  const takeComplaints = refuseComplaints()
  const { heard } = dial({ build: '', io: ioOfNode, transports: ['websocket'] })
  await eventually(() => expect(heard[0]).toBe('websocket error'))
  const complaints = takeComplaints().join('\n')
  // What an alias needs in Vitest, besides being there.
  expect(complaints).toContain('the absolute path of node_modules/socket.io-client/dist/socket.io.esm.min.js')
  expect(complaints).toContain('test: { server: { deps: { inline: [/wirehooks/] } } }')
  expect(complaints).toContain(
    'socket.io-client dialled https://io.example/socket.io/?EIO=4&transport=websocket with the WebSocket of the package "ws", which MSW cannot mock. Let it begin with HTTP',
  )
})
