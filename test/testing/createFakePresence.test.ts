import { expect, test } from 'vitest'
import { createConnection, presenceOf } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakePresence, createFakeTransport } from 'wirehooks/testing'

async function setUp() {
  const clock = createFakeClock()
  const fake = createFakeTransport({ opens: true })
  const people = createFakePresence(fake, 'board', [{ key: 'bob', state: { name: 'Bob', typing: false } }])
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const options = { channel: 'board', key: 'me', initial: { name: 'Me' }, clock }
  const presence = presenceOf(connection, options)
  const log: string[] = []
  for (const change of ['join', 'update', 'leave'] as const)
    presence.on(change, ({ key, state }) => log.push(`${change} ${key} ${JSON.stringify(state)}`))
  const leave = presence.enter({ current: options })
  connection.open()
  await clock.advance(50)
  return { clock, people, presence, log, leave, fake }
}

test('people come, change and go', async () => {
  const { people, log, presence, clock } = await setUp()
  people.join({ key: 'cid', state: { name: 'Cid' } })
  people.update('bob', { typing: true })
  people.leave('cid')
  people.update('bob', {}, { away: true })
  await clock.advance(50)
  expect(log).toEqual([
    'join bob {"name":"Bob","typing":false}',
    'join cid {"name":"Cid"}',
    'update bob {"name":"Bob","typing":true}',
    'leave cid {"name":"Cid"}',
    'update bob {"name":"Bob","typing":true}',
  ])
  expect(presence.store.getState()).toMatchObject({
    status: 'present',
    others: [{ key: 'bob', status: 'away', connections: 1 }],
  })
  people.join({ key: 'bob', state: { name: 'Bob' } })
  await clock.advance(50)
  expect(presence.store.getState().others).toMatchObject([{ key: 'bob', connections: 2 }])
})

test('tells what the component shares', async () => {
  const { people, presence, leave, clock } = await setUp()
  expect(people.self).toEqual({ name: 'Me' })
  presence.update({ name: 'I' })
  await clock.advance(50)
  expect(people.self).toEqual({ name: 'I' })
  leave()
  await clock.advance(50)
  expect(people.self).toBeUndefined()
})

test('says who there is when somebody is missing', async () => {
  const { people } = await setUp()
  expect(() => people.leave('dan')).toThrow('Nobody is there who is called dan: there are bob')
})
