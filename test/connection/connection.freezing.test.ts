import { expect, test } from 'vitest'
import { heartbeat } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

test('an open link stays open while the application is frozen, and goes on when it runs again', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  const received: unknown[] = []
  connection.on('NEWS', (data) => received.push(data))
  network.signal('freeze')
  fake.link.message('NEWS', 1)
  await clock.advance(20_000)
  network.signal('resume')
  fake.link.message('NEWS', 2)
  expect([news(), fake.links.length, received]).toEqual([[], 1, [1, 2]])
})

test('an open link is probed when the application runs again, and not before', async () => {
  const { clock, network, fake, news } = await setUpOpen({ wrappers: [heartbeat({ interval: 60_000 })] })
  for (const signal of ['freeze', 'offline', 'online'] as const) network.signal(signal)
  await clock.advance(20_000)
  expect(fake.sent).toEqual([])
  network.signal('resume')
  expect(fake.sent).toEqual([{ event: 'ping', data: undefined }])
  await clock.advance(3000)
  expect(news()).toContain('dial 2')
})

test('a link that ends while the application is frozen is dialled at once on resume, and no attempt counts as failed', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('freeze')
  fake.link.drop()
  await clock.advance(3_600_000)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry'])
  expect(connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null, lost: false })
  network.signal('resume')
  expect(news()).toEqual(['dial 2'])
})

test('an attempt that was planned is not made while the application is frozen, and earlier failures are not forgotten', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen({ backoff: { delay: 1000 } })
  for (let count = 0; count < 2; count += 1) {
    fake.link.drop()
    await clock.advance(1000)
  }
  fake.link.drop()
  expect(connection.store.getState()).toMatchObject({ attempt: 3, retryAt: clock.date() + 1000 })
  news()
  network.signal('freeze')
  expect(connection.store.getState()).toMatchObject({ status: 'reconnecting', attempt: 3, retryAt: null })
  await clock.advance(3_600_000)
  expect([news(), connection.store.getState().attempt]).toEqual([[], 3])
  network.signal('resume')
  expect(news()).toEqual(['dial 4'])
})

test('an attempt that is under way when the application freezes may fail: it is made again, and does not count', async () => {
  const { clock, network, connection, news } = setUp()
  connection.open()
  network.signal('freeze')
  await clock.advance(60_000)
  expect(news()).toEqual([
    'dial 1',
    'connecting',
    'reconnecting',
    'onClose connect-timeout, will retry',
    'close link 1: connect-timeout',
  ])
  expect(connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null, lost: false })
  network.signal('resume')
  expect(news()).toEqual(['dial 2'])
})

test('an attempt that is under way when the application freezes may succeed', async () => {
  const { network, fake, connection, news } = setUp()
  connection.open()
  network.signal('freeze')
  fake.link.open()
  network.signal('resume')
  expect(news()).toEqual(['dial 1', 'connecting', 'onOpen', 'open'])
})

test('the network comes and goes while the application is frozen: no attempt before resume', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('freeze')
  fake.link.drop()
  news()
  network.signal('offline')
  network.signal('online')
  await clock.advance(60_000)
  expect([news(), connection.store.getState().online]).toEqual([[], true])
  network.signal('resume')
  expect(news()).toEqual(['dial 2'])
})

test('the application runs again and says that it is offline: it may be wrong, and is tried once', async () => {
  const { clock, network, fake, news } = await setUpOpen()
  network.signal('offline')
  network.signal('freeze')
  fake.link.drop()
  network.signal('resume')
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry', 'dial 2'])
  fake.link.drop()
  await clock.advance(19_999)
  expect(news()).toEqual(['onClose peer 1006, will retry'])
  await clock.advance(1)
  expect(news()).toEqual(['dial 3'])
})

test('a transport that mends itself: a banner comes 5 s after resume', async () => {
  const { clock, network, fake, connection } = await setUpOpen({}, { does: { reconnect: true } })
  fake.link.interrupt()
  network.signal('freeze')
  await clock.advance(60_000)
  network.signal('resume')
  await clock.advance(4999)
  expect(connection.store.getState()).toMatchObject({ status: 'reconnecting', lost: false })
  await clock.advance(1)
  expect(connection.store.getState().lost).toBe(true)
})

test('a banner that was there before goes while the application is frozen, and no new one comes', async () => {
  const { clock, network, fake, connection } = setUp({ connectTimeout: 60_000 })
  connection.open()
  await clock.advance(5000)
  expect(connection.store.getState().lost).toBe(true)
  network.signal('freeze')
  await clock.advance(10_000)
  expect(connection.store.getState()).toMatchObject({ status: 'connecting', lost: false })
  fake.link.open()
  network.signal('resume')
  expect(connection.store.getState()).toMatchObject({ status: 'open', lost: false })
})

test('the time while the application was frozen is no time without a link: a banner comes 5 s after resume', async () => {
  const { clock, network, fake, connection } = await setUpOpen()
  fake.link.drop()
  await clock.advance(4000)
  network.signal('freeze')
  await clock.advance(60_000)
  network.signal('resume')
  await clock.advance(4999)
  expect(connection.store.getState().lost).toBe(false)
  await clock.advance(1)
  expect(connection.store.getState().lost).toBe(true)
})

test('dials while the application is frozen where somebody asks for it', async () => {
  const { clock, network, connection, fake, news } = setUp()
  network.signal('freeze')
  connection.open()
  fake.link.drop()
  await clock.advance(60_000)
  expect(news()).toEqual(['dial 1', 'connecting', 'reconnecting', 'onClose peer 1006, will retry'])
  connection.reconnect()
  expect(news()).toEqual(['dial 2'])
})

test('gives up while the application is frozen what no attempt can mend', async () => {
  const { network, fake, connection } = await setUpOpen()
  network.signal('freeze')
  fake.link.drop(1008)
  network.signal('resume')
  expect([connection.store.getState().status, fake.links.length]).toEqual(['failed', 1])
})

test('a connection that is closed while the application is frozen stays closed, and no timer is left', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen()
  network.signal('freeze')
  fake.link.drop()
  connection.close()
  network.signal('resume')
  await clock.advance(60_000)
  expect([news().at(-1), clock.timers, network.listeners]).toEqual(['closed', 0, 0])
})
