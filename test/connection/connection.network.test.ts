import { expect, test } from 'vitest'
import { handshake, heartbeat, type NetworkSignal } from 'wirehooks/vanilla'
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

test('waits longer while offline, and dials at once when it is online', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('offline')
  fake.link.drop()
  await clock.advance(19_999)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry'])
  expect(connection.store.getState()).toMatchObject({ online: false, retryAt: clock.date() + 1, attempt: 1 })
  network.signal('online')
  expect(connection.store.getState()).toMatchObject({ online: true, retryAt: clock.date() + 250 })
  await clock.advance(250)
  expect(news()).toEqual(['dial 2'])
})

test('dials every 20 s where the browser is wrong about being offline', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('offline')
  fake.link.drop()
  news()
  await clock.advance(20_000)
  expect(news()).toEqual(['dial 2'])
  fake.link.drop()
  await clock.advance(20_000)
  expect(news()).toEqual(['onClose peer 1006, will retry', 'dial 3'])
  fake.link.open()
  expect([news(), connection.store.getState().online]).toEqual([['onOpen', 'open'], false])
})

test('was offline from the beginning: the first attempt is made at once, the next ones every 20 s', async () => {
  const { clock, network, fake, connection, news } = setUp()
  network.signal('offline')
  connection.open()
  expect(news()).toEqual(['dial 1', 'connecting'])
  fake.link.drop()
  await clock.advance(19_999)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry'])
  await clock.advance(1)
  expect(news()).toEqual(['dial 2'])
})

test('a delay that is longer than 20 s stays as it is while offline', async () => {
  const { clock, network, fake, news } = await setUpOpen({ backoff: { delay: 50_000 } })
  network.signal('offline')
  fake.link.drop()
  news()
  await clock.advance(49_999)
  expect(news()).toEqual([])
  await clock.advance(1)
  expect(news()).toEqual(['dial 2'])
})

test('keeps to the attempt that is planned when it goes offline', async () => {
  const { clock, network, news } = await setUpWaiting()
  network.signal('offline')
  await clock.advance(10_099)
  expect(news()).toEqual([])
  await clock.advance(1)
  expect(news()).toEqual(['dial 2'])
})

test('whoever looks at the page while it is offline does not put the next attempt off', async () => {
  const { clock, network, fake, news } = await setUpOpen()
  network.signal('offline')
  fake.link.drop()
  news()
  for (const signal of ['visibilitychange', 'pageshow', 'resume'] as const) {
    await clock.advance(5000)
    network.signal(signal)
  }
  await clock.advance(4999)
  expect(news()).toEqual([])
  await clock.advance(1)
  expect(news()).toEqual(['dial 2'])
})

test('a page that comes back from the back/forward cache while offline dials within 20 s', async () => {
  const { clock, network, connection, news } = await setUpOpen()
  network.signal('offline')
  network.signal('pagehide')
  await clock.advance(3_600_000)
  news()
  network.signal('pageshow')
  expect(connection.store.getState().retryAt).toBe(clock.date() + 20_000)
  await clock.advance(20_000)
  expect(news()).toEqual(['dial 2'])
})

test.each(['online', 'visibilitychange', 'pageshow'] as const)('tries within 500 ms of %s', async (signal) => {
  for (const random of [0, 0.5, 0.999]) {
    const { clock, network, news } = await setUpWaiting()
    clock.setRandom(random)
    network.signal(signal)
    await clock.advance(Math.max(0, random * 500 - 1))
    expect(news()).toEqual(random === 0 ? ['dial 2'] : [])
    await clock.advance(1)
    expect(news()).toEqual(random === 0 ? [] : ['dial 2'])
  }
})

test('tries at once on resume', async () => {
  const { network, news } = await setUpWaiting()
  network.signal('resume')
  expect(news()).toEqual(['dial 2'])
})

test('tries once for many signals', async () => {
  const { clock, network, fake, news } = await setUpWaiting()
  const spreadSignals = ['online', 'visibilitychange', 'pageshow'] as const
  for (const signal of spreadSignals) network.signal(signal)
  await clock.advance(200)
  for (const signal of spreadSignals) network.signal(signal)
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
  expect(connection.store.getState()).toMatchObject({ attempt: 2, retryAt: clock.date() + 15_100 })
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
      // What is dead while the browser says so is not dialled at once.
      ...(signal === 'offline' ? [] : ['dial 2']),
      'reconnecting',
      'onClose heartbeat-timeout, will retry',
      'close link 1: heartbeat-timeout',
    ])
  },
)

test.each<NetworkSignal>(['offline', ...wakeUps])(
  'decides within 3 s about a link that is being dialled at %s, however long it may take otherwise',
  async (signal) => {
    for (const connectTimeout of [undefined, 60_000, Infinity]) {
      const { clock, network, connection, news } = setUp({ connectTimeout })
      connection.open()
      await clock.advance(400)
      news()
      network.signal(signal)
      await clock.advance(2999)
      expect(news()).toEqual([])
      await clock.advance(1)
      expect(news()).toEqual(['reconnecting', 'onClose connect-timeout, will retry', 'close link 1: connect-timeout'])
    }
  },
)

test('a dial that hangs gets no more time from one signal after the other', async () => {
  const { clock, network, connection, news } = setUp()
  connection.open()
  for (let second = 0; second < 3; second += 1) {
    for (const signal of wakeUps) network.signal(signal)
    await clock.advance(1000)
  }
  expect(news()).toContain('onClose connect-timeout, will retry')
})

test('a dial that is given up soon anyway gets no more time by a signal', async () => {
  const { clock, network, connection, news } = setUp({ connectTimeout: 2000 })
  connection.open()
  await clock.advance(1000)
  network.signal('online')
  await clock.advance(1000)
  expect(news()).toContain('onClose connect-timeout, will retry')
})

test('a handshake that hangs is decided about, too', async () => {
  const { clock, network, fake, connection, news } = setUp({ wrappers: [handshake(() => new Promise(() => {}))] })
  connection.open()
  fake.link.open()
  await clock.advance(400)
  network.signal('online')
  await clock.advance(3000)
  expect(news()).toContain('onClose connect-timeout, will retry')
})

test('a link that opens after the signal goes on', async () => {
  const { clock, network, fake, connection, news } = setUp()
  connection.open()
  network.signal('online')
  await clock.advance(2999)
  fake.link.open()
  await clock.advance(60_000)
  expect(news()).toEqual(['dial 1', 'connecting', 'onOpen', 'open'])
})

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
    'dial 1',
    'connecting',
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
  expect(news()).toEqual(['dial 1', 'connecting'])
  expect(connection.store.getState().online).toBe(false)
  connection.reconnect()
  expect(news()).toContain('dial 2')
})
