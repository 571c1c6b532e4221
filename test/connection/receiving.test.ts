import { expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { isWireError, type WireError } from 'wirehooks/vanilla'
import { buildConnection, type Connection } from '../../src/connection/connection'
import { createReceiving } from '../../src/connection/receiving'

function setUpReceiving() {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport()
  const errors: WireError[] = []
  const options = { clock, network, onError: (error: WireError) => void errors.push(error) }
  const connection: Connection = buildConnection({ current: { transport: fake, options } }, createReceiving)
  return { clock, network, fake, errors, connection }
}

test.each<[string, (connection: Connection) => Promise<unknown>]>([
  ['emit', ({ emit }) => emit('A', 1)],
  ['send', ({ send }) => send('a')],
])('%s is dropped, which onError hears of, whether it is open or not', async (_name, say) => {
  const { fake, connection, errors } = setUpReceiving()
  const fates = [await say(connection)]
  connection.open()
  fates.push(await say(connection))
  fake.link.open()
  fates.push(await say(connection))
  connection.close()
  fates.push(await say(connection))
  expect(fates).toEqual(errors.map((error) => ({ outcome: 'dropped', error })))
  expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'cannot-send'))
  expect(errors.every((error) => isWireError(error) && error.message.includes(fake.name))).toBe(true)
  expect([fake.sent, connection.store.getState().queue]).toEqual([
    [],
    { count: 0, bytes: 0, oldestAt: null, dropped: 0 },
  ])
})

test('a request rejects, and only whoever asked hears of it', async () => {
  const { clock, fake, connection, errors } = setUpReceiving()
  connection.open()
  fake.link.open()
  await expect(connection.request('ASK', 1)).rejects.toMatchObject({
    code: 'cannot-send',
    message: expect.stringContaining(connection.name) as string,
  })
  expect([errors, fake.sent, clock.timers]).toEqual([[], [], 0])
})

test('there is nothing to wait for before leaving', async () => {
  const { connection } = setUpReceiving()
  await expect(connection.drain()).resolves.toBeUndefined()
  connection.open()
  await expect(connection.drain()).resolves.toBeUndefined()
  connection.close()
})

test('receives as any other, and leaves nothing behind', async () => {
  const { clock, network, fake, connection } = setUpReceiving()
  const heard: unknown[] = []
  connection.on('NEWS', (data) => heard.push(data))
  connection.open()
  fake.link.open()
  fake.link.message('NEWS', 1)
  fake.link.drop()
  await clock.advance(2000)
  fake.link.open()
  fake.link.message('NEWS', 2)
  connection.close()
  await clock.advance(16)
  expect([heard, connection.store.getState().status]).toEqual([[1, 2], 'closed'])
  expect([clock.timers, network.listeners]).toEqual([0, 0])
})
