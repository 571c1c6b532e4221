import { expect, test } from 'vitest'
import { heartbeat } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

test('connects, opens, breaks, reconnects, and closes', async () => {
  const { clock, fake, connection, log } = setUp()
  connection.open()
  fake.link.open()
  await clock.advance(5000)
  fake.link.drop(1012)
  await clock.advance(600)
  fake.link.open()
  connection.close()
  expect(log).toEqual([
    'dial 1',
    'connecting',
    'onOpen',
    'open',
    'reconnecting',
    'onClose peer 1012, will retry',
    'dial 2',
    'onOpen',
    'open',
    'close link 2: user',
    'closed',
    'onClose user',
  ])
})

test('fails, and opens again', async () => {
  const { clock, fake, connection, news } = setUp()
  connection.open()
  fake.link.drop(1008)
  await clock.advance(60_000)
  expect(news()).toEqual(['dial 1', 'connecting', 'failed', 'onClose peer 1008'])
  connection.open()
  fake.link.open()
  expect(news()).toEqual(['dial 2', 'connecting', 'onOpen', 'open'])
  fake.link.drop(1008)
  connection.reconnect()
  expect(news()).toEqual(['failed', 'onClose peer 1008', 'dial 3', 'connecting'])
  fake.link.drop(4000)
  connection.close()
  expect(news()).toEqual(['failed', 'onClose peer 4000', 'closed'])
})

test('reconnects on demand from every status', async () => {
  const { clock, fake, connection, news } = setUp()
  connection.reconnect()
  expect(news()).toEqual(['dial 1', 'connecting'])
  connection.reconnect()
  expect(news()).toEqual(['close link 1: user', 'dial 2', 'reconnecting', 'onClose user, will retry'])
  fake.link.open()
  news()
  connection.reconnect()
  expect(news()).toEqual(['close link 2: user', 'dial 3', 'reconnecting', 'onClose user, will retry'])
  fake.link.drop()
  news()
  connection.reconnect()
  expect(news()).toEqual(['dial 4'])
  await clock.advance(5000)
  expect(news()).toEqual([])
  connection.close()
  news()
  connection.reconnect()
  expect(news()).toEqual(['dial 5', 'connecting'])
})

test('opening twice changes nothing, in any status', async () => {
  const { clock, fake, connection, news } = setUp()
  const steps: (() => unknown)[] = [
    () => {},
    () => fake.link.open(),
    () => fake.link.drop(),
    () => clock.advance(850),
    () => fake.link.open(),
  ]
  for (const step of steps) {
    await step()
    connection.open()
    news()
    connection.open()
    expect(news()).toEqual([])
  }
  expect(fake.links).toHaveLength(2)
})

test('closing twice changes nothing, and before it was opened opens nothing', async () => {
  const { clock, connection, fake, log } = setUp()
  connection.close()
  connection.close()
  await clock.advance(60_000)
  expect([log, fake.links, clock.timers]).toEqual([['closed'], [], 0])
})

test('says which attempt it is, and when the next one starts', async () => {
  const { clock, fake, connection } = setUp()
  const seen: unknown[] = []
  const start = clock.date()
  connection.store.subscribe(({ status, attempt, retryAt }) =>
    seen.push([status, attempt, retryAt === null ? null : retryAt - start]),
  )
  connection.open()
  fake.link.drop()
  await clock.advance(600)
  fake.link.drop()
  await clock.advance(850)
  fake.link.open()
  expect(seen).toEqual([
    ['connecting', 0, null],
    ['reconnecting', 1, 600],
    ['reconnecting', 1, null],
    ['reconnecting', 2, 1450],
    ['reconnecting', 2, null],
    ['open', 0, null],
  ])
  expect(fake.links.map(({ context }) => context.attempt)).toEqual([0, 1, 2])
})

