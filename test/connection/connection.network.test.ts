import { expect, test } from 'vitest'
import { heartbeat, type NetworkSignal } from 'wirehooks/vanilla'
import { setUp, setUpOpen, type Scene } from './support/setUp'

const wakeUps = ['online', 'visibilitychange', 'pageshow', 'resume'] as const
const slowly = { initialDelay: 20_000 }
const wrappers = [heartbeat({ interval: 60_000, timeout: 30_000 })]

/** Waiting for its next attempt, 10 s from now. */
async function setUpWaiting(): Promise<Scene> {
  const scene = await setUpOpen({ backoff: slowly })
  scene.fake.link.drop()
  scene.news()
  return scene
}

test('waits while offline, and dials when it is online', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('offline')
  fake.link.drop()
  await clock.advance(3_600_000)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry'])
  expect(connection.store.getState()).toMatchObject({ online: false, retryAt: null, attempt: 1 })
  network.signal('online')
  expect(connection.store.getState()).toMatchObject({ online: true, retryAt: clock.date() + 250 })
  await clock.advance(250)
  expect(news()).toEqual(['dial 2'])
})

test('stops waiting for its delay when it goes offline', async () => {
  const { clock, network, news } = await setUpWaiting()
  network.signal('offline')
  await clock.advance(60_000)
  expect(news()).toEqual([])
})

test.each(wakeUps)('tries at once at %s, spread over 500 ms', async (signal) => {
  for (const random of [0, 0.5, 0.999]) {
    const { clock, network, news } = await setUpWaiting()
    clock.setRandom(random)
    network.signal(signal)
    await clock.advance(random * 500 - 1)
    expect(news()).toEqual(random === 0 ? ['dial 2'] : [])
    await clock.advance(1)
    expect(news()).toEqual(random === 0 ? [] : ['dial 2'])
  }
})

test('tries once for many signals', async () => {
  const { clock, network, fake, news } = await setUpWaiting()
  for (const signal of wakeUps) network.signal(signal)
  await clock.advance(200)
  for (const signal of wakeUps) network.signal(signal)
  await clock.advance(300)
  expect(news()).toEqual(['dial 2'])
  for (const signal of wakeUps) network.signal(signal)
  await clock.advance(5000)
  expect(fake.links).toHaveLength(2)
})

test.each([-3_600_000, 3_600_000])('tries at once, also when the wall clock was set by %i ms', async (jump) => {
  const { clock, network, news } = await setUpWaiting()
  clock.setDate(clock.date() + jump)
  network.signal('online')
  await clock.advance(500)
  expect(news()).toEqual(['dial 2'])
})

test('goes back to its delays when that one attempt fails', async () => {
  const { clock, network, fake, connection } = await setUpWaiting()
  network.signal('online')
  await clock.advance(250)
  fake.link.drop()
  expect(connection.store.getState()).toMatchObject({ attempt: 2, retryAt: clock.date() + 10_100 })
})

test.each<NetworkSignal>(['offline', ...wakeUps])(
  'probes an open link at %s, and decides within 3 s',
  async (signal) => {
    const { clock, network, fake, news } = await setUpOpen({ wrappers })
    network.signal(signal)
    expect([fake.sent, news()]).toEqual([[{ event: 'ping', data: undefined }], []])
    await clock.advance(2999)
    expect(news()).toEqual([])
    await clock.advance(1)
    expect(news()).toEqual([
      'reconnecting',
      'dial 2',
      'onClose heartbeat-timeout, will retry',
      'close link 1: heartbeat-timeout',
    ])
  },
)

test('keeps an open link that answers, whatever the browser says', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen({ wrappers })
  network.signal('offline')
  fake.link.message('pong')
  await clock.advance(50_000)
  expect([news(), connection.store.getState().status, connection.store.getState().online]).toEqual([[], 'open', false])
})

test('leaves an open link alone without a heartbeat', async () => {
  const { clock, network, fake, news } = await setUpOpen()
  for (const signal of ['offline', ...wakeUps] as const) network.signal(signal)
  await clock.advance(60_000)
  expect([news(), fake.sent]).toEqual([[], []])
})

test('hangs up when the page goes into the back/forward cache, and dials when it comes back', async () => {
  const { clock, network, connection, news } = await setUpOpen()
  network.signal('pagehide')
  expect(news()).toEqual(['close link 1: page-hidden', 'reconnecting', 'onClose page-hidden, will retry'])
  const sent = connection.emit('WHILE AWAY')
  await clock.advance(3_600_000)
  expect([news(), await sent]).toEqual([[], { outcome: 'expired' }])
  network.signal('pageshow')
  await clock.advance(250)
  expect(news()).toEqual(['dial 2'])
})

test('hangs up a link that is being dialled, too', async () => {
  const { clock, network, connection, news } = setUp()
  connection.open()
  network.signal('pagehide')
  await clock.advance(60_000)
  expect(news()).toEqual([
    'connecting',
    'dial 1',
    'close link 1: page-hidden',
    'reconnecting',
    'onClose page-hidden, will retry',
  ])
})

test.each(['closed', 'failed'] as const)('stays %s whatever the page does', async (status) => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  if (status === 'closed') connection.close()
  else fake.link.drop(1008)
  news()
  for (const signal of ['pagehide', 'offline', ...wakeUps] as const) network.signal(signal)
  await clock.advance(60_000)
  expect([news(), connection.store.getState().status]).toEqual([[], status])
})

test('dials offline when it is told to', async () => {
  const { network, connection, news } = setUp()
  network.signal('offline')
  connection.open()
  expect(news()).toEqual(['connecting', 'dial 1'])
  expect(connection.store.getState().online).toBe(false)
  connection.reconnect()
  expect(news()).toContain('dial 2')
})
