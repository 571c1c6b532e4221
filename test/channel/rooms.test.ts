import { expect, test } from 'vitest'
import { createConnection, type RoomOptions, roomOf, type RoomState, WireError } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

function setUp() {
  const [clock, network, fake] = [createFakeClock(), createFakeNetwork(), createFakeTransport()]
  const connection = createConnection(fake, { clock, network })
  connection.open()
  return {
    clock,
    fake,
    connection,
    settle: () => clock.advance(0),
    /** The words and their rooms that went over the newest link. */
    said: () => fake.link.sent.map(({ event, data }) => `${event} ${String(data)}`),
    /** Somebody enters; also every state the room has from now on. */
    enter(name: string, options: RoomOptions = {}) {
      const room = roomOf(connection, name)
      const states: RoomState[] = []
      room.store.subscribe((state) => states.push(state))
      return { room, states, exit: room.enter(() => options) }
    },
  }
}

const outside = { status: 'outside', answer: undefined, error: null }
const joining = { ...outside, status: 'joining' }
const joined = { ...outside, status: 'joined' }

test('joins when the connection opens, and is joined when that was said', async () => {
  const { fake, enter, said, settle } = setUp()
  const { room, states } = enter('lobby')
  expect(room.store.getState()).toEqual(outside)
  fake.link.open()
  expect(said()).toEqual(['join lobby'])
  await settle()
  expect(states).toEqual([joining, { ...joined, answer: { outcome: 'sent' } }])
})

test('joins at once when the connection is open', async () => {
  const { fake, enter, said } = setUp()
  fake.link.open()
  const { room } = enter('lobby')
  expect(room.store.getState()).toEqual(joining)
  expect(said()).toEqual(['join lobby'])
})

test('says nothing on a connection that is not open', async () => {
  const { fake, connection, enter, settle } = setUp()
  enter('lobby').exit()
  await settle()
  expect(connection.store.getState().queue.count).toBe(0)
  fake.link.open()
  expect(fake.sent).toEqual([])
})

test('joins ahead of what waits, at every opening', async () => {
  const { clock, connection, fake, enter, said } = setUp()
  void connection.emit('early', 1)
  const { room } = enter('lobby')
  enter('garden')
  fake.link.open()
  expect(said()).toEqual(['join lobby', 'join garden', 'early 1'])
  fake.link.drop()
  expect(room.store.getState()).toEqual(outside)
  void connection.emit('between', 2)
  await clock.advance(2000)
  fake.link.open()
  expect(said()).toEqual(['join lobby', 'join garden', 'between 2'])
})

test('joins once for all its users, and leaves with the last', async () => {
  const { fake, enter, said, settle } = setUp()
  fake.link.open()
  const [one, other] = [enter('lobby'), enter('lobby')]
  expect(other.room).toBe(one.room)
  one.exit()
  await settle()
  expect(said()).toEqual(['join lobby'])
  other.exit()
  expect(said()).toEqual(['join lobby'])
  await settle()
  expect(said()).toEqual(['join lobby', 'leave lobby'])
  expect(one.room.store.getState()).toEqual(outside)
})

test('whoever goes twice has gone once', async () => {
  const { fake, enter, said, settle } = setUp()
  fake.link.open()
  const [one] = [enter('lobby'), enter('lobby')]
  one.exit()
  one.exit()
  await settle()
  expect(said()).toEqual(['join lobby'])
})

test('stays when somebody leaves and enters at once', async () => {
  const { fake, enter, said, settle } = setUp()
  fake.link.open()
  const { room, states, exit } = enter('lobby')
  await settle()
  exit()
  const stop = room.enter(() => ({}))
  await settle()
  expect(said()).toEqual(['join lobby'])
  expect(states.at(-1)?.status).toBe('joined')
  stop()
  await settle()
  room.enter(() => ({}))
  expect(said()).toEqual(['join lobby', 'leave lobby', 'join lobby'])
})

test('leaves nothing to say when the connection is gone before', async () => {
  const { connection, fake, enter, settle, said } = setUp()
  fake.link.open()
  const { exit } = enter('lobby')
  fake.link.drop()
  exit()
  await settle()
  expect(said()).toEqual(['join lobby'])
  expect(connection.store.getState().queue.count).toBe(0)
})

test('joins again after the connection was closed and opened', () => {
  const { connection, fake, enter, said } = setUp()
  fake.link.open()
  const { room } = enter('lobby')
  connection.close()
  expect(room.store.getState()).toEqual(outside)
  connection.open()
  fake.link.open()
  expect(said()).toEqual(['join lobby'])
})

