import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import {
  createConnection,
  type Connection,
  type ConnectionUser,
  eventSource,
  type Holder,
  type Transport,
  webSocket,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { buildConnection } from '../../src/connection/connection'
import { connections, forgetConnections, share as shareBy } from '../../src/connection/registry'
import { createSending } from '../../src/connection/sending'
import { labelOf } from '../../src/transport/identityTexts'

const clock = createFakeClock()
const network = createFakeNetwork()

const build = (firstHolder: Holder<ConnectionUser>): Connection => buildConnection(firstHolder, createSending)
const share = (firstHolder: Holder<ConnectionUser>): Connection => shareBy(firstHolder, build)

afterEach(() => {
  vi.unstubAllGlobals()
  forgetConnections()
})

function create(key: string): Connection {
  const fake = createFakeTransport({ key })
  return createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
}

function hold(transport: Transport): Holder<ConnectionUser> {
  return { current: { transport, options: { clock, network } } }
}

test('lists what is started, oldest first, and tells of it', () => {
  const log: string[][] = []
  const stop = connections.subscribe((all) => log.push(all.map(({ identity }) => labelOf(identity))))
  const [a, b] = [create('a'), create('b')]
  b.open()
  a.open()
  a.open()
  b.reconnect()
  b.close()
  b.close()
  b.reconnect()
  a.close()
  b.close()
  stop()
  expect(log).toEqual([['fake b'], ['fake b', 'fake a'], ['fake a'], ['fake a', 'fake b'], ['fake b'], []])
})

test('lists the connection itself', () => {
  const connection = create('c')
  connection.open()
  expect(connections.getState()).toEqual([connection])
  connections.getState()[0]?.close()
  expect([connection.store.getState().status, connections.getState()]).toEqual(['closed', []])
})

test('keeps listing one that failed, so that it can be told to reconnect', () => {
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  fake.link.drop(1008)
  expect(connections.getState().map(({ store }) => store.getState().status)).toEqual(['failed'])
  connections.getState()[0]?.reconnect()
  expect(connection.store.getState().status).toBe('connecting')
  connection.close()
})

test('a subscriber of the list that throws keeps nothing from starting and ending, nor others from hearing', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const heard: number[] = []
  const disturb = (): never => {
    throw 'mine'
  }
  for (const listener of [disturb, (all: readonly unknown[]): unknown => heard.push(all.length)]) {
    onTestFinished(connections.subscribe(listener))
  }
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  expect(connection.store.getState().status).toBe('open')
  connection.close()
  expect([connection.store.getState().status, fake.link.status, connections.getState()]).toEqual([
    'closed',
    'closed',
    [],
  ])
  expect([heard, reported]).toEqual([
    [1, 0],
    ['mine', 'mine'],
  ])
})

test('a subscriber of the list may close and open what it hears of', () => {
  const connection = create('toggled')
  const log: string[] = []
  connection.store.subscribe(({ status }, before) => {
    if (status !== before.status) log.push(status)
  })
  const stop = connections.subscribe((all) => {
    if (all.includes(connection)) connection.close()
  })
  connection.open()
  stop()
  expect([log, connections.getState()]).toEqual([['connecting', 'closed'], []])
})

test('is one connection for everybody whose identity is the same', () => {
  const [one, other] = [createFakeTransport({ key: 'same' }), createFakeTransport({ key: 'same' })]
  expect(share(hold(one))).toBe(share(hold(other)))
})

test('is another connection where others build it: it may have other functions', () => {
  const fake = createFakeTransport({ key: 'built' })
  expect(shareBy(hold(fake), (firstHolder) => build(firstHolder))).not.toBe(share(hold(fake)))
})

test('is another connection for another key, and for another user', () => {
  const fakes = [
    createFakeTransport(),
    createFakeTransport(),
    createFakeTransport({ key: 'one' }),
    createFakeTransport({ key: 'one', identity: 'ann' }),
    createFakeTransport({ key: 'one', identity: 'bob' }),
    createFakeTransport({ key: 'one', identity: 1 }),
    createFakeTransport({ key: 'one', identity: '1' }),
  ]
  expect(new Set(fakes.map((fake) => share(hold(fake)))).size).toBe(fakes.length)
})

test('is never shared where the identity is private', () => {
  const fake = createFakeTransport({ key: null })
  expect(share(hold(fake))).not.toBe(share(hold(fake)))
})

const url = 'wss://example.com/shared'

test.each<[string, () => Transport]>([
  ['an address that is a function', () => webSocket(() => url)],
  ['an address that is a function, with an identity', () => webSocket(() => url, { identity: 'ann' })],
  ['subprotocols that are a function', () => webSocket(url, { protocols: () => ['token'] })],
  ['headers that are a function', () => eventSource(url, { headers: () => ({}) })],
])('is never shared with %s: nobody can tell whether two functions mean the same', (_name, create) => {
  expect(share(hold(create()))).not.toBe(share(hold(create())))
})

test.each<[string, (user: string) => Transport]>([
  ['a plain address', (identity) => webSocket(url, { identity })],
  ['an address that is a function, with a key', (identity) => webSocket(() => url, { identity, key: 'a' })],
  ['subprotocols that are a function', (identity) => webSocket(url, { protocols: () => ['t'], identity })],
  ['headers that are a function', (identity) => eventSource(url, { headers: () => ({}), identity })],
])('is one connection for each user with %s', (_name, create) => {
  const [ann, annAgain, bob] = ['ann', 'ann', 'bob'].map((user) => share(hold(create(user))))
  expect(annAgain).toBe(ann)
  expect(bob).not.toBe(ann)
})

test.each(['', '__proto__', 'null'])('takes "%s" as any other key', (key) => {
  const first = share(hold(createFakeTransport({ key })))
  expect(share(hold(createFakeTransport({ key })))).toBe(first)
})

test('opens nothing, and leaves nothing behind', () => {
  const fake = createFakeTransport()
  share(hold(fake))
  expect([fake.links.length, clock.timers, network.listeners]).toEqual([0, 0, 0])
})

test('dials with the transport of the first who holds it, and later with that of the next one', async () => {
  const fakes = ['first', 'next'].map(() => createFakeTransport({ key: 'inherited' }))
  const [first, next] = fakes.map(hold) as [Holder<ConnectionUser>, Holder<ConnectionUser>]
  const connection = share(first)
  const releases = [connection.acquire(first), connection.acquire(next)]
  expect(fakes.map(({ links }) => links.length)).toEqual([1, 0])
  releases[0]?.()
  connection.reconnect()
  expect(fakes.map(({ links }) => links.length)).toEqual([1, 1])
  releases[1]?.()
  await clock.advance(1000)
  expect([connection.store.getState().status, clock.timers, network.listeners]).toEqual(['idle', 0, 0])
})

test('forgets who shares connections when it is told to', () => {
  const fake = createFakeTransport()
  const before = share(hold(fake))
  forgetConnections()
  expect(share(hold(fake))).not.toBe(before)
})
