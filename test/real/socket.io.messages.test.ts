import { expect, test } from 'vitest'
import { range, recovering, stageSocketIO } from '../support/socketIO'
import { until } from '../support/until'

test.concurrent('carries several arguments, one, and none, both ways', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ answer: ({ socket }, event, ...args) => socket.emit(event as string, ...args) })
  const client = connect(server.url)
  const datas = [['text', 3, { deep: [null] }], ['alone'], undefined, 0, false, null, '', { a: 1 }, [[1, 2]], [[]], []]
  for (const data of datas) void client.connection.emit('say', data)
  await until(client, () => client.messages.length === datas.length)
  expect(server.peers[0]?.received).toEqual([
    ['say', 'text', 3, { deep: [null] }],
    ['say', 'alone'],
    ['say'],
    ['say', 0],
    ['say', false],
    ['say', null],
    ['say', ''],
    ['say', { a: 1 }],
    ['say', [1, 2]],
    ['say', []],
    ['say'],
  ])
  expect(client.messages.map(([, data]) => data)).toEqual([
    ['text', 3, { deep: [null] }],
    'alone',
    undefined,
    0,
    false,
    null,
    '',
    { a: 1 },
    [1, 2],
    [],
    undefined,
  ])
})

test.concurrent('sends a whole message as the event message', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ welcome: ({ socket }) => socket.send('welcome', 1) })
  const client = connect(server.url)
  expect(await client.connection.send('hello')).toEqual({ outcome: 'sent' })
  await until(client, () => client.messages.length === 1)
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(client.messages).toEqual([['message', ['welcome', 1]]])
  expect(server.peers[0]?.received).toEqual([['message', 'hello']])
})

test.concurrent('carries bytes both ways, alone, deep inside, and large', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({
    maxHttpBufferSize: 10_000_000,
    answer: ({ socket }, event, ...args) => socket.emit(event as string, ...args),
  })
  const client = connect(server.url, { manager: { transports: ['websocket'] } })
  const large = new Uint8Array(5_000_000).map((_, index) => index % 251)
  await client.reaches('open')
  void client.connection.emit('buffer', Uint8Array.of(1, 2, 3).buffer)
  void client.connection.emit('deep', [{ file: Uint8Array.of(4, 5), name: 'a' }, Buffer.from('six')])
  void client.connection.emit('view', new Uint16Array([7, 8]).subarray(1))
  void client.connection.emit('large', large)
  await until(client, () => client.messages.length === 4)
  const [, deep] = server.peers[0]?.received ?? []
  expect(deep).toEqual(['deep', { file: Buffer.of(4, 5), name: 'a' }, Buffer.from('six')])
  expect(client.messages.slice(0, 3)).toEqual([
    ['buffer', Buffer.of(1, 2, 3)],
    ['deep', [{ file: Buffer.of(4, 5), name: 'a' }, Buffer.from('six')]],
    ['view', Buffer.of(8, 0)],
  ])
  const [event, data] = client.messages[3] ?? []
  expect(event).toBe('large')
  expect(Buffer.compare(data as Buffer, large)).toBe(0)
  expect(client.errors).toEqual([])
})

test.concurrent('bytes that wait in the outbox count with their size', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const small = client.connection.emit('small', [new Uint8Array(1000), 'text'])
  const [queued] = [client.connection.store.getState().queue]
  expect(queued.count).toBe(1)
  expect(queued.bytes).toBeGreaterThan(1000)
  expect(queued.bytes).toBeLessThan(1100)
  expect(await client.connection.emit('large', new Uint8Array(300_000))).toEqual({ outcome: 'too-large' })
  expect(await small).toEqual({ outcome: 'sent' })
})

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  test.concurrent(`sees each of 200 messages of one tick in order, over ${transports.join(' and ')}`, async (context) => {
    const { serve, connect } = stageSocketIO(context)
    const server = await serve({
      answer({ socket }) {
        for (const count of range(200)) socket.emit('tick', count)
      },
    })
    const client = connect(server.url, { manager: { transports } })
    const heard: unknown[] = []
    client.connection.on('tick', (count) => heard.push(count))
    await client.reaches('open')
    await client.connection.emit('go')
    await until(client, () => client.messages.length === 200)
    expect(heard).toEqual(range(200))
    expect(client.messages.map(([, data]) => data)).toEqual(range(200))
  })
}

