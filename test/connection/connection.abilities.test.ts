import { expect, test } from 'vitest'
import { handshake, heartbeat } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

const mending = { does: { reconnect: true } }

test('does not beat where the transport beats', async () => {
  const { clock, network, fake, news } = await setUpOpen({ wrappers: [heartbeat()] }, { does: { heartbeat: true } })
  network.signal('online')
  await clock.advance(600_000)
  expect([fake.sent, news()]).toEqual([[], []])
})

test('does not dial while the transport mends its link', async () => {
  const { clock, fake, connection, news } = await setUpOpen(
    { wrappers: [heartbeat({ interval: 6000, timeout: 1000 })] },
    mending,
  )
  fake.link.interrupt()
  const sent = connection.send('meanwhile')
  await clock.advance(60_000)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry'])
  expect([fake.sent, connection.store.getState().lost]).toEqual([[], true])
  fake.link.open()
  expect(await sent).toEqual({ outcome: 'sent' })
  expect([news(), fake.links.length]).toEqual([['onOpen', 'open'], 1])
})

test('dials when the transport gives up', async () => {
  const { clock, fake, news } = await setUpOpen({}, mending)
  fake.link.interrupt()
  fake.link.drop()
  await clock.advance(600)
  expect(news()).toEqual(['reconnecting', 'onClose peer 1006, will retry', 'onClose peer 1006, will retry', 'dial 2'])
})

test('what was asked over a link that broke is unknown, also when it is mended', async () => {
  const { fake, connection } = await setUpOpen({}, mending)
  const asked = connection.request('A')
  fake.link.interrupt()
  fake.link.open()
  await expect(asked).rejects.toMatchObject({ code: 'unknown' })
})

test('a mended link shakes hands again, and an old handshake does not open it', async () => {
  const finish: (() => void)[] = []
  const { clock, fake, connection, news } = setUp(
    { wrappers: [handshake(() => new Promise<void>((resolve) => finish.push(resolve)))], connectTimeout: 60_000 },
    mending,
  )
  connection.open()
  fake.link.open()
  await clock.advance(1)
  fake.link.interrupt()
  finish[0]?.()
  await clock.advance(1)
  expect(news()).toEqual(['dial 1', 'connecting', 'reconnecting', 'onClose peer 1006, will retry'])
  fake.link.open()
  await clock.advance(1)
  expect([finish.length, news()]).toEqual([2, []])
  finish[1]?.()
  await clock.advance(1)
  expect(news()).toEqual(['onOpen', 'open'])
})
