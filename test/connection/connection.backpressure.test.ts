import { expect, test } from 'vitest'
import { heartbeat, rateLimit } from 'wirehooks/vanilla'
import { setUpOpen } from './support/setUp'

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

test('keeps to the bounds and the ttl of the outbox', async () => {
  const { clock, fake, connection } = await setUpOpen({ outbox: { capacity: 2, ttl: 1000 } })
  fake.link.slow(Infinity)
  const sent = [1, 2, 3].map((data) => connection.send(data))
  await clock.advance(1000)
  expect(await Promise.all(sent)).toEqual(['expired', 'expired', 'dropped'].map((outcome) => ({ outcome })))
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
