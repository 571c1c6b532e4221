import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ConnectionOptions, ConnectionUser, Holder } from 'wirehooks/vanilla'
import { type Scene, setUp as setUpScene } from './support/setUp'

interface Held extends Scene {
  /** A component that holds the connection, with callbacks of its own. */
  holder(name: string, options?: ConnectionOptions): Holder<ConnectionUser>
}

/** A connection as components hold it. Callbacks are written down with the name of whose they are. */
function setUp(fakeOptions: Parameters<typeof setUpScene>[1] = {}): Held {
  const scene = setUpScene({}, fakeOptions)
  const { fake, log } = scene
  return {
    ...scene,
    holder: (name, options = {}) => ({
      current: {
        transport: fake,
        options: {
          onOpen: () => log.push(`${name} hears onOpen`),
          onClose: ({ kind }, willRetry) => log.push(`${name} hears onClose ${kind}${willRetry ? ', will retry' : ''}`),
          ...options,
        },
      },
    }),
  }
}

// Some of them have other options than others.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

const statusOf = ({ connection }: Scene): string => connection.store.getState().status

test('the first one starts it, and after the last one has left it ends a linger later', async () => {
  const scene = setUp()
  const { clock, fake, connection, holder, news } = scene
  const leave = ['ann', 'bob'].map((name) => connection.acquire(holder(name)))
  expect(news()).toEqual(['connecting'])
  fake.link.open()
  expect(news()).toEqual(['ann hears onOpen', 'bob hears onOpen', 'open'])
  leave[0]?.()
  await clock.advance(60_000)
  leave[1]?.()
  await clock.advance(999)
  expect([news(), statusOf(scene)]).toEqual([[], 'open'])
  await clock.advance(1)
  expect(news()).toEqual(['idle', 'bob hears onClose user'])
  expect([clock.timers, scene.network.listeners, fake.link.closedFor]).toEqual([0, 0, { kind: 'user' }])
})

test('who comes back within the linger keeps it, and later starts it again', async () => {
  const scene = setUp()
  const { clock, fake, connection, holder, news } = scene
  const ann = holder('ann')
  const leave = connection.acquire(ann)
  fake.link.open()
  leave()
  await clock.advance(999)
  const leaveAgain = connection.acquire(ann)
  await clock.advance(60_000)
  expect([statusOf(scene), fake.links.length]).toEqual(['open', 1])
  leaveAgain()
  await clock.advance(1000)
  news()
  connection.acquire(ann)
  expect([news(), fake.links.length]).toEqual([['connecting'], 2])
})

test.each([
  [0, 0],
  [5000, 5000],
  [Infinity, 1e9],
])('lingers as long as its last holder says: %d ms', async (linger, longest) => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const leave = [connection.acquire(holder('ann', { linger: 77 })), connection.acquire(holder('bob', { linger }))]
  fake.link.open()
  for (const goAway of leave) goAway()
  if (longest > 0) await clock.advance(longest - 1)
  expect(statusOf(scene)).toBe('open')
  await clock.advance(1)
  expect(statusOf(scene)).toBe(linger === Infinity ? 'open' : 'idle')
})

test('the last one to leave hears how it ends, whoever held longer, and nobody else does', async () => {
  const { clock, fake, connection, holder, news } = setUp()
  const leave = ['ann', 'bob'].map((name) => connection.acquire(holder(name)))
  fake.link.open()
  for (const goAway of leave.toReversed()) goAway()
  news()
  await clock.advance(1000)
  expect(news()).toEqual(['idle', 'ann hears onClose user'])
})

test('the last one to leave also hears of a link that breaks while it lingers', () => {
  const { fake, connection, holder, news } = setUp()
  connection.acquire(holder('ann'))()
  fake.link.open()
  news()
  fake.link.drop()
  expect(news()).toEqual(['reconnecting', 'ann hears onClose peer, will retry'])
})

test('one that is replaced by another connection lingers only where others may come', async () => {
  for (const key of ['shared', null]) {
    const scene = setUp({ key })
    const { clock, fake, connection, holder, news } = scene
    const leave = connection.acquire(holder('ann'))
    fake.link.open()
    news()
    leave('replaced')
    expect([statusOf(scene), news()]).toEqual(
      key === null ? ['idle', ['idle', 'ann hears onClose user']] : ['open', []],
    )
    await clock.advance(1000)
    expect([statusOf(scene), clock.timers]).toEqual(['idle', 0])
  }
})

test('giving a hold back twice counts once', async () => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const leave = connection.acquire(holder('ann'))
  fake.link.open()
  leave()
  connection.acquire(holder('bob'))
  leave()
  await clock.advance(60_000)
  expect(statusOf(scene)).toBe('open')
})

test('what a user closed stays closed for a component that comes back', async () => {
  for (const pause of [0, 500, 5000]) {
    const scene = setUp()
    const { clock, connection, fake, holder } = scene
    const ann = holder('ann')
    const leave = connection.acquire(ann)
    fake.link.open()
    connection.close()
    leave()
    await clock.advance(pause)
    connection.acquire(ann)
    await clock.advance(60_000)
    expect([statusOf(scene), fake.links.length, clock.timers]).toEqual(['closed', 1, 0])
  }
})

test('what a user closed while nobody held it stays closed for those who held it before', async () => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const ann = holder('ann')
  connection.acquire(ann)()
  connection.close()
  connection.acquire(ann)
  await clock.advance(60_000)
  expect([statusOf(scene), fake.links.length]).toEqual(['closed', 1])
})

