import { expect, test } from 'vitest'
import { range, type SocketIOServerOptions, stageSocketIO } from '../support/socketIO'
import { until } from '../support/until'

type Answer = (...answer: unknown[]) => void

const helpful: SocketIOServerOptions = {
  answer({ socket }, event, ...args) {
    const answer = args.pop() as Answer
    if (event === 'add') answer(args.reduce<number>((sum, part) => sum + Number(part), 0))
    if (event === 'nothing') answer()
    if (event === 'several') answer('first', 'second')
    if (event === 'twice') for (const word of ['first', 'second']) answer(word)
    if (event === 'bytes') answer(Buffer.from('bytes'))
    if (event === 'cut') socket.conn.close()
  },
}

test.concurrent('a request brings back the acknowledgement', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  await serve()
  const server = await serve(helpful)
  const { connection } = connect(server.url)
  const early = connection.request('add', [1, 2, 3])
  expect(await early).toBe(6)
  expect(await connection.request('add', 4)).toBe(4)
  expect(await connection.request('nothing')).toBeUndefined()
  expect(await connection.request('several')).toEqual(['first', 'second'])
  expect(await connection.request('twice')).toBe('first')
  expect(await connection.request('bytes')).toEqual(Buffer.from('bytes'))
  expect(server.peers[0]?.received).toEqual([
    ['add', 1, 2, 3],
    ['add', 4],
    ['nothing'],
    ['several'],
    ['twice'],
    ['bytes'],
  ])
})

test.concurrent('tells acknowledgements apart in any order', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const waiting: (() => void)[] = []
  const server = await serve({
    answer(_, event, answer) {
      waiting.unshift(() => (answer as Answer)(event))
      if (waiting.length === 3) for (const go of waiting) go()
    },
  })
  const { connection } = connect(server.url)
  expect(await Promise.all(['a', 'b', 'c'].map((name) => connection.request(name)))).toEqual(['a', 'b', 'c'])
})

test.concurrent('a request rejects when no acknowledgement comes in time, and lets a late one go', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  let late: (() => void) | undefined
  const server = await serve({
    answer({ socket }, _, ...args) {
      const answer = args.at(-1) as Answer
      late = () => {
        answer('late')
        socket.emit('after')
      }
    },
  })
  const client = connect(server.url)
  await client.reaches('open')
  await expect(client.connection.request('never', 1, { timeout: 50 })).rejects.toMatchObject({
    name: 'WireError',
    code: 'timeout',
  })
  await until(server, () => late)
  late?.()
  await until(client, () => client.messages.length > 0)
  expect(client.messages).toEqual([['after', undefined]])
  expect(client.errors).toEqual([])
})

test.concurrent('a request rejects when it is aborted, before or after it was sent', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ answer() {} })
  const { connection } = connect(server.url)
  const abort = new AbortController()
  const waiting = connection.request('waiting', undefined, { signal: AbortSignal.abort('too late') })
  await expect(waiting).rejects.toMatchObject({ code: 'aborted', cause: 'too late' })
  const sent = connection.request('sent', undefined, { signal: abort.signal })
  await until(server, () => server.peers[0]?.received.length === 1)
  abort.abort('changed my mind')
  await expect(sent).rejects.toMatchObject({ code: 'aborted', cause: 'changed my mind' })
  expect(server.peers[0]?.received).toEqual([['sent']])
})

test.concurrent('a request is unknown when the link breaks in between, and is not asked again', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(helpful)
  const client = connect(server.url)
  await client.reaches('open')
  await expect(client.connection.request('cut', 1)).rejects.toMatchObject({ code: 'unknown' })
  await client.opens(2)
  expect(await client.connection.request('add', [1, 1])).toBe(2)
  expect(server.peers.map(({ received }) => received)).toEqual([[['cut', 1]], [['add', 1, 1]]])
})

test.concurrent('a request is unknown when the connection is closed after it was sent, and closed when it was not', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ answer() {} })
  const { connection } = connect(server.url)
  const sent = connection.request('slow')
  await until(server, () => server.peers[0]?.received.length === 1)
  connection.close()
  await expect(sent).rejects.toMatchObject({ code: 'unknown' })
  await expect(connection.request('late')).rejects.toMatchObject({ code: 'closed' })
  expect(await connection.emit('late')).toEqual({ outcome: 'closed' })
  await until(server, () => server.peers[0]?.closed)
  expect(server.peers[0]?.closed).toBe('client namespace disconnect')
})

