import { createRequire } from 'node:module'
import { setupServer } from 'msw/node'
import type { io as Io } from 'socket.io-client'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createConnection, raw, type SendingTransport, webSocket } from 'wirehooks/vanilla'
import { socketIO } from 'wirehooks/socket.io'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { resetConnections } from 'wirehooks/testing'
import { eventually } from './eventually'
import { connect, everythingElse } from './serve'
import { ways } from './transports'

const bytes = (...numbers: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(numbers)
const numbersOf = (data: unknown): number[] => [...new Uint8Array(data as ArrayBuffer)]

/** The tests of an environment that stands for a browser. With `transports`, Socket.IO's build for browsers works there. */
export function speakEveryWay(transports: readonly string[]): void {
  const chat: WireServer = wireHandlers('https://chat.example/live', {
    opened: (client) => client.message('WELCOME'),
    on: { ECHO: (data) => data, message: (picture, client) => client.message('message', picture) },
  })
  const server = setupServer(...chat)
  server.listen(everythingElse('error'))
  // After that: it looks for a WebSocket when it is loaded.
  const load = createRequire(import.meta.url)
  const { io }: { io: typeof Io } = load('socket.io-client/dist/socket.io.js')

  // A request that MSW does not answer any more would go out into the world.
  afterEach(async () => {
    resetConnections()
    await vi.waitUntil(() => chat.clients.length === 0)
    chat.reset()
  })
  afterAll(() => server.close())

  test.each(ways)('over $way, a mocked server greets, and sees who goes', async ({ make }) => {
    const { connection, heard } = connect(make())
    await eventually(() => expect(heard.length).toBe(1))
    connection.close()
    await eventually(() => expect(chat.clients).toEqual([]))
  })

  test('over Socket.IO, bytes go both ways', async () => {
    const { connection } = connect(socketIO('https://chat.example/live'))
    expect(numbersOf(await connection.request('ECHO', bytes(1, 2)))).toEqual([1, 2])
    expect(numbersOf(chat.sent[0]?.data)).toEqual([1, 2])
  })

  test('over a WebSocket, bytes go both ways', async () => {
    const camera: SendingTransport = webSocket('wss://chat.example/live', { codec: raw() })
    const connection = createConnection(camera)
    const pictures: unknown[] = []
    connection.on('message', (data) => typeof data === 'string' || pictures.push(data))
    connection.open()
    await connection.send(bytes(1, 2))
    await connection.send(new Blob([bytes(3)]))
    await eventually(() => expect(pictures.map(numbersOf)).toEqual([[1, 2], [3]]))
  })

  test.each(transports)(
    'the build of Socket.IO for browsers speaks over %s, with credentials and headers',
    async (transport) => {
      const socket = io('https://chat.example/live', {
        forceNew: true,
        transports: [transport],
        withCredentials: true,
        extraHeaders: { authorization: 'Bearer 1' },
      })
      expect(await socket.emitWithAck('ECHO', 'hi')).toBe('hi')
      expect(numbersOf(await socket.emitWithAck('ECHO', bytes(1, 2)))).toEqual([1, 2])
      socket.disconnect()
    },
  )
}
