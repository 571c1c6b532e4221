import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Delivery, OutboxOptions, QueueState } from 'wirehooks/vanilla'
import { setUp, setUpOpen, type Scene } from './support/setUp'

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Not open: what is sent waits. */
function setUpWaiting(outbox: OutboxOptions = {}): Scene {
  const scene = setUp({ outbox })
  scene.connection.open()
  return scene
}

const outcomesOf = async (deliveries: Promise<Delivery>[]): Promise<string[]> =>
  (await Promise.all(deliveries)).map(({ outcome }) => outcome)

const queueOf = ({ connection }: Scene): QueueState => connection.store.getState().queue

/** As many bytes as `{"data":""}` and its text. */
const bytesOf = (text: string): number => 11 + text.length

test('sends what waits in order, events and messages and requests alike', async () => {
  const { clock, fake, connection } = setUpWaiting()
  const early = [connection.emit('A', 1), connection.send(2), connection.emit('C')]
  const asked = connection.request('D', 4)
  fake.link.open()
  const late = connection.send(5)
  expect(await outcomesOf([...early, late])).toEqual(['sent', 'sent', 'sent', 'sent'])
  expect(fake.sent.map(({ event, data }) => [event, data])).toEqual([
    ['A', 1],
    [undefined, 2],
    ['C', undefined],
    ['D', 4],
    [undefined, 5],
  ])
  fake.link.reply('yes')
  expect(await asked).toBe('yes')
  await clock.advance(100)
})

test('takes what is sent before it was opened', async () => {
  const { fake, connection } = setUp()
  const sent = connection.send('early')
  connection.open()
  fake.link.open()
  expect(await sent).toEqual({ outcome: 'sent' })
})

test('shows what waits in the store', async () => {
  const scene = setUpWaiting()
  const { clock, fake, connection } = scene
  const start = clock.date()
  const seen = [queueOf(scene)]
  void connection.send('abc')
  seen.push(queueOf(scene))
  await clock.advance(1000)
  void connection.send('de')
  seen.push(queueOf(scene))
  fake.link.open()
  seen.push(queueOf(scene))
  expect(seen).toEqual([
    { count: 0, bytes: 0, oldestAt: null, dropped: 0 },
    { count: 1, bytes: bytesOf('abc'), oldestAt: start, dropped: 0 },
    { count: 2, bytes: bytesOf('abc') + bytesOf('de'), oldestAt: start, dropped: 0 },
    { count: 0, bytes: 0, oldestAt: null, dropped: 0 },
  ])
})

test('tells its store of what waits when that changes, and not in between', async () => {
  const { clock, connection } = setUpWaiting()
  const seen: QueueState[] = []
  void connection.send(1)
  connection.store.subscribe(({ queue }, before) => {
    if (queue !== before.queue) seen.push(queue)
  })
  await clock.advance(5000)
  expect(seen.length).toBe(0)
})

test('drops the newest when it is full', async () => {
  const scene = setUpWaiting({ capacity: 2 })
  const { fake, connection } = scene
  const sent = [1, 2, 3].map((data) => connection.send(data))
  expect(queueOf(scene)).toMatchObject({ count: 2, dropped: 1 })
  fake.link.open()
  expect([await outcomesOf(sent), fake.sent.map(({ data }) => data)]).toEqual([
    ['sent', 'sent', 'dropped'],
    [1, 2],
  ])
})

test('drops the oldest when it is told to', async () => {
  const scene = setUpWaiting({ capacity: 2, overflow: 'drop-oldest' })
  const { fake, connection } = scene
  const sent = [1, 2, 3].map((data) => connection.send(data))
  expect(queueOf(scene)).toMatchObject({ count: 2, dropped: 1 })
  fake.link.open()
  expect([await outcomesOf(sent), fake.sent.map(({ data }) => data)]).toEqual([
    ['dropped', 'sent', 'sent'],
    [2, 3],
  ])
})

