import { expect, test, vi } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

function setUp(options = {}) {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock, network, ...options })
  const log: string[] = []
  connection.store.subscribe(({ status, attempt }, before) => {
    if (status !== before.status || attempt !== before.attempt) log.push(`${status} ${attempt}`)
  })
  return { clock, network, fake, connection, log }
}

test('opens, sends, receives and closes', async () => {
  const { fake, connection, log } = setUp()
  const heard = vi.fn()
  connection.on('CHAT', heard)
  const early = connection.emit('CHAT', 'one')
  connection.open()
  fake.link.open()
  expect(await early).toEqual({ outcome: 'sent' })
  expect(await connection.emit('CHAT', 'two')).toEqual({ outcome: 'sent' })
  expect(fake.sent.map(({ data }) => data)).toEqual(['one', 'two'])
  fake.link.message('CHAT', 'hi')
  expect(heard).toHaveBeenCalledExactlyOnceWith('hi', { event: 'CHAT', data: 'hi' })
  connection.close()
  expect(await connection.emit('CHAT', 'late')).toEqual({ outcome: 'closed' })
  expect(log).toEqual(['connecting 0', 'open 0', 'closed 0'])
})

test('reconnects after a drop', async () => {
  const { clock, fake, connection, log } = setUp()
  connection.open()
  fake.link.open()
  await clock.advance(10_000)
  fake.link.drop()
  await clock.advance(600)
  fake.link.open()
  expect(fake.links).toHaveLength(2)
  expect(log).toEqual(['connecting 0', 'open 0', 'reconnecting 1', 'open 0'])
})

test('asks and gets an answer', async () => {
  const { clock, fake, connection } = setUp()
  connection.open()
  fake.link.open()
  const answer = connection.request('JOIN', 'room')
  fake.link.reply(['ann'])
  expect(await answer).toEqual(['ann'])
  const never = connection.request('JOIN', 'room')
  const refused = expect(never).rejects.toMatchObject({ code: 'timeout' })
  await clock.advance(10_000)
  await refused
})
