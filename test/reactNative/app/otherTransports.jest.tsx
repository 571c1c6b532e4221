import { createServer, type ServerResponse } from 'node:http'
import { waitFor } from '@testing-library/react-native'
import { Server as SocketIOServer } from 'socket.io'
import { socketIO } from 'wirehooks/socket.io'
import { createConnection, eventSource, type StorageLike, stored, webSocket } from 'wirehooks/vanilla'
import { startServer } from '../support/server'
import { closers, listen } from '../support/listen'
import { next, until } from '../support/wait'

test('Socket.IO: events, acknowledgements and bytes over the WebSocket of React Native', async () => {
  const http = createServer()
  const io = new SocketIOServer(http)
  const host = await listen(http)
  closers.push(() => io.close())
  io.of('/chat').on('connection', (socket) => {
    socket.emit('WELCOME', socket.handshake.auth)
    socket.on('ASK', (question, answer) => answer(question))
  })
  const connection = createConnection(
    socketIO(`http://${host}/chat`, { auth: { token: 'ann' }, manager: { transports: ['websocket'] } }),
  )
  closers.push(() => connection.close())
  const welcome = next(connection, 'WELCOME')
  connection.open()
  expect(await welcome).toEqual({ token: 'ann' })
  expect(await connection.request('ASK', [new Uint8Array([1, 2]).buffer])).toEqual(new Uint8Array([1, 2]).buffer)
})

describe('Server-Sent Events', () => {
  async function startEvents(run: (response: ServerResponse) => void): Promise<string> {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      run(response)
    })
    return `http://${await listen(server)}/events`
  }

  test('are read with a fetch that streams, as that of Expo does', async () => {
    const url = await startEvents((response) => response.write('event: NEWS\nid: 7\ndata: {"text":"é"}\n\n'))
    const connection = createConnection(eventSource(url, { fetch: fetchOfNode }))
    closers.push(() => connection.close())
    const news = next(connection, 'NEWS')
    connection.open()
    expect(await news).toEqual({ text: 'é' })
  })

  test('the answer of a server that says no can be read, though the Response of React Native keeps no stream', async () => {
    const server = createServer((_request, response) => response.writeHead(400).end('Which topic?'))
    const connection = createConnection(eventSource(`http://${await listen(server)}/events`, { fetch: fetchOfNode }))
    connection.open()
    await until(connection, 'failed')
    const answer = connection.store.getState().error?.cause as Response
    expect([answer.status, await answer.text()]).toEqual([400, 'Which topic?'])
  })

  test('fail at once with the fetch of React Native, which gives no stream, and say which one does', async () => {
    const connection = createConnection(eventSource('http://127.0.0.1:1/events'))
    connection.open()
    await until(connection, 'failed')
    expect(connection.store.getState().error).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/no stream.* expo\/fetch/),
    })
  })
})

test('what waits is sent at the next start of the application, from a storage such as AsyncStorage', async () => {
  const values = new Map<string, string>()
  const AsyncStorage = {
    getItem: async (key: string) => values.get(key) ?? null,
    setItem: async (key: string, value: string) => {
      values.set(key, value)
    },
    removeItem: async (key: string) => {
      values.delete(key)
    },
  }
  const store: StorageLike = {
    get: async (key) => JSON.parse((await AsyncStorage.getItem(key)) ?? 'null'),
    set: (key, value) => AsyncStorage.setItem(key, JSON.stringify(value)),
    del: AsyncStorage.removeItem,
  }
  const atFirst = createConnection(
    webSocket(() => 'ws://127.0.0.1:1/live', { key: 'chat' }),
    { outbox: { storage: stored(store) }, backoff: { delay: 3_600_000 } },
  )
  atFirst.open()
  void atFirst.emit('LATER', 1)
  await until(atFirst, 'reconnecting')
  await waitFor(() => expect(values.size).toBeGreaterThan(0))

  const server = await startServer()
  closers.push(() => server.stop())
  endOfProcess()
  const restarted = require('wirehooks/vanilla') as typeof import('wirehooks/vanilla')
  const again = restarted.createConnection(
    restarted.webSocket(() => server.url, { key: 'chat' }),
    { outbox: { storage: restarted.stored(store) } },
  )
  closers.push(() => again.close())
  again.open()
  await waitFor(() => expect(server.received).toEqual(['{"type":"LATER","payload":1}']))
  await waitFor(() => expect(values.size).toBe(0))
})

/** What follows is another start of the application: what it had in memory is gone. */
function endOfProcess(): void {
  jest.resetModules()
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (symbol.description?.startsWith('wirehooks')) Reflect.deleteProperty(globalThis, symbol)
}
