import { expect, test, vi } from 'vitest'
import {
  type ConnectionOptions,
  type Delivery,
  type OutgoingMessage,
  type StoringTransport,
  type WireError,
  type Wrapper,
  createConnection,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { setUp, setUpOpen } from './support/setUp'

const outcomesOf = async (deliveries: Promise<Delivery>[]): Promise<string[]> =>
  (await Promise.all(deliveries)).map(({ outcome }) => outcome)

/** As a socket that cannot send some things: shared memory, a detached buffer. */
const refusing: Wrapper = (transport) => ({
  ...transport,
  connect(sink, context) {
    const link = transport.connect(sink, context)
    return {
      ...link,
      send(frame) {
        if ((frame as OutgoingMessage).data === 'bad') throw new TypeError('shared memory')
        return link.send(frame)
      },
    }
  },
})

test('a link that throws settles that one message as dropped, and the rest leaves', async () => {
  const { fake, connection, news } = await setUpOpen({ wrappers: [refusing] })
  const sent = ['a', 'bad', 'b'].map((data) => connection.send(data))
  expect(await outcomesOf(sent)).toEqual(['sent', 'dropped', 'sent'])
  expect((await sent[1])?.error).toMatchObject({ code: 'cannot-send', message: expect.stringMatching(/shared memory/) })
  expect([fake.sent.map(({ data }) => data), news()]).toEqual([['a', 'b'], ['onError cannot-send']])
})

test('a link that throws settles what waited as dropped, and the rest leaves', async () => {
  const { fake, connection, news } = setUp({ wrappers: [refusing] })
  const sent = ['a', 'bad', 'b', 'bad', 'c'].map((data) => connection.send(data))
  connection.open()
  fake.link.open()
  expect(await outcomesOf(sent)).toEqual(['sent', 'dropped', 'sent', 'dropped', 'sent'])
  expect(fake.sent.map(({ data }) => data)).toEqual(['a', 'b', 'c'])
  expect(news()).toEqual(['dial 1', 'connecting', 'onOpen', 'open', 'onError cannot-send', 'onError cannot-send'])
  expect(connection.store.getState().queue).toMatchObject({ count: 0, bytes: 0 })
})

test('a request that the link throws at rejects with that', async () => {
  const { connection } = await setUpOpen({ wrappers: [refusing] })
  await expect(connection.request('A', 'bad')).rejects.toMatchObject({ code: 'cannot-send' })
})

test('a transport whose promise rejects settles the message as dropped', async () => {
  const rejecting: Wrapper = (transport) => ({
    ...transport,
    connect: (sink, context) => ({
      ...transport.connect(sink, context),
      send: () => Promise.reject(new Error('no such channel')),
    }),
  })
  const { fake, connection, log } = setUp({ wrappers: [rejecting] })
  const sent = [connection.send('waiting')]
  connection.open()
  fake.link.open()
  sent.push(connection.send('direct'))
  expect(await outcomesOf(sent)).toEqual(['dropped', 'dropped'])
  expect(log.filter((line) => line.startsWith('onError'))).toEqual(['onError cannot-send', 'onError cannot-send'])
  await expect(connection.request('A')).rejects.toMatchObject({ code: 'cannot-send' })
})

test('what cannot be encoded is dropped with an error, open or not, and ends nothing', async () => {
  const circle: { self?: object } = {}
  circle.self = circle
  const { fake, connection, log } = setUp()
  const sent = [connection.send(circle), connection.send('fine')]
  connection.open()
  fake.link.open()
  expect(await outcomesOf(sent)).toEqual(['dropped', 'sent'])
  expect(log).toContain('onError cannot-encode')
})

/** A connection whose frames are what was sent, as over a WebSocket with the codec `raw()`. */
function setUpRaw(options: ConnectionOptions = {}) {
  const fake = createFakeTransport()
  const frames: unknown[] = []
  const errors: WireError[] = []
  const transport: StoringTransport = {
    ...fake,
    encode: ({ data }) => data,
    sizeOf: (frame) => (frame as { byteLength?: number }).byteLength ?? 10,
    connect: (sink, context) => ({ ...fake.connect(sink, context), send: (frame) => void frames.push(frame) }),
  }
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const connection = createConnection(transport, {
    clock,
    network,
    onError: (error) => errors.push(error),
    ...options,
  })
  connection.open()
  return { fake, connection, frames, errors, clock }
}

test('a buffer that is filled again while it waits goes out as it was', () => {
  const { fake, connection, frames } = setUpRaw()
  const buffer = new Uint8Array(3)
  for (const value of [1, 2, 3]) {
    buffer.fill(value)
    void connection.send(buffer)
    void connection.send(buffer.buffer)
  }
  fake.link.open()
  expect(frames).toEqual(
    [1, 2, 3].flatMap((value) => [new Uint8Array(3).fill(value), new Uint8Array(3).fill(value).buffer]),
  )
})

test('of a view into a larger buffer that part alone waits', () => {
  const { fake, connection, frames } = setUpRaw()
  const large = new Uint8Array(1000).fill(9)
  const views = [
    new Uint8Array(large.buffer, 10, 2),
    new DataView(large.buffer, 20, 4),
    new Uint16Array(large.buffer, 30, 1),
  ]
  for (const view of views) void connection.send(view)
  large.fill(0)
  fake.link.open()
  expect(frames).toEqual([
    new Uint8Array([9, 9]),
    new DataView(new Uint8Array([9, 9, 9, 9]).buffer),
    new Uint16Array([0x909]),
  ])
  expect(frames.map((frame) => (frame as DataView).buffer.byteLength)).toEqual([2, 4, 2])
})

test('an object that changes while it waits goes out as it was, however it is nested', () => {
  const { fake, connection, frames } = setUpRaw()
  const data = { user: { name: 'ann' }, bytes: new Uint8Array([1]), list: [{ n: 1 }] }
  void connection.send(data)
  data.user.name = 'bob'
  data.bytes[0] = 2
  data.list[0] = { n: 2 }
  fake.link.open()
  expect(frames).toEqual([{ user: { name: 'ann' }, bytes: new Uint8Array([1]), list: [{ n: 1 }] }])
})

test('a buffer that waits for a full link goes out as it was, too', async () => {
  const { fake, connection, frames, clock } = setUpRaw()
  fake.link.open()
  fake.link.slow(Infinity)
  const buffer = new Uint8Array([1])
  void connection.send(buffer)
  buffer[0] = 2
  fake.link.slow(0)
  await clock.advance(25)
  expect(frames).toEqual([new Uint8Array([1])])
})

test.each<[string, () => unknown]>([
  [
    'a buffer that belongs to somebody else now',
    () => {
      const buffer = new ArrayBuffer(4)
      structuredClone(buffer, { transfer: [buffer] })
      return buffer
    },
  ],
  [
    'an object whose toJSON throws',
    () => ({
      toJSON() {
        throw new Error('mine')
      },
    }),
  ],
  [
    'an object whose toJSON throws',
    () => ({
      toJSON() {
        throw new Error('not now')
      },
    }),
  ],
])('%s cannot wait: it is dropped with an error, and the rest goes on', async (_name, create) => {
  const { fake, connection, frames, errors } = setUpRaw()
  const sent = [connection.send('a'), connection.send(create()), connection.send('b')]
  fake.link.open()
  expect(await outcomesOf(sent)).toEqual(['sent', 'dropped', 'sent'])
  expect([frames, errors.map(({ code }) => code)]).toEqual([['a', 'b'], ['cannot-encode']])
})

test('a signal takes back what waits', async () => {
  const { fake, connection } = setUp()
  const abort = new AbortController()
  const sent = [
    connection.emit('A', 1, { signal: abort.signal }),
    connection.send(2, { signal: abort.signal }),
    connection.send(3),
  ]
  expect(connection.store.getState().queue.count).toBe(3)
  abort.abort()
  expect(connection.store.getState().queue).toMatchObject({ count: 1, dropped: 0 })
  connection.open()
  fake.link.open()
  expect([await outcomesOf(sent), fake.sent.map(({ data }) => data)]).toEqual([['aborted', 'aborted', 'sent'], [3]])
})

test('a signal that is aborted beforehand sends nothing, open or not', async () => {
  const { fake, connection } = setUp()
  const signal = AbortSignal.abort()
  const sent = [connection.emit('A', 1, { signal })]
  connection.open()
  fake.link.open()
  sent.push(connection.send(2, { signal }))
  expect([await outcomesOf(sent), fake.sent]).toEqual([['aborted', 'aborted'], []])
})

test('a signal that is aborted later changes nothing of what was sent', async () => {
  const { fake, connection } = setUp()
  const abort = new AbortController()
  const sent = [connection.send('waited', { signal: abort.signal })]
  connection.open()
  fake.link.open()
  sent.push(connection.send('direct', { signal: abort.signal }))
  abort.abort()
  expect([await outcomesOf(sent), fake.sent.length]).toEqual([['sent', 'sent'], 2])
})

test('listens to a signal no longer than the message waits', async () => {
  const { fake, connection, clock } = setUp({ outbox: { capacity: 2 } })
  const { signal } = new AbortController()
  let listeners = 0
  vi.spyOn(signal, 'addEventListener').mockImplementation(() => void (listeners += 1))
  vi.spyOn(signal, 'removeEventListener').mockImplementation(() => void (listeners -= 1))
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const sent = [
    connection.send('expires', { signal, ttl: 10 }),
    connection.send('is sent', { signal }),
    connection.send('is dropped', { signal }),
  ]
  expect(listeners).toBe(2)
  await clock.advance(10)
  expect(listeners).toBe(1)
  connection.open()
  fake.link.open()
  expect([await outcomesOf(sent), listeners]).toEqual([['expired', 'sent', 'dropped'], 0])
  warning.mockRestore()
})

test('drain resolves at once when nothing waits, and otherwise when the last one has left', async () => {
  const { fake, connection, clock, log } = setUp()
  await connection.drain()
  for (const data of [1, 2, 3]) void connection.send(data)
  const drained = connection.drain().then(() => log.push(`drained after ${fake.sent.length}`))
  void connection.drain().then(() => log.push('drained for the other one'))
  connection.open()
  await clock.advance(100)
  expect(log).not.toContain('drained after 3')
  fake.link.open()
  await drained
  expect(log.slice(-2)).toEqual(['drained after 3', 'drained for the other one'])
  await connection.drain()
})

test.each<[string, (scene: ReturnType<typeof setUp>) => unknown]>([
  ['it was closed', ({ connection }) => connection.close()],
  ['it gave up', ({ fake }) => fake.link.drop(1008)],
  ['the last one ran out of time', ({ clock }) => clock.advance(120_000)],
])('drain resolves when %s, too', async (_name, step) => {
  const scene = setUp()
  const { connection, clock } = scene
  let isDrained = false
  connection.open()
  void connection.send(1)
  void connection.drain().then(() => (isDrained = true))
  await clock.advance(1)
  expect(isDrained).toBe(false)
  await step(scene)
  await clock.advance(1)
  expect(isDrained).toBe(true)
})

test('drain resolves when the last one was taken back', async () => {
  const { connection } = setUp()
  const abort = new AbortController()
  void connection.send(1, { signal: abort.signal })
  const drained = connection.drain()
  abort.abort()
  await expect(drained).resolves.toBeUndefined()
})

test('drain does not wait for what comes after it is empty', async () => {
  const { fake, connection, clock } = setUp()
  void connection.send(1)
  let isDrained = false
  void connection.drain().then(() => (isDrained = true))
  connection.open()
  fake.link.open()
  fake.link.slow(Infinity)
  void connection.send(2)
  await clock.advance(1000)
  expect([isDrained, connection.store.getState().queue.count]).toEqual([true, 1])
})

test('sends nothing that ran out of time while the machine slept, also when the link opens before late timers', async () => {
  const { fake, connection, clock } = await setUpOpen()
  fake.link.drop()
  const sent = [
    connection.send('stale', { ttl: 3_600_000 - 600 }),
    connection.send('fresh', { ttl: 3_700_000 }),
    connection.send('endless', { ttl: Infinity }),
  ]
  await clock.advance(600)
  const { link } = fake
  // A socket's events and timers are in different queues: which one comes first is chance.
  vi.spyOn(clock, 'now').mockReturnValue(clock.now() + 3_600_000)
  link.open()
  expect(await outcomesOf(sent)).toEqual(['expired', 'sent', 'sent'])
  expect(fake.sent.map(({ data }) => data)).toEqual(['fresh', 'endless'])
  vi.restoreAllMocks()
})

test('sends nothing over a full link that ran out of time while the machine slept', async () => {
  const { fake, connection, clock } = await setUpOpen()
  fake.link.slow(Infinity)
  const sent = [connection.send('stale', { ttl: 10 }), connection.send('fresh', { ttl: 10_000 })]
  fake.link.slow(0)
  await clock.sleep(5000)
  expect([await outcomesOf(sent), fake.sent.map(({ data }) => data)]).toEqual([['expired', 'sent'], ['fresh']])
})
