import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heartbeat, rateLimit } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})
afterEach(() => vi.restoreAllMocks())

test('waits while the link is full, and goes on in order when it has drained', async () => {
  const { clock, fake, connection } = await setUpOpen({ highWaterMark: 100 })
  fake.link.slow(101)
  const sent = [1, 2, 3].map((data) => connection.send(data))
  await clock.advance(1000)
  expect([fake.sent, connection.store.getState().queue.count]).toEqual([[], 3])
  fake.link.slow(100)
  await clock.advance(25)
  expect(await Promise.all(sent)).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }, { outcome: 'sent' }])
  expect([fake.sent.map(({ data }) => data), connection.store.getState().queue.count]).toEqual([[1, 2, 3], 0])
})

test('lets nothing overtake what waits', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.slow(Infinity)
  void connection.send(1)
  fake.link.slow(0)
  void connection.send(2)
  await clock.advance(25)
  void connection.send(3)
  expect(fake.sent.map(({ data }) => data)).toEqual([1, 2, 3])
})

test('keeps to the ttl of the outbox', async () => {
  const { clock, fake, connection } = await setUpOpen({ outbox: { ttl: 1000 } })
  fake.link.slow(Infinity)
  const sent = [1, 2, 3].map((data) => connection.send(data))
  await clock.advance(1000)
  expect(await Promise.all(sent)).toEqual(['expired', 'expired', 'expired'].map((outcome) => ({ outcome })))
})

test('a ttl of 0 sends nothing over a full link', async () => {
  const { fake, connection } = await setUpOpen()
  fake.link.slow(Infinity)
  expect(await connection.send('cursor', { ttl: 0 })).toEqual({ outcome: 'expired' })
})

test('looks no longer when the link ends, and none when nothing waits', async () => {
  const { clock, fake, connection } = await setUpOpen()
  expect(clock.timers).toBe(0)
  fake.link.slow(Infinity)
  void connection.send(1)
  fake.link.slow(0)
  await clock.advance(25)
  expect([clock.timers, fake.sent.length]).toEqual([0, 1])
})

test('beats over a full link, and a slow one is not dead', async () => {
  const { clock, fake, news } = await setUpOpen({ wrappers: [heartbeat({ interval: 6000, timeout: 1000 })] })
  fake.link.slow(2 ** 30)
  await clock.advance(1000)
  fake.link.message('pong')
  await clock.advance(1000)
  expect([fake.sent.map(({ event }) => event), news()]).toEqual([['ping'], []])
})

test('sends no faster than its rate limit, and starts every link with a full bucket', async () => {
  const { clock, fake, connection } = await setUpOpen({ wrappers: [rateLimit({ messages: 2, per: 1000 })] })
  const times: number[] = []
  const start = clock.now()
  for (let count = 0; count < 6; count += 1) {
    void connection.send(count).then(() => times.push(clock.now() - start))
  }
  await clock.advance(600)
  connection.reconnect()
  fake.link.open()
  await clock.advance(2000)
  expect(fake.sent.map(({ data }) => data)).toEqual([0, 1, 2, 3, 4, 5])
  expect(times).toEqual([0, 0, 500, 600, 600, 1100])
})

test('50,000 messages in one loop over an open link that is full all leave, in order', async () => {
  const { clock, fake, connection } = await setUpOpen()
  const total = 50_000
  const counts = { sent: 0, other: 0 }
  for (let data = 0; data < total; data += 1) {
    // As a browser's socket, whose buffer fills up while the loop runs.
    if (data === 5000) fake.link.slow(2 ** 20 + 1)
    void connection.send(data).then(({ outcome }) => (outcome === 'sent' ? (counts.sent += 1) : (counts.other += 1)))
  }
  expect([fake.sent.length, connection.store.getState().queue.count]).toEqual([5000, total - 5000])
  fake.link.slow(0)
  await clock.advance(25)
  expect([counts, connection.store.getState().queue]).toMatchObject([
    { sent: total, other: 0 },
    { count: 0, bytes: 0, dropped: 0 },
  ])
  expect(fake.sent.map(({ data }) => data)).toEqual(Array.from({ length: total }, (_, data) => data))
  expect(warnings).toEqual([])
})

test('64 MiB may wait for a full link, or as much as is allowed; the first message beyond that is told', async () => {
  for (const maxBytesWhileOpen of [undefined, 100]) {
    const { fake, connection } = await setUpOpen({ outbox: { maxBytesWhileOpen, capacity: 1, maxBytes: 50 } })
    const half = (maxBytesWhileOpen ?? 2 ** 26) / 2 - 11
    fake.link.slow(Infinity)
    const text = 'x'.repeat(half)
    const waiting = [connection.send(text), connection.send(text)]
    const { bytes } = connection.store.getState().queue
    expect(bytes).toBe(maxBytesWhileOpen ?? 2 ** 26)
    expect(await connection.send(1)).toEqual({ outcome: 'dropped' })
    expect(warnings.splice(0)).toEqual([
      expect.stringMatching(
        new RegExp(
          `while the connection is open: 2 messages with ${bytes} bytes wait already, and at most ${bytes} bytes may\\. Raise outbox\\.maxBytesWhileOpen`,
        ),
      ),
    ])
    connection.close()
    await Promise.all(waiting)
  }
})

test('what waits for a full link waits on when the link ends, and no more is accepted then', async () => {
  const { clock, fake, connection } = await setUpOpen({ outbox: { capacity: 2 } })
  fake.link.slow(Infinity)
  const sent = [1, 2, 3, 4].map((data) => connection.send(data))
  fake.link.drop()
  sent.push(connection.send(5))
  await clock.advance(600)
  fake.link.open()
  sent.push(connection.send(6))
  const outcomes = (await Promise.all(sent)).map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['sent', 'sent', 'sent', 'sent', 'dropped', 'sent'])
  expect(fake.link.sent.map(({ data }) => data)).toEqual([1, 2, 3, 4, 6])
})

test('the bounds of a connection without a link hold until it is open, also while it shakes hands or is mended', async () => {
  const { fake, connection } = setUp({ outbox: { capacity: 1 } }, { does: { reconnect: true } })
  connection.open()
  const sent = [1, 2].map((data) => connection.send(data))
  fake.link.open()
  fake.link.interrupt()
  sent.push(...[3, 4].map((data) => connection.send(data)))
  fake.link.open()
  const outcomes = (await Promise.all(sent)).map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['sent', 'dropped', 'sent', 'dropped'])
})