test('tells the transport to fetch credentials again', async () => {
  const { clock, fake, connection, news } = setUp()
  connection.open()
  fake.link.drop(4401)
  await clock.advance(600)
  fake.link.drop(4401)
  expect(fake.links.map(({ context }) => context.refresh)).toEqual([false, true])
  expect(news().at(-1)).toBe('onClose peer 4401')
  connection.reconnect()
  expect(fake.link.context.refresh).toBe(false)
})

test('says why it failed, and forgets it when it starts again', async () => {
  const { fake, connection } = setUp()
  connection.open()
  fake.link.drop(1008, 'go away')
  const { error, closeReason, retryAt } = connection.store.getState()
  expect(error?.code).toBe('closed')
  expect(error?.message).toMatch(/peer, code 1008, "go away".*reconnect\(\)/)
  expect([closeReason, retryAt]).toEqual([{ kind: 'peer', code: 1008, reason: 'go away', verdict: 'fail' }, null])
  connection.open()
  expect(connection.store.getState()).toMatchObject({ error: null, closeReason: null })
})

test('says since when it is open, and nothing while it is not', async () => {
  const { clock, fake, connection } = setUp({}, { does: { reconnect: true } })
  const openedAt = (): number | null => connection.store.getState().openedAt
  const seen: (number | null)[] = []
  const start = clock.date()
  const steps: (() => unknown)[] = [
    connection.open,
    () => fake.link.open(),
    () => clock.advance(5000),
    () => fake.link.interrupt(),
    () => fake.link.open(),
    () => fake.link.drop(),
    () => clock.advance(850),
    () => fake.link.open(),
    () => fake.link.drop(1008),
    connection.reconnect,
    () => fake.link.open(),
    connection.close,
  ]
  for (const step of steps) {
    await step()
    seen.push(openedAt())
  }
  const [first, second] = [start, start + 5000]
  expect(seen.slice(0, 6)).toEqual([null, first, first, null, second, null])
  expect(seen.slice(6)).toEqual([null, second + 850, null, null, second + 850, null])
})

test('aborts the signal of a link that nobody waits for', async () => {
  const { fake, connection } = await setUpOpen()
  connection.reconnect()
  connection.close()
  expect(fake.links.map(({ context }) => context.signal.aborted)).toEqual([true, true])
})

test('leaves nothing behind when it is closed', async () => {
  const { clock, network, fake, connection } = await setUpOpen({ wrappers: [heartbeat()] })
  fake.link.message('A')
  void connection.emit('B')
  fake.link.drop()
  void connection.emit('C')
  connection.close()
  await clock.advance(16)
  expect([clock.timers, network.listeners]).toEqual([0, 0])
  expect(connection.store.getState()).toMatchObject({
    status: 'closed',
    attempt: 0,
    retryAt: null,
    openedAt: null,
    lost: false,
  })
})

test('hears the same listener as often as it was added', () => {
  const { fake, connection } = setUp()
  const heard: unknown[] = []
  const listener = (data: unknown): unknown => heard.push(data)
  const stops = [connection.on('A', listener), connection.on('A', listener), connection.onAny(listener)]
  connection.open()
  fake.link.open()
  fake.link.message('A', 1)
  stops[0]?.()
  stops[0]?.()
  fake.link.message('A', 2)
  expect(heard).toEqual([1, 1, { event: 'A', data: 1 }, 2, { event: 'A', data: 2 }])
})

test.each(['close before the last user leaves', 'close after the last user has left'])(
  'leaves no timer: %s',
  (order) => {
    const { clock, fake, connection } = setUp()
    const leave = connection.acquire({ current: { transport: fake, options: {} } })
    const steps = [leave, connection.close]
    for (const step of order.includes('before') ? steps.toReversed() : steps) step()
    expect([connection.store.getState().status, clock.timers]).toEqual(['closed', 0])
    connection.acquire({ current: { transport: fake, options: {} } })
    expect(connection.store.getState().status).toBe('connecting')
  },
)