test('drops as many of the oldest as the new one needs', async () => {
  const scene = setUpWaiting({ maxBytes: 100, overflow: 'drop-oldest' })
  const sent = ['a', 'b', 'c', 'x'.repeat(70)].map((text) => scene.connection.send(text))
  expect(queueOf(scene)).toMatchObject({ count: 2, bytes: bytesOf('c') + bytesOf('x'.repeat(70)), dropped: 2 })
  scene.fake.link.open()
  expect(await outcomesOf(sent)).toEqual(['dropped', 'dropped', 'sent', 'sent'])
})

test('never holds more bytes than it may', async () => {
  const scene = setUpWaiting({ maxBytes: 30 })
  const sent = ['abc', 'def', 'g'].map((text) => scene.connection.send(text))
  expect(queueOf(scene)).toMatchObject({ count: 2, bytes: 28, dropped: 1 })
  scene.fake.link.open()
  expect(await outcomesOf(sent)).toEqual(['sent', 'sent', 'dropped'])
})

test.each(['drop-newest', 'drop-oldest'] as const)(
  'refuses what is too large, and drops nothing for it (%s)',
  async (overflow) => {
    const scene = setUpWaiting({ maxBytes: 30, overflow })
    const sent = ['a', 'x'.repeat(30)].map((text) => scene.connection.send(text))
    expect(queueOf(scene)).toMatchObject({ count: 1, dropped: 1 })
    scene.fake.link.open()
    sent.push(scene.connection.send('y'.repeat(30)))
    expect(await outcomesOf(sent)).toEqual(['sent', 'too-large', 'sent'])
  },
)

test('keeps 256 messages and 256 KiB', async () => {
  const many = setUpWaiting()
  for (let count = 0; count < 300; count += 1) void many.connection.send(count)
  expect(queueOf(many)).toMatchObject({ count: 256, dropped: 44 })
  const big = setUpWaiting()
  for (let count = 0; count < 5; count += 1) void big.connection.send('x'.repeat(2 ** 16 - 11))
  expect(queueOf(big)).toMatchObject({ count: 4, bytes: 2 ** 18, dropped: 1 })
})

test('holds nothing with no capacity', async () => {
  for (const overflow of ['drop-newest', 'drop-oldest'] as const) {
    const scene = setUpWaiting({ capacity: 0, overflow })
    expect(await scene.connection.send(1)).toEqual({ outcome: 'dropped' })
  }
})

test('lets go of what waited longer than its ttl, in any order', async () => {
  const scene = setUpWaiting({ ttl: 2000 })
  const { clock, connection } = scene
  const log: string[] = []
  for (const [name, ttl] of [
    ['long', 3000],
    ['short', 500],
    ['usual', undefined],
    ['endless', Infinity],
  ] as const) {
    void connection
      .send(name, ttl === undefined ? {} : { ttl })
      .then(({ outcome }) => log.push(`${name} ${outcome} at ${clock.now()}`))
  }
  await clock.advance(5000)
  expect(log).toEqual(['short expired at 500', 'usual expired at 2000', 'long expired at 3000'])
  expect(queueOf(scene)).toMatchObject({ count: 1, dropped: 3 })
  connection.close()
  await clock.advance(1)
  expect(log.at(-1)).toBe('endless closed at 5000')
})

test('keeps what waits for 2 minutes', async () => {
  const { clock, connection } = setUpWaiting()
  let outcome = ''
  void connection.send(1).then((delivery) => (outcome = delivery.outcome))
  await clock.advance(119_999)
  expect(outcome).toBe('')
  await clock.advance(1)
  expect(outcome).toBe('expired')
})

test('a ttl of 0 sends now or never', async () => {
  const scene = setUpWaiting()
  expect(await scene.connection.emit('A', 1, { ttl: 0 })).toEqual({ outcome: 'expired' })
  scene.fake.link.open()
  expect(await scene.connection.emit('A', 2, { ttl: 0 })).toEqual({ outcome: 'sent' })
  expect(scene.fake.sent).toEqual([{ event: 'A', data: 2 }])
})

