import { waitFor } from '@testing-library/react-native'
import {
  binary,
  type Connection,
  type CloseReason,
  createConnection,
  heartbeat,
  raw,
  webSocket,
} from 'wirehooks/vanilla'
import { openSockets } from '../support/nativeWebSocket'
import { type Server, startServer } from '../support/server'
import { next, until } from '../support/wait'

let server: Server
const connections: Connection[] = []

beforeEach(async () => {
  server = await startServer()
})
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close()
  await server.stop()
})

const open = (...[address, options]: Parameters<typeof webSocket>): Connection => {
  const connection = createConnection(webSocket(address, options), {
    backoff: { delay: 20 },
    wrappers: [heartbeat({ interval: 60_000 })],
  })
  connections.push(connection)
  connection.open()
  return connection
}

test('the class is that of React Native, on a platform without a document', () => {
  expect(WebSocket).toBe(require('react-native/Libraries/WebSocket/WebSocket').default)
  expect('document' in globalThis).toBe(false)
})

test('opens, sends, receives, and asks', async () => {
  const connection = open(server.url)
  const sent = connection.emit('BEFORE', '€😀')
  await until(connection, 'open')
  expect(await sent).toEqual({ outcome: 'sent' })
  expect(await connection.request('ASK', { room: 7 })).toEqual({ room: 7 })
  const news = next(connection, 'NEWS')
  server.emit('NEWS', [1, 'é'])
  expect(await news).toEqual([1, 'é'])
  expect(server.received[0]).toBe('{"type":"BEFORE","payload":"€😀"}')
})

test('bytes come and go, whole buffers and parts of one', async () => {
  const connection = open(server.url, { codec: raw() })
  const { buffer } = new Uint8Array([0, 1, 2, 250, 255])
  for (const frame of [buffer, new Uint8Array(buffer, 1, 3), new DataView(buffer, 4)]) {
    const echo = next(connection, 'message')
    void connection.send(frame)
    expect([...new Uint8Array((await echo) as ArrayBuffer)]).toEqual([...bytesOf(frame)])
  }
})

test('the codec binary() speaks to a server of bytes', async () => {
  const connection = open(server.url, { codec: binary() })
  const echo = next(connection, 'message')
  void connection.send(new Uint8Array([1, 2, 3]))
  expect([...new Uint8Array((await echo) as ArrayBuffer)]).toEqual([1, 2, 3])
})

test('headers go with the request, and the server chooses a subprotocol', async () => {
  const headers = { authorization: 'Bearer secret' }
  const connection = open(server.url, { headers: () => headers, protocols: ['one', 'two'] })
  await until(connection, 'open')
  expect(server.requests[0]?.headers.authorization).toBe('Bearer secret')
  expect(connection.store.getState().details).toEqual({ url: server.url, protocol: 'one' })
})

test('takes the URL class of React Native, too', async () => {
  await until(open(new URL(server.url)), 'open')
  expect(server.requests[0]?.url).toBe('/live')
})

test('opens again when the network breaks, and sends what waited', async () => {
  const connection = open(server.url)
  await until(connection, 'open')
  server.sockets[0]?.terminate()
  await until(connection, 'reconnecting')
  expect(connection.store.getState().closeReason).toMatchObject({ kind: 'peer', code: 1006 })
  const sent = connection.emit('AFTER')
  await until(connection, 'open')
  expect([await sent, server.sockets.length]).toEqual([{ outcome: 'sent' }, 2])
})

test.each([
  [1008, 'failed'],
  [4401, 'reconnecting'],
  [1012, 'reconnecting'],
])('the server closes with %i: %s', async (code, status) => {
  const connection = open(server.url)
  await until(connection, 'open')
  server.sockets[0]?.close(code, 'because')
  await until(connection, status)
  expect(connection.store.getState().closeReason).toMatchObject({ kind: 'peer', code, reason: 'because' })
})

test('nobody answers: tries again, and says what the system says', async () => {
  await server.stop()
  const connection = open(server.url)
  await until(connection, 'reconnecting')
  expect(connection.store.getState().closeReason).toMatchObject({
    code: 1006,
    reason: expect.stringContaining('ECONNREFUSED'),
  })
  server = await startServer()
})

test('close() is heard by the server, with its code and its text', async () => {
  const connection = open(server.url)
  await until(connection, 'open')
  const closed = new Promise<unknown>((resolve) =>
    server.sockets[0]?.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  connection.close(4000, 'bye')
  expect(await closed).toEqual([4000, 'bye'])
})

test('close() while a socket connects leaves no socket at the server', async () => {
  const reasons: CloseReason[] = []
  const connection = createConnection(webSocket(server.url), { onClose: (reason) => reasons.push(reason) })
  connection.open()
  await waitFor(() => expect(openSockets()).toBe(1))
  connection.close()
  expect([connection.store.getState().status, reasons]).toEqual(['closed', [{ kind: 'user' }]])
  await waitFor(() => expect(server.sockets.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED]))
})

function bytesOf(frame: ArrayBuffer | ArrayBufferView): Uint8Array {
  return frame instanceof ArrayBuffer
    ? new Uint8Array(frame)
    : new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)
}