test('joins again when the transport mended the link itself', () => {
  const fake = createFakeTransport({ does: { reconnect: true } })
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  roomOf(connection, 'lobby').enter(() => ({}))
  fake.link.open()
  fake.link.interrupt()
  fake.link.open()
  expect(fake.sent).toEqual([
    { event: 'join', data: 'lobby' },
    { event: 'join', data: 'lobby' },
  ])
})

test('uses other words', async () => {
  const { fake, enter, said, settle } = setUp()
  fake.link.open()
  enter('lobby', { join: 'SUBSCRIBE', leave: 'UNSUBSCRIBE' }).exit()
  await settle()
  expect(said()).toEqual(['SUBSCRIBE lobby', 'UNSUBSCRIBE lobby'])
})

test('asks, and keeps the answer', async () => {
  const { connection, fake, enter, settle } = setUp()
  fake.link.open()
  const { states } = enter('lobby', { join: (name) => connection.request('enter', name) })
  fake.link.reply(['ann', 'bob'])
  await settle()
  expect(states).toEqual([joining, { ...joined, answer: ['ann', 'bob'] }])
})

test('is refused with an error, until it opens again', async () => {
  const { clock, connection, fake, enter, settle } = setUp()
  fake.link.open()
  const { room } = enter('staff', { join: (name) => connection.request('enter', name) })
  fake.link.refuse({ message: 'members only' })
  await settle()
  expect(room.store.getState()).toMatchObject({
    status: 'refused',
    answer: undefined,
    error: { name: 'WireError', code: 'rejected', cause: { message: 'members only' } },
  })
  fake.link.drop()
  expect(room.store.getState()).toEqual(outside)
  await clock.advance(2000)
  fake.link.open()
  expect(room.store.getState()).toEqual(joining)
  fake.link.reply('welcome')
  await settle()
  expect(room.store.getState()).toEqual({ ...joined, answer: 'welcome' })
})

test('is refused by a function that throws', async () => {
  const { fake, enter, settle } = setUp()
  fake.link.open()
  const { room } = enter('lobby', {
    join() {
      throw new Error('no key')
    },
  })
  await settle()
  expect(room.store.getState().error).toEqual(new WireError('rejected', new Error('no key'), new Error('no key')))
})

test('an answer of an earlier link changes nothing', async () => {
  const { clock, fake, enter, settle } = setUp()
  const answers: ((answer: string) => void)[] = []
  fake.link.open()
  const { room, states } = enter('lobby', { join: () => new Promise((answer) => answers.push(answer)) })
  fake.link.drop()
  await clock.advance(2000)
  fake.link.open()
  answers[0]?.('late')
  await settle()
  expect(room.store.getState()).toEqual(joining)
  answers[1]?.('right')
  await settle()
  expect(states).toEqual([joining, outside, joining, { ...joined, answer: 'right' }])
})

test('an answer that comes after everybody has left changes nothing', async () => {
  const { fake, enter, settle } = setUp()
  let answer: ((answer: string) => void) | undefined
  fake.link.open()
  const { room, exit } = enter('lobby', {
    join: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  exit()
  await settle()
  answer?.('late')
  await settle()
  expect(room.store.getState()).toEqual(outside)
})

test('a leave that is refused concerns nobody', async () => {
  const { fake, enter, settle } = setUp()
  fake.link.open()
  const { room, exit } = enter('lobby', { leave: () => Promise.reject(new Error('stay')) })
  exit()
  await settle()
  expect(room.store.getState()).toEqual(outside)
})

test('the first user says how, then the next one', async () => {
  const { clock, fake, enter, said, settle } = setUp()
  fake.link.open()
  const one = enter('lobby', { join: 'one joins', leave: 'one leaves' })
  const other = enter('lobby', { join: 'other joins', leave: 'other leaves' })
  one.exit()
  await settle()
  fake.link.drop()
  await clock.advance(2000)
  fake.link.open()
  other.exit()
  await settle()
  enter('lobby', { join: 'third joins' })
  expect(said()).toEqual(['other joins lobby', 'other leaves lobby', 'third joins lobby'])
})

test('rooms of the same name on other connections are others', () => {
  const [one, other] = [setUp(), setUp()]
  one.fake.link.open()
  other.fake.link.open()
  one.enter('lobby')
  expect([one.said(), other.said()]).toEqual([['join lobby'], []])
  expect(other.enter('lobby').room).not.toBe(one.enter('lobby').room)
})
