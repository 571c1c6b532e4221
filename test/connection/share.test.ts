import { expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork, createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { buildConnection, type Connection, type ConnectionUser } from '../../src/connection/connection'
import type { Holder } from '../../src/connection/lease'
import { createSending } from '../../src/connection/sending'
import { share as shareBy } from '../../src/connection/share'

const clock = createFakeClock()
const network = createFakeNetwork()

const build = (founder: Holder<ConnectionUser>): Connection => buildConnection(founder, createSending)
const share = (founder: Holder<ConnectionUser>): Connection => shareBy(founder, build)

function hold(transport: FakeTransport): Holder<ConnectionUser> {
  return { current: { transport, options: { clock, network } } }
}

test('is one connection for everybody with the same key', () => {
  const [one, other] = [createFakeTransport({ key: 'same' }), createFakeTransport({ key: 'same' })]
  expect(share(hold(one))).toBe(share(hold(other)))
})

test('is another connection where others build it: it may have other functions', () => {
  const fake = createFakeTransport({ key: 'built' })
  expect(shareBy(hold(fake), (founder) => build(founder))).not.toBe(share(hold(fake)))
})

test('is another connection for another key', () => {
  expect(share(hold(createFakeTransport()))).not.toBe(share(hold(createFakeTransport())))
})

test('is never shared without a key', () => {
  const fake = createFakeTransport({ key: null })
  expect(share(hold(fake))).not.toBe(share(hold(fake)))
})

test.each(['', '__proto__', 'null'])('takes "%s" as any other key', (key) => {
  const first = share(hold(createFakeTransport({ key })))
  expect(first.key).toBe(key)
  expect(share(hold(createFakeTransport({ key })))).toBe(first)
})

test('opens nothing, and leaves nothing behind', () => {
  const fake = createFakeTransport()
  share(hold(fake))
  expect([fake.links.length, clock.timers, network.listeners]).toEqual([0, 0, 0])
})

test('dials with the transport of the first who holds it, and later with that of the heir', async () => {
  const fakes = ['first', 'heir'].map(() => createFakeTransport({ key: 'inherited' }))
  const [first, heir] = fakes.map(hold) as [Holder<ConnectionUser>, Holder<ConnectionUser>]
  const connection = share(first)
  const releases = [connection.acquire(first), connection.acquire(heir)]
  expect(fakes.map(({ links }) => links.length)).toEqual([1, 0])
  releases[0]?.()
  connection.reconnect()
  expect(fakes.map(({ links }) => links.length)).toEqual([1, 1])
  releases[1]?.()
  await clock.advance(1000)
  expect([connection.store.getState().status, clock.timers, network.listeners]).toEqual(['idle', 0, 0])
})
