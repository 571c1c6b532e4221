import { expect, test } from 'vitest'
import { heartbeat } from 'wirehooks/vanilla'
import { setUpOpen } from './support/setUp'

const hour = 3_600_000

test.each([-hour, hour])('a clock that is set by %i ms changes no delay, no deadline and no ttl', async (jump) => {
  const { clock, fake, connection, log, news } = await setUpOpen({
    backoff: { initialDelay: 20_000 },
    connectTimeout: 1000,
  })
  fake.link.drop()
  void connection.send('x', { ttl: 11_500 }).then(({ outcome }) => log.push(outcome))
  news()
  const timeline: string[][] = []
  for (const step of [10_099, 1, 999, 1, 399, 1, 14_700, 1]) {
    clock.setDate(clock.date() + jump)
    await clock.advance(step)
    timeline.push(news())
  }
  expect(timeline).toEqual([
    [],
    ['dial 2'],
    [],
    ['onClose connect-timeout, will retry', 'close link 2: connect-timeout'],
    [],
    ['expired'],
    ['dial 3'],
    [],
  ])
})

test.each([-hour, hour])('a clock that is set by %i ms changes nothing for a link that answers', async (jump) => {
  const { clock, fake, news } = await setUpOpen({ wrappers: [heartbeat({ interval: 6000, timeout: 2000 })] })
  for (let beat = 0; beat < 5; beat += 1) {
    await clock.advance(1000)
    clock.setDate(clock.date() + jump)
    fake.link.message('pong')
    await clock.advance(5000)
  }
  expect(news()).toEqual([])
})

test.each([-hour, hour])('a clock that is set by %i ms spares no dead link for long', async (jump) => {
  const { clock, fake, news } = await setUpOpen({ wrappers: [heartbeat({ interval: 6000, timeout: 2000 })] })
  fake.link.goSilent()
  await clock.advance(1500)
  clock.setDate(clock.date() + jump)
  await clock.advance(4500)
  expect(news()).toContain('dial 2')
})

test('decides about an old link within 3 s after a sleep', async () => {
  const { clock, fake, news } = await setUpOpen({ wrappers: [heartbeat()] })
  fake.link.goSilent()
  await clock.sleep(hour)
  await clock.advance(3000)
  expect(news()).toEqual([
    'dial 2',
    'reconnecting',
    'onClose heartbeat-timeout, will retry',
    'close link 1: heartbeat-timeout',
  ])
})

test('keeps a link that survived the sleep', async () => {
  const { clock, fake, news } = await setUpOpen({ wrappers: [heartbeat()] })
  await clock.sleep(hour)
  fake.link.message('pong')
  await clock.advance(20_000)
  expect(news()).toEqual([])
})

test('dials as soon as it wakes when it slept through its delay, once', async () => {
  const { clock, fake, news } = await setUpOpen()
  fake.link.drop()
  news()
  await clock.sleep(hour)
  await clock.advance(5000)
  expect(news()).toEqual(['dial 2'])
})

test('sends nothing that ran out of time while it slept', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.drop()
  const sent = connection.send('stale')
  await clock.sleep(hour)
  fake.link.open()
  expect([await sent, fake.sent]).toEqual([{ outcome: 'expired' }, []])
})
