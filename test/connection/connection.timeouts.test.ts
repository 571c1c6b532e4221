import { expect, test } from 'vitest'
import { handshake, heartbeat, WireError } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

test('gives up a link that does not open within 10 s', async () => {
  const { clock, connection, log, news } = setUp()
  connection.open()
  await clock.advance(9999)
  expect(news()).toEqual(['dial 1', 'connecting'])
  await clock.advance(1)
  expect(log).toEqual(['reconnecting', 'onClose connect-timeout, will retry', 'close link 1: connect-timeout'])
})

test('counts the handshake too', async () => {
  const { clock, fake, connection, news } = setUp({
    connectTimeout: 1000,
    wrappers: [handshake(({ next }) => next().then(() => {}))],
  })
  connection.open()
  await clock.advance(900)
  fake.link.open()
  await clock.advance(99)
  expect(news()).toEqual(['dial 1', 'connecting'])
  await clock.advance(1)
  expect(news()).toEqual(['reconnecting', 'onClose connect-timeout, will retry', 'close link 1: connect-timeout'])
})

test('is open when the handshake is done, and hands over what it passed over', async () => {
  const { clock, fake, connection, log } = setUp({
    wrappers: [
      handshake(async ({ emit, send, next }) => {
        emit('AUTH', { token: 't' })
        send('raw')
        await next('READY')
      }),
    ],
  })
  connection.onAny(({ event }) => log.push(`heard ${event}`))
  const early = connection.emit('CHAT', 'early')
  connection.open()
  fake.link.open()
  await clock.advance(1)
  for (const event of ['BEFORE', 'READY', 'AFTER']) fake.link.message(event)
  await clock.advance(1)
  fake.link.message('LATER')
  expect(await early).toEqual({ outcome: 'sent' })
  expect(log).toEqual(['dial 1', 'connecting', 'onOpen', 'open', 'heard BEFORE', 'heard AFTER', 'heard LATER'])
  expect(fake.sent).toEqual([
    { event: 'AUTH', data: { token: 't' } },
    { data: 'raw' },
    { event: 'CHAT', data: 'early' },
  ])
})

test('tries again after a handshake that throws, and not after one that says unauthorized', async () => {
  const failures = [new Error('broken'), new WireError('unauthorized')]
  const { clock, fake, connection, log } = setUp({
    wrappers: [
      handshake(() => {
        throw failures.shift()
      }),
    ],
  })
  connection.open()
  fake.link.open()
  await clock.advance(850)
  fake.link.open()
  await clock.advance(1)
  expect(log).toEqual([
    'dial 1',
    'connecting',
    'reconnecting',
    'onClose handshake, will retry',
    'close link 1: handshake',
    'dial 2',
    'failed',
    'onClose handshake',
    'close link 2: handshake',
  ])
  expect(connection.store.getState().error).toMatchObject({ code: 'unauthorized' })
})

test('a handshake that ends after its link changes nothing', async () => {
  let finish = (): void => {}
  const { clock, fake, connection, log } = setUp({
    wrappers: [handshake(() => new Promise((resolve) => (finish = resolve)))],
  })
  connection.open()
  fake.link.open()
  await clock.advance(1)
  connection.close()
  finish()
  await clock.advance(60_000)
  expect(log).toEqual(['dial 1', 'connecting', 'close link 1: user', 'closed', 'onClose user'])
})

test('dials anew before it closes a link that fell silent', async () => {
  const { clock, fake, log } = await setUpOpen({ wrappers: [heartbeat({ interval: 10_000, timeout: 1000 })] })
  fake.link.goSilent()
  await clock.advance(6000)
  expect(log).toEqual([
    'dial 2',
    'reconnecting',
    'onClose heartbeat-timeout, will retry',
    'close link 1: heartbeat-timeout',
  ])
})

test('hears nothing more from a link that fell silent', async () => {
  const { clock, fake, connection, log } = await setUpOpen({
    wrappers: [heartbeat({ interval: 10_000, timeout: 1000 })],
  })
  connection.onAny(({ event }) => log.push(`heard ${event}`))
  const [first] = fake.links
  await clock.advance(6000)
  log.length = 0
  first?.message('LATE')
  first?.garble()
  first?.drop(1008)
  expect(log).toEqual([])
})

test('is lost after 5 s without an open link, and found when it opens', async () => {
  const { clock, fake, connection } = setUp()
  const seen: unknown[] = []
  connection.store.subscribe(({ lost }, before) => {
    if (lost !== before.lost) seen.push([lost, clock.now()])
  })
  connection.open()
  await clock.advance(4999)
  fake.link.open()
  await clock.advance(10_000)
  fake.link.drop()
  await clock.advance(600)
  fake.link.open()
  await clock.advance(10_000)
  expect(seen).toEqual([])
  fake.link.drop()
  const droppedAt = clock.now()
  await clock.advance(20_000)
  fake.link.open()
  expect(seen).toEqual([
    [true, droppedAt + 5000],
    [false, droppedAt + 20_000],
  ])
})

test('is lost when it failed, and not when it was closed', async () => {
  const { clock, fake, connection } = setUp()
  connection.open()
  fake.link.drop(1008)
  await clock.advance(5000)
  expect(connection.store.getState().lost).toBe(true)
  connection.close()
  await clock.advance(60_000)
  expect(connection.store.getState().lost).toBe(false)
})