test('settles what waits as closed when it is closed or fails, and whatever comes then', async () => {
  const [closed, failed] = [setUpWaiting(), setUpWaiting()]
  const waiting = [closed, failed].map(({ connection }) => connection.send(1))
  closed.connection.close()
  failed.fake.link.drop(1008)
  const late = [closed, failed].map(({ connection }) => connection.send(2))
  expect(await outcomesOf([...waiting, ...late])).toEqual(['closed', 'closed', 'closed', 'closed'])
  expect([closed, failed].map(queueOf)).toMatchObject([
    { count: 0, dropped: 0 },
    { count: 0, dropped: 0 },
  ])
})

test('settles what a subscriber sends while it is being closed', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.drop()
  void connection.send('waiting')
  const sent: Promise<Delivery>[] = []
  connection.store.subscribe(({ queue }) => {
    if (queue.count === 0 && sent.length === 0) sent.push(connection.send('last words', { ttl: Infinity }))
  })
  connection.close()
  await clock.advance(1)
  expect(connection.store.getState().queue.count).toBe(0)
  expect(await outcomesOf(sent)).toEqual(['closed'])
})

test('goes on with what waits on the next link', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.drop()
  const sent = [1, 2].map((data) => connection.send(data))
  await clock.advance(600)
  fake.link.drop()
  sent.push(connection.send(3))
  await clock.advance(1100)
  fake.link.open()
  expect([await outcomesOf(sent), fake.links.map((link) => link.sent.length)]).toEqual([
    ['sent', 'sent', 'sent'],
    [0, 0, 3],
  ])
})

test('sends over a reconnect what waited for it', async () => {
  const { fake, connection } = await setUpOpen()
  connection.reconnect()
  const sent = connection.send(1)
  fake.link.open()
  expect([await sent, fake.links.map((link) => link.sent.length)]).toEqual([{ outcome: 'sent' }, [0, 1]])
})

test('never rejects, whatever is sent', async () => {
  const { connection } = setUpWaiting()
  const circle: { self?: object } = {}
  circle.self = circle
  const fates = await Promise.allSettled([1n, circle, undefined].map((data) => connection.send(data, { ttl: 0 })))
  fates.push(...(await Promise.allSettled([1n, circle].map((data) => connection.send(data)))))
  expect(fates.map(({ status }) => status)).toEqual(fates.map(() => 'fulfilled'))
})

test('warns of the first message that is dropped, once, with numbers and what to do', () => {
  const { connection } = setUpWaiting({ capacity: 2, maxBytes: 1000 })
  for (let count = 0; count < 5; count += 1) void connection.send(count)
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(
    /^wirehooks: A message of 10 bytes was dropped while the connection is connecting: 2 messages with 20 bytes wait already, and at most 2 messages and 1000 bytes may\. Raise outbox\.capacity and outbox\.maxBytes,/,
  )
})

test('warns of what drops out at the front, too, and of what is too large', () => {
  const front = setUpWaiting({ capacity: 1, overflow: 'drop-oldest' })
  for (let count = 0; count < 3; count += 1) void front.connection.send(count)
  const large = setUpWaiting({ maxBytes: 30 })
  for (let count = 0; count < 3; count += 1) void large.connection.send('x'.repeat(30))
  expect(warnings).toEqual([
    expect.stringMatching(/A message of 10 bytes was dropped .* 1 messages with 10 bytes wait/),
    expect.stringMatching(/A message of 41 bytes was dropped .* at most 256 messages and 30 bytes may/),
  ])
})

test('warns of the first message that is dropped also when others ran out of time before', async () => {
  const { clock, connection } = setUpWaiting({ capacity: 1 })
  void connection.send('stale', { ttl: 10 })
  await clock.advance(10)
  expect(warnings).toEqual([])
  for (let count = 0; count < 2; count += 1) void connection.send(count)
  expect(warnings).toHaveLength(1)
})

