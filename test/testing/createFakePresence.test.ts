import { afterEach, expect, test, vi } from 'vitest'
import { createConnection, presenceOf } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakePresence, createFakeTransport } from 'wirehooks/testing'

afterEach(() => vi.restoreAllMocks())

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

test('a server refuses who is there, and lets them in again', async () => {
  const { people, presence, clock, log } = await setUp()
  people.refuse('too-many')
  await clock.advance(50)
  expect(presence.store.getState()).toMatchObject({ status: 'refused', others: [], error: { code: 'refused' } })
  expect(presence.store.getState().error?.cause).toMatchObject({ code: 'too-many' })
  expect(people.self).toBeUndefined()
  presence.retry()
  await clock.advance(50)
  expect(presence.store.getState().status).toBe('refused')
  people.admit()
  presence.retry()
  await clock.advance(50)
  expect(presence.store.getState()).toMatchObject({ status: 'present', others: [{ key: 'bob' }] })
  expect(people.self).toEqual({ name: 'Me' })
  expect(log).toEqual([])
})

test('a server shows some of very many', async () => {
  const { people, presence, clock } = await setUp()
  people.setCount(40_000)
  await clock.advance(50)
  expect(presence.store.getState()).toMatchObject({ count: 40_000, others: [{ key: 'bob' }] })
})

test('says who there is when somebody is missing', async () => {
  const { people } = await setUp()
  expect(() => people.leave('dan')).toThrow('Nobody is there who is called dan: there are bob')
})

test('says who there is when nobody is there at all', () => {
  const people = createFakePresence(createFakeTransport())
  expect(() => people.update('dan', {})).toThrow('Nobody is there who is called dan: nobody is there at all')
})

test('is called once for a channel of a fake', () => {
  const fake = createFakeTransport()
  createFakePresence(fake, 'board')
  createFakePresence(fake, 'lobby')
  expect(() => createFakePresence(fake, 'board', [{ key: 'cid', state: {} }])).toThrow(
    'createFakePresence(fake, "board") was called for this fake already: add people with join() of what the first call returned, or give each test a fake of its own',
  )
  expect(() => createFakePresence(createFakeTransport(), 'board')).not.toThrow()
})

test('has times of the clock of the connection, also for those who were there before it', async () => {
  const { clock, people, presence } = await setUp()
  const cameAt = Date.UTC(2026, 0, 1)
  const since = (): number[] => presence.store.getState().others.map((other) => other.since - cameAt)
  const [bob = 0] = since()
  // They were there when the page came.
  expect(Math.abs(bob)).toBeLessThan(1000)
  await clock.advance(60_000 - 50)
  people.join({ key: 'cid', state: { name: 'Cid' } })
  people.update('bob', { typing: true })
  await clock.advance(50)
  expect(since()).toEqual([bob, 60_000])
  expect(presence.store.getState().others.map(({ lastSeen }) => lastSeen - cameAt)).toEqual([60_000, 60_000])
})

test('has wall times of today over a connection with the clock of the system', async () => {
  const before = Date.now()
  const fake = createFakeTransport({ opens: true })
  createFakePresence(fake, 'board', [{ key: 'bob', state: {} }])
  const connection = createConnection(fake, { network: createFakeNetwork() })
  const options = { channel: 'board', key: 'me', initial: {} }
  const presence = presenceOf(connection, options)
  const leave = presence.enter({ current: options })
  connection.open()
  await expect.poll(() => presence.store.getState().others.length).toBe(1)
  const [bob] = presence.store.getState().others
  expect(bob?.since).toBeGreaterThanOrEqual(before)
  expect(bob?.since).toBeLessThanOrEqual(Date.now())
  leave()
  connection.close()
})

test('somebody who comes anew is somebody else', async () => {
  const { people, presence, clock, log } = await setUp()
  people.join({ key: 'cid', state: { name: 'Cid' } })
  people.leave('bob')
  people.join({ key: 'bob', state: { name: 'Bob' } })
  await clock.advance(50)
  expect(presence.store.getState().others.map(({ key, connections }) => [key, connections])).toEqual([
    ['cid', 1],
    ['bob', 1],
  ])
  expect(log.slice(-2)).toEqual(['leave bob {"name":"Bob","typing":false}', 'join bob {"name":"Bob"}'])
})

test('goes on after a break', async () => {
  const { people, presence, clock, fake } = await setUp()
  fake.link.drop()
  people.join({ key: 'cid', state: { name: 'Cid' } })
  await clock.advance(10_000)
  people.update('cid', { name: 'Cidney' })
  await clock.advance(50)
  expect(presence.store.getState()).toMatchObject({
    status: 'present',
    others: [{ state: { name: 'Bob' } }, { state: { name: 'Cidney' } }],
  })
})

test('says once that a component is in a channel which nobody plays', async () => {
  const warnings: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => warnings.push(text))
  const { clock, fake } = await setUp()
  createFakePresence(fake, 'hall')
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const leaves = ['boards', 'hall'].map((channel) => {
    const options = { channel, key: 'me', initial: {}, clock }
    return presenceOf(connection, options).enter({ current: options })
  })
  connection.open()
  await clock.advance(50)
  for (const leave of leaves) leave()
  connection.close()
  expect(warnings).toEqual([
    'wirehooks: Expected somebody in "board" or "hall", the channels that createFakePresence() was called for, but a component is in the channel "boards": it hears of nobody. Give both the same name.',
  ])
})