test.concurrent('sends 200 messages of one tick in order, waiting or not', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const sends = range(200).map((count) => client.connection.emit('early', count))
  await client.reaches('open')
  sends.push(...range(200).map((count) => client.connection.emit('late', count)))
  await until(server, () => server.peers[0]?.received.length === 400)
  expect(server.peers[0]?.received).toEqual([
    ...range(200).map((count) => ['early', count]),
    ...range(200).map((count) => ['late', count]),
  ])
  expect(new Set((await Promise.all(sends)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
})

test.concurrent('a question of the server ends with the function that answers it', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(recovering)
  const client = connect(server.url)
  client.connection.on('add', (data) => {
    const [one, other, answer] = data as [number, number, (sum: number) => void]
    answer(one + other)
  })
  client.connection.on('ping?', (answer) => (answer as (word: string) => void)('pong!'))
  const { socket } = await server.peer()
  expect(await answered((answer) => socket.timeout(5000).emit('add', 2, 3, answer))).toBe(5)
  expect(await answered((answer) => socket.timeout(5000).emit('ping?', answer))).toBe('pong!')
  expect(await answered((answer) => server.io.timeout(5000).emit('add', 'a', 'b', answer))).toEqual(['ab'])
})

/** What a function that takes an acknowledgement is answered; `emitWithAck` came with version 4.6. */
function answered(ask: (answer: (error: Error | null, data: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    ask((error, data) => (error ? reject(error) : resolve(data)))
  })
}

test.concurrent('onAny hears every event with all its arguments', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const heard: unknown[] = []
  const stop = client.connection.onAny(({ event, data }) => heard.push([event, data]))
  const { socket } = await server.peer()
  socket.emit('one', 1)
  socket.emit('many', 1, 2)
  socket.emit('none')
  await until(client, () => client.messages.length === 3)
  stop()
  socket.emit('more')
  await until(client, () => client.messages.length === 4)
  expect(heard).toEqual([
    ['one', 1],
    ['many', [1, 2]],
    ['none', undefined],
  ])
})

test.concurrent("refuses Socket.IO's own events, open or not", async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const names = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']
  const refused = { outcome: 'dropped', error: { name: 'WireError', code: 'cannot-encode' } }
  for (const name of names) expect(await client.connection.emit(name)).toMatchObject(refused)
  await client.reaches('open')
  for (const name of names) expect(await client.connection.emit(name)).toMatchObject(refused)
  await expect(client.connection.request('disconnect')).rejects.toMatchObject({ code: 'cannot-encode' })
  await client.connection.emit('allowed')
  await until(server, () => server.peers[0]?.received.length)
  expect(server.peers[0]?.received).toEqual([['allowed']])
  expect(client.errors.map(({ code }) => code)).toEqual(Array(13).fill('cannot-encode'))
  expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
})

test.concurrent('loses nothing while the engine goes from polling to WebSocket', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({
    answer: ({ socket }, event, ...args) => socket.emit(event as string, ...args),
  })
  const client = connect(server.url, { outbox: { capacity: 5000 } })
  const { socket } = await server.peer()
  let isUpgraded = false
  let sent = 0
  socket.conn.on('upgrade', () => {
    isUpgraded = true
  })
  while (!isUpgraded || sent < 300) {
    void client.connection.emit('up', sent)
    socket.emit('down', sent)
    sent += 1
    // oxlint-disable-next-line eslint/no-await-in-loop
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(client, () => client.messages.length === 2 * sent)
  const counts = (wanted: string) => client.messages.filter(([event]) => event === wanted).map(([, count]) => count)
  expect(socket.conn.transport.name).toBe('websocket')
  expect(counts('down')).toEqual(range(sent))
  expect(counts('up')).toEqual(range(sent))
  expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
})