test('warns of nothing that is settled otherwise, and of nothing in production', () => {
  const quiet = setUpWaiting()
  const abort = new AbortController()
  void quiet.connection.send(1, { signal: abort.signal })
  void quiet.connection.send(2, { ttl: 0 })
  abort.abort()
  void quiet.connection.send(3)
  quiet.connection.close()
  void quiet.connection.send(4)
  vi.stubEnv('NODE_ENV', 'production')
  const full = setUpWaiting({ capacity: 0 })
  void full.connection.send(1)
  expect(warnings).toEqual([])
})

test('what a subscriber sends when the last one leaves keeps its ttl, and holds up who drains', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.slow(Infinity)
  void connection.send(1)
  let outcome = ''
  connection.store.subscribe(({ queue }, before) => {
    if (queue.count > 0 || before.queue.count === 0 || outcome) return
    outcome = 'waits'
    fake.link.slow(Infinity)
    void connection.send(2, { ttl: 50 }).then((delivery) => (outcome = delivery.outcome))
  })
  fake.link.slow(0)
  await clock.advance(25)
  expect([outcome, connection.store.getState().queue.count]).toEqual(['waits', 1])
  await clock.advance(50)
  expect([outcome, connection.store.getState().queue.count]).toEqual(['expired', 0])
  connection.close()
  expect(clock.timers).toBe(0)
})

test('what is sent in answer to what waited leaves in order, and leaves no timer', async () => {
  const { clock, fake, connection } = await setUpOpen({ highWaterMark: 0 })
  fake.on('ASKED', (data, link) => link.message('ANSWERED', data))
  connection.on('ANSWERED', (data) => {
    fake.link.slow(1)
    void connection.emit('THANKS', data)
  })
  fake.link.slow(1)
  for (const data of [1, 2, 3]) void connection.emit('ASKED', data)
  fake.link.slow(0)
  await clock.advance(25)
  expect(fake.sent.map(({ event, data }) => `${event} ${String(data)}`)).toEqual(['ASKED 1'])
  expect(connection.store.getState().queue.count).toBe(3)
  fake.link.slow(0)
  await clock.advance(25)
  fake.link.slow(0)
  await clock.advance(25)
  connection.close()
  expect(clock.timers).toBe(0)
  expect(fake.sent.map(({ event, data }) => `${event} ${String(data)}`)).toEqual(['ASKED 1', 'ASKED 2', 'ASKED 3'])
})

test('what was accepted over an open link stays when the link breaks, and each new message drops one old one', async () => {
  const { connection, fake, clock } = setUp({ outbox: { capacity: 3, overflow: 'drop-oldest' } })
  connection.open()
  fake.link.open()
  fake.link.slow(2 ** 21)
  const outcomes = Array.from({ length: 10 }, (_, number) => connection.emit('SAY', number))
  fake.link.drop()
  expect(connection.store.getState().queue.count).toBe(10)
  outcomes.push(connection.emit('SAY', 10))
  expect(connection.store.getState().queue.count).toBe(10)
  expect(await outcomes[0]).toEqual({ outcome: 'dropped' })
  await clock.advance(2000)
  fake.link.open()
  const settled = await Promise.all(outcomes)
  expect(settled.slice(1)).toEqual(Array.from({ length: 10 }, () => ({ outcome: 'sent' })))
})

test('with no capacity, what was accepted over an open link stays, and the new message is the one that is dropped', async () => {
  const { connection, fake } = setUp({ outbox: { capacity: 0, overflow: 'drop-oldest' } })
  connection.open()
  fake.link.open()
  fake.link.slow(2 ** 21)
  void connection.emit('SAY', 1)
  void connection.emit('SAY', 2)
  fake.link.drop()
  expect(await connection.emit('SAY', 3)).toEqual({ outcome: 'dropped' })
  expect(connection.store.getState().queue.count).toBe(2)
})
