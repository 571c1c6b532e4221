import { expect, test, vi } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

// Two copies of the library on one page, as microfrontends have them: a connection of one is used by the other.

/** A second copy: its modules run once more. */
async function copyOf<Module>(load: () => Promise<Module>): Promise<Module> {
  vi.resetModules()
  return load()
}

function setUp() {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  return { clock, fake, connection, said: () => fake.link.sent.map(({ event }) => event) }
}

test('are in the same room, which is left when the last of both has gone', async () => {
  const { clock, connection, said } = setUp()
  const { roomOf } = await import('../../src/channel/rooms')
  const other = await copyOf(() => import('../../src/channel/rooms'))
  expect(other.roomOf).not.toBe(roomOf)
  const [first, second] = [roomOf(connection, 'lobby'), other.roomOf(connection, 'lobby')]
  const exits = [first.enter(() => ({})), second.enter(() => ({}))]
  await clock.advance(1)
  exits[0]?.()
  await clock.advance(1)
  expect(said()).toEqual(['join'])
  expect(second.store.getState().status).toBe('joined')
  exits[1]?.()
  await clock.advance(1)
  expect(said()).toEqual(['join', 'leave'])
})

test('are in a channel once', async () => {
  const { presenceOf } = await import('../../src/presence/presenceOf')
  const other = await copyOf(() => import('../../src/presence/presenceOf'))
  const { connection } = setUp()
  const options = { key: 'ann', initial: {} }
  expect(other.presenceOf(connection, options)).toBe(presenceOf(connection, options))
})
