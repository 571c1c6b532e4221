import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { createFakeNetwork } from 'wirehooks/testing'
import { range, recovering, type SocketIOServer, stageSocketIO } from '../support/socketIO'
import { until } from '../support/until'

/** Recovery needs a place in the stream: something must have come. */
async function joined(server: SocketIOServer) {
  const { socket } = await server.peer()
  await socket.join('room')
  socket.emit('hello', 'ann')
  return socket
}

test.concurrent('loses nothing of what was sent to it and its rooms while it was away', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(recovering)
  const client = connect(server.url)
  const socket = await joined(server)
  await until(client, () => client.messages.length === 1)
  socket.conn.close()
  server.io.to('room').emit('to the room', 1)
  server.io.emit('to all', 2, 'two')
  server.io.to('elsewhere').emit('to others', 3)
  server.io.to(socket.id).emit('to one', 4)
  await client.opens(2)
  server.io.to('room').emit('afterwards', 5)
  await until(client, () => client.messages.length === 5)
  expect(client.messages).toEqual([
    ['hello', 'ann'],
    ['to the room', 1],
    ['to all', [2, 'two']],
    ['to one', 4],
    ['afterwards', 5],
  ])
  expect(client.openings).toEqual([{}, { recovered: true }])
  expect(client.connection.store.getState()).toMatchObject({ status: 'open', recovered: true })
  expect(server.peers.map(({ socket: { id } }) => id)).toEqual([socket.id, socket.id])
})

test.concurrent(
  'loses and doubles nothing of a stream that is cut again and again',
  { timeout: 30_000 },
  async (context) => {
    const { serve, proxy, connect } = stageSocketIO(context)
    const server = await serve(recovering)
    const relay = await proxy(server)
    const client = connect(relay.url, { manager: { transports: ['websocket'] } })
    await joined(server)
    await until(client, () => client.messages.length === 1)
    let count = 0
    const timer = setInterval(() => server.io.to('room').emit('tick', (count += 1), 'text'), 2)
    context.onTestFinished(() => clearInterval(timer))
    for (let cut = 0; cut < 10; cut += 1) {
      const seen = client.messages.length
      // oxlint-disable-next-line eslint/no-await-in-loop
      await until(client, () => client.messages.length > seen + 3)
      relay.pairs.at(-1)?.reset()
      // oxlint-disable-next-line eslint/no-await-in-loop
      await client.opens(cut + 2)
    }
    clearInterval(timer)
    await until(client, () => client.messages.length > count)
    expect(client.messages.slice(1).map(([, data]) => data)).toEqual(range(count).map((before) => [before + 1, 'text']))
    expect(client.openings).toEqual([{}, ...range(10).map(() => ({ recovered: true }))])
  },
)

test.concurrent('tells when something may have been missed', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ connectionStateRecovery: { maxDisconnectionDuration: -1 } })
  const client = connect(server.url)
  const socket = await joined(server)
  await until(client, () => client.messages.length === 1)
  socket.conn.close()
  server.io.to('room').emit('missed')
  await client.opens(2)
  expect(client.openings).toEqual([{}, { recovered: false }])
  expect(client.connection.store.getState().recovered).toBe(false)
  server.peers[1]?.socket.emit('hello', 'again')
  await until(client, () => client.messages.length === 2)
  expect(client.messages).toEqual([
    ['hello', 'ann'],
    ['hello', 'again'],
  ])
  server.peers[1]?.socket.conn.close()
  await client.opens(3)
  expect(client.openings.at(-1)).toEqual({ recovered: false })
})

test.concurrent('cannot tell where the server recovers nothing', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const { socket } = await server.peer()
  await client.reaches('open')
  socket.conn.close()
  await client.opens(2)
  expect(client.connection.store.getState().recovered).toBeNull()
})