test.concurrent('what may not wait is sent on an open link and expires without one', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  expect(await client.connection.emit('cursor', [1, 2], { ttl: 0 })).toEqual({ outcome: 'expired' })
  await client.reaches('open')
  expect(await client.connection.emit('cursor', [3, 4], { ttl: 0 })).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(server.peers[0]?.received).toEqual([['cursor', 3, 4]])
})

test.concurrent('expires, is dropped, or is closed while it waits', async (context) => {
  const { serve, proxy, connect } = stageSocketIO(context)
  const relay = await proxy(await serve())
  relay.accept('mute')
  const { connection } = connect(relay.url, { outbox: { capacity: 2 } })
  const outcomes = [connection.emit('short', 1, { ttl: 20 }), connection.emit('long'), connection.emit('one too many')]
  expect(await outcomes[0]).toEqual({ outcome: 'expired' })
  expect(await outcomes[2]).toEqual({ outcome: 'dropped' })
  connection.close()
  expect(await outcomes[1]).toEqual({ outcome: 'closed' })
})

test.concurrent('keeps the order of what was sent before, between and after links', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const sent = [client.connection.emit('n', 0), client.connection.emit('n', 1)]
  await client.reaches('open')
  sent.push(client.connection.emit('n', 2))
  await until(server, () => server.peers[0]?.received.length === 3)
  server.peers[0]?.socket.conn.close()
  await client.reaches('reconnecting')
  sent.push(client.connection.emit('n', 3), client.connection.emit('n', 4))
  await client.opens(2)
  sent.push(client.connection.emit('n', 5))
  await until(server, () => server.peers[1]?.received.length === 3)
  expect(server.peers.map(({ received }) => received.map(([, count]) => count))).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ])
  expect(await Promise.all(sent)).toEqual(sent.map(() => ({ outcome: 'sent' })))
})

test.concurrent('what cannot be written is dropped, open or not, and does not end anything', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  const circle: unknown[] = []
  circle.push({ circle })
  const dropped = { outcome: 'dropped', error: { name: 'WireError', code: 'cannot-encode' } }
  expect(await client.connection.emit('big', 1n)).toMatchObject(dropped)
  expect(await client.connection.emit('circle', { circle })).toMatchObject(dropped)
  await client.reaches('open')
  expect(await client.connection.emit('big', 1n)).toMatchObject(dropped)
  expect(await client.connection.emit('circle', { circle })).toMatchObject(dropped)
  await expect(client.connection.request('big', 1n)).rejects.toMatchObject({
    code: 'cannot-encode',
  })
  await client.connection.emit('fine')
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(server.peers[0]?.received).toEqual([['fine']])
  expect(client.errors.map(({ code }) => code)).toEqual(Array(5).fill('cannot-encode'))
  expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
})

test.concurrent('waits while the link is full, and loses nothing', { timeout: 30_000 }, async (context) => {
  const { serve, proxy, connect } = stageSocketIO(context)
  const server = await serve()
  const relay = await proxy(server)
  const client = connect(relay.url, {
    manager: { transports: ['websocket'] },
    outbox: { capacity: 10_000, maxBytes: 2 ** 27 },
  })
  await client.reaches('open')
  relay.pairs[0]?.stall()
  const block = 'x'.repeat(64 * 1024)
  const outcomes = range(500).map((count) => client.connection.emit('block', [count, block]))
  const { queue, status } = client.connection.store.getState()
  expect(status).toBe('open')
  expect(queue.count).toBeGreaterThan(300)
  expect(queue.bytes).toBeGreaterThan(300 * block.length)
  expect(await client.connection.emit('cursor', [1, 2], { ttl: 0 })).toEqual({ outcome: 'expired' })
  relay.pairs[0]?.resume()
  await until(server, () => server.peers[0]?.received.length === 500, 20_000)
  expect(new Set((await Promise.all(outcomes)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
  expect(server.peers[0]?.received.map(([, count]) => count)).toEqual(range(500))
  expect(client.connection.store.getState().queue).toMatchObject({ count: 0, bytes: 0, dropped: 0 })
  expect(server.engines).toHaveLength(1)
})