test('what a user closed starts for a new component once nobody is left who was there', () => {
  const scene = setUp()
  const { connection, fake, holder } = scene
  const leave = ['ann', 'bob'].map((name) => connection.acquire(holder(name)))
  fake.link.open()
  connection.close()
  const leaveEarly = connection.acquire(holder('early'))
  leave[0]?.()
  connection.acquire(holder('also early'))
  expect(statusOf(scene)).toBe('closed')
  leaveEarly()
  leave[1]?.()
  connection.acquire(holder('new'))
  expect([statusOf(scene), fake.links.length]).toEqual(['connecting', 2])
})

test('what a user closed starts for a component that takes the place of the one that was there', async () => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const before = { ...holder('ann'), isHidden: false }
  const leave = connection.acquire(before)
  fake.link.open()
  connection.close()
  // As React does it: the next page is mounted before the components of the last one are gone.
  before.isHidden = true
  connection.acquire(holder('next'))
  expect(statusOf(scene)).toBe('closed')
  leave()
  await clock.advance(0)
  expect([statusOf(scene), fake.links.length]).toEqual(['connecting', 2])
})

test('what a user closed stays closed for a new component while the one that was there is suspended', async () => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const before = { ...holder('ann'), isHidden: false }
  connection.acquire(before)
  fake.link.open()
  connection.close()
  before.isHidden = true
  const leave = connection.acquire(holder('next'))
  await clock.advance(5000)
  before.isHidden = false
  leave()
  await clock.advance(5000)
  expect([statusOf(scene), fake.links.length]).toEqual(['closed', 1])
})

test('what a user closed stays closed for one that was hidden and is shown again', () => {
  const scene = setUp()
  const { connection, holder } = scene
  const ann = { ...holder('ann'), isHidden: false }
  const leave = connection.acquire(ann)
  connection.close()
  ann.isHidden = true
  leave()
  ann.isHidden = false
  connection.acquire(ann)
  expect(statusOf(scene)).toBe('closed')
})

test('what a user closed starts for a component that never held it', () => {
  const scene = setUp()
  const { connection, holder } = scene
  connection.acquire(holder('ann'))()
  connection.close()
  connection.acquire(holder('new'))
  expect(statusOf(scene)).toBe('connecting')
})

test.each(['open', 'reconnect'] as const)('%s() starts what a user closed, for everybody', (name) => {
  const scene = setUp()
  const { connection, holder, fake } = scene
  const ann = holder('ann')
  const leave = connection.acquire(ann)
  connection.close()
  connection[name]()
  expect(statusOf(scene)).toBe('connecting')
  leave()
  connection.acquire(ann)
  fake.link.open()
  expect(statusOf(scene)).toBe('open')
})

test('what was started again and ended by its linger starts for whoever comes back', async () => {
  const scene = setUp()
  const { clock, connection, holder } = scene
  const ann = holder('ann')
  const leave = connection.acquire(ann)
  connection.close()
  connection.open()
  leave()
  await clock.advance(1000)
  expect(statusOf(scene)).toBe('idle')
  connection.acquire(ann)
  expect(statusOf(scene)).toBe('connecting')
})

test('what gave up starts for a new component, and not for one that was there', () => {
  const scene = setUp()
  const { connection, fake, holder } = scene
  const ann = holder('ann')
  const leave = connection.acquire(ann)
  fake.link.drop(1008)
  leave()
  const leaveAgain = connection.acquire(ann)
  expect(statusOf(scene)).toBe('failed')
  leaveAgain()
  connection.acquire(holder('new'))
  expect([statusOf(scene), fake.links.length]).toEqual(['connecting', 2])
})

test('what gave up is idle after its linger, and starts for whoever comes back', async () => {
  const scene = setUp()
  const { clock, network, connection, fake, holder } = scene
  const ann = holder('ann')
  const leave = connection.acquire(ann)
  fake.link.drop(1008)
  leave()
  await clock.advance(1000)
  expect([statusOf(scene), clock.timers, network.listeners]).toEqual(['idle', 0, 0])
  expect(connection.store.getState().error).toBeNull()
  connection.acquire(ann)
  expect(statusOf(scene)).toBe('connecting')
})

test.each(['open', 'reconnect'] as const)('%s() starts nothing that nobody could end any more', async (name) => {
  for (const pause of [0, 5000]) {
    const scene = setUp()
    const { clock, connection, fake, holder } = scene
    connection.acquire(holder('ann'))()
    await clock.advance(pause)
    connection.close()
    connection[name]()
    expect([statusOf(scene), fake.links.length, clock.timers]).toEqual(['closed', 1, 0])
  }
})

test('the options of the one that holds longest count', async () => {
  const scene = setUp()
  const { clock, connection, fake, holder } = scene
  const leave = [
    connection.acquire(holder('ann', { outbox: { capacity: 1 } })),
    connection.acquire(holder('bob', { outbox: { capacity: 2 } })),
  ]
  const outcomes: string[] = []
  const send = (): unknown => connection.send(1).then(({ outcome }) => outcomes.push(outcome))
  for (let count = 0; count < 2; count += 1) send()
  leave[0]?.()
  for (let count = 0; count < 2; count += 1) send()
  await clock.advance(1)
  expect(outcomes).toEqual(['dropped', 'dropped'])
  fake.link.open()
  await clock.advance(1)
  expect(outcomes).toEqual(['dropped', 'dropped', 'sent', 'sent'])
})