test.concurrent('the place in the stream is not among the data', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(recovering)
  const client = connect(server.url, { manager: { transports: ['websocket'] } })
  const { socket } = await server.peer()
  socket.emit('number', 1)
  socket.emit('word', 'one')
  socket.emit('words', 'one', 'two')
  socket.emit('list', ['one', 'two'])
  socket.emit('nothing')
  server.io.emit('all', { to: 'all' })
  await until(client, () => client.messages.length === 6)
  // Dropped while anything else is on its way.
  socket.volatile.emit('volatile word', 'one')
  await until(client, () => client.messages.length === 7)
  socket.volatile.emit('volatile words', 'one', 'two')
  await until(client, () => client.messages.length === 8)
  // Of the shape of a place in the stream.
  socket.volatile.emit('status', 'Running')
  await until(client, () => client.messages.length === 9)
  socket.emit('status', 'Running')
  await until(client, () => client.messages.length === 10)
  expect(client.messages).toEqual([
    ['number', 1],
    ['word', 'one'],
    ['words', ['one', 'two']],
    ['list', ['one', 'two']],
    ['nothing', undefined],
    ['all', { to: 'all' }],
    ['volatile word', 'one'],
    ['volatile words', ['one', 'two']],
    ['status', 'Running'],
    ['status', 'Running'],
  ])
})

test.concurrent('starts anew after it was closed', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(recovering)
  const client = connect(server.url)
  await joined(server)
  await until(client, () => client.messages.length === 1)
  client.connection.close()
  server.io.emit('missed')
  client.connection.open()
  await client.opens(2)
  expect(client.openings).toEqual([{}, {}])
  expect(client.connection.store.getState().recovered).toBeNull()
  server.peers[1]?.socket.emit('hello', 'again')
  await until(client, () => client.messages.length === 2)
  expect(client.messages[1]).toEqual(['hello', 'again'])
})

test.concurrent('comes back from the back/forward cache where it was', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(recovering)
  const network = createFakeNetwork()
  const client = connect(server.url, { network })
  await joined(server)
  await until(client, () => client.messages.length === 1)
  network.signal('pagehide')
  expect(client.connection.store.getState()).toMatchObject({
    status: 'reconnecting',
    closeReason: { kind: 'page-hidden' },
  })
  await until(server, () => server.peers[0]?.closed)
  expect(server.peers[0]?.closed).toBe('transport close')
  expect(server.io.engine.clientsCount).toBe(0)
  server.io.to('room').emit('meanwhile', 'here')
  network.signal('pageshow')
  await until(client, () => client.messages.length === 2)
  expect(client.messages[1]).toEqual(['meanwhile', 'here'])
  expect(client.openings).toEqual([{}, { recovered: true }])
  expect(server.engines).toHaveLength(2)
})

test.concurrent('a page that is hidden while its engine changes over comes back where it was', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ ...recovering, namespaces: ['/', '/chat'] })
  const network = createFakeNetwork()
  const [client, other] = [connect(server.url, { network }), connect(`${server.url}/chat`, { network })]
  await Promise.all([client.reaches('open'), other.reaches('open')])
  server.io.emit('hello')
  server.io.of('/chat').emit('hello')
  await until(client, () => client.messages.length === 1)
  await until(other, () => other.messages.length === 1)
  network.signal('pagehide')
  await until(server, () => server.peers.every(({ closed }) => closed))
  server.io.emit('meanwhile', 1)
  server.io.of('/chat').emit('meanwhile', 2)
  network.signal('pageshow')
  await until(client, () => client.messages.length === 2)
  await until(other, () => other.messages.length === 2)
  expect([client.messages[1], other.messages[1]]).toEqual([
    ['meanwhile', 1],
    ['meanwhile', 2],
  ])
  expect([client.openings, other.openings]).toEqual([
    [{}, { recovered: true }],
    [{}, { recovered: true }],
  ])
  expect(server.engines).toHaveLength(2)
})

test.concurrent('takes the place in the stream off what a client hears that does not know of recovery, as before 4.6', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve(recovering)
  const socket = own(io(server.url, { autoConnect: false, transports: ['websocket'] }))
  Reflect.deleteProperty(socket, 'recovered')
  Reflect.set(socket, 'onconnect', (id: string) => {
    Object.assign(socket, { id, connected: true })
    Reflect.get(socket, 'emitReserved').call(socket, 'connect')
  })
  const client = connect(socket)
  const peer = await server.peer()
  peer.socket.emit('news', { text: 'hi' })
  peer.socket.emit('pair', 1, 2)
  peer.socket.emit('nothing')
  await until(client, () => client.messages.length === 3)
  expect(client.messages).toEqual([
    ['news', { text: 'hi' }],
    ['pair', [1, 2]],
    ['nothing', undefined],
  ])
})
