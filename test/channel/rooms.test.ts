import { describe, expect, test, vi } from 'vitest'
import { type RoomOptions, roomOf, type RoomState } from '../../src/channel/rooms'
import type { Outcome } from '../../src/transport/delivery'
import { WireError } from '../../src/transport/error'
import { collectGarbage } from '../transport/support/collectGarbage'
import { createFakeConnection } from './support/createFakeConnection'

function setUp() {
  const connection = createFakeConnection()
  return {
    connection,
    /** The events and their rooms that went out. */
    said: () => connection.sent.map(({ event, data }) => `${event} ${String(data)}`),
    /** Somebody enters; also every state the room has from now on. */
    enter(name: string, options: RoomOptions = {}) {
      const room = roomOf(connection, name)
      const states: RoomState[] = []
      room.store.subscribe((state) => states.push(state))
      return { room, states, exit: room.enter(() => options) }
    },
  }
}

/** What waits for a promise has gone on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** A function that joins, and the server's answers to it, given by hand. */
function askByHand() {
  const answers: ((answer: unknown) => void)[] = []
  const refusals: ((cause: unknown) => void)[] = []
  const join = (): Promise<unknown> =>
    new Promise((answer, refuse) => {
      answers.push(answer)
      refusals.push(refuse)
    })
  return { join, answers, refusals }
}

const outside = { status: 'outside', answer: undefined, error: null }
const joining = { ...outside, status: 'joining' }
const joined = { ...outside, status: 'joined' }

describe('joining', () => {
  test('happens when the connection opens, and the room is joined when that was sent', async () => {
    const { connection, enter, said } = setUp()
    const { room, states } = enter('lobby')
    expect(room.store.getState()).toEqual(outside)
    connection.open()
    expect(said()).toEqual(['join lobby'])
    await settle()
    expect(states).toEqual([joining, { ...joined, answer: { outcome: 'sent' } }])
  })

  test('happens at once when the connection is open', () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const { room } = enter('lobby')
    expect(room.store.getState()).toEqual(joining)
    expect(said()).toEqual(['join lobby'])
  })

  test('sends nothing on a connection that is not open', async () => {
    const { connection, enter } = setUp()
    enter('lobby').exit()
    await settle()
    expect(connection.waiting).toEqual([])
    connection.open()
    expect(connection.sent).toEqual([])
  })

  test('goes after what onOpen sends and ahead of what waits, at every opening', async () => {
    const { connection, enter, said } = setUp()
    connection.onOpen = () => void connection.emit('hello', 0)
    void connection.emit('early', 1)
    const { room } = enter('lobby')
    enter('garden')
    connection.open()
    expect(said()).toEqual(['hello 0', 'join lobby', 'join garden', 'early 1'])
    connection.drop()
    expect(room.store.getState()).toEqual(outside)
    void connection.emit('between', 2)
    connection.open()
    expect(said().slice(4)).toEqual(['hello 0', 'join lobby', 'join garden', 'between 2'])
  })

  test('happens again after the connection was closed and opened', () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const { room } = enter('lobby')
    connection.close()
    expect(room.store.getState()).toEqual(outside)
    connection.open()
    expect(said()).toEqual(['join lobby', 'join lobby'])
  })

  test('uses other events', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    enter('lobby', { join: 'SUBSCRIBE', leave: 'UNSUBSCRIBE' }).exit()
    await settle()
    expect(said()).toEqual(['SUBSCRIBE lobby', 'UNSUBSCRIBE lobby'])
  })

  test('over Socket.IO sends the name of the room alone, since every argument is data', async () => {
    const { connection } = setUp()
    const log: unknown[][] = []
    const emit = async (...args: readonly unknown[]) => {
      log.push([...args])
      return { outcome: 'sent' as const }
    }
    const withOptions = vi.fn<(options: { signal: AbortSignal }) => { emit: typeof emit }>(() => ({ emit }))
    connection.open()
    const exit = roomOf({ store: connection.store, emit, with: withOptions }, 'lobby').enter(() => ({}))
    exit()
    await settle()
    expect(log).toEqual([
      ['join', 'lobby'],
      ['leave', 'lobby'],
    ])
    expect(withOptions.mock.calls.every(([{ signal }]) => signal instanceof AbortSignal)).toBe(true)
  })

  test('does not begin where a listener that heard of the opening earlier has closed the connection', async () => {
    const { connection, enter, said } = setUp()
    connection.store.subscribe(({ status }) => {
      if (status === 'open') connection.close()
    })
    const { states } = enter('lobby')
    connection.open()
    await settle()
    expect([said(), connection.waiting, states]).toEqual([[], [], []])
  })
})

describe('what became of it', () => {
  test.each<Outcome>(['sent', 'acked', 'duplicate'])('joined after an event that was %s', async (outcome) => {
    const { connection, enter } = setUp()
    connection.open()
    connection.outcomes.push(outcome)
    const { room } = enter('lobby')
    await settle()
    expect(room.store.getState()).toEqual({ ...joined, answer: { outcome } })
  })

  test.each<Outcome>(['dropped', 'expired', 'too-large', 'closed', 'aborted', 'unknown'])(
    'refused after an event that was %s, until the connection opens again',
    async (outcome) => {
      const { connection, enter } = setUp()
      connection.open()
      connection.outcomes.push(outcome)
      const { room } = enter('lobby')
      await settle()
      expect(room.store.getState()).toMatchObject({
        status: 'refused',
        answer: undefined,
        error: { name: 'WireError', code: outcome },
      })
      expect(room.store.getState().error?.message).toContain(`joins the room "lobby"`)
      connection.drop()
      connection.open()
      await settle()
      expect(room.store.getState().status).toBe('joined')
    },
  )

  test('refused with the error of the delivery, where it has one', async () => {
    const { connection, enter } = setUp()
    const error = new WireError('cannot-send')
    connection.open()
    const { room } = enter('lobby', { join: async () => ({ outcome: 'dropped', error }) })
    await settle()
    expect(room.store.getState().error).toBe(error)
  })

  test.each<[Outcome, RoomState['status']]>([
    ['sent', 'joined'],
    ['acked', 'joined'],
    ['duplicate', 'joined'],
    ['dropped', 'refused'],
    ['expired', 'refused'],
    ['too-large', 'refused'],
    ['closed', 'refused'],
    ['aborted', 'refused'],
    ['unknown', 'refused'],
  ])('after a function that gives a delivery that was %s: %s', async (outcome, status) => {
    const { connection, enter } = setUp()
    connection.open()
    const { room } = enter('lobby', { join: async () => ({ outcome }) })
    await settle()
    expect(room.store.getState().status).toBe(status)
  })

  test.each([undefined, null, 0, 'closed', [], { outcome: 'fine' }, { outcome: 7 }, { outcome: 'toString' }])(
    'joined after a function that gives any other answer: %j',
    async (answer) => {
      const { connection, enter } = setUp()
      connection.open()
      const { states } = enter('lobby', { join: async () => answer })
      await settle()
      expect(states).toEqual([joining, { ...joined, answer }])
    },
  )

  test('refused by a promise that rejects, until the connection opens again', async () => {
    const { connection, enter } = setUp()
    const { join, answers, refusals } = askByHand()
    const refusal = new WireError('rejected', 'members only', { message: 'members only' })
    connection.open()
    const { room } = enter('staff', { join })
    refusals[0]?.(refusal)
    await settle()
    expect(room.store.getState()).toEqual({ status: 'refused', answer: undefined, error: refusal })
    connection.drop()
    expect(room.store.getState()).toEqual(outside)
    connection.open()
    expect(room.store.getState()).toEqual(joining)
    answers[1]?.('welcome')
    await settle()
    expect(room.store.getState()).toEqual({ ...joined, answer: 'welcome' })
  })

  test('refused by a function that throws, with what it threw as the cause', async () => {
    const { connection, enter } = setUp()
    const cause = new Error('no key')
    connection.open()
    const { room } = enter('lobby', {
      join() {
        throw cause
      },
    })
    await settle()
    expect(room.store.getState()).toMatchObject({ status: 'refused', error: { code: 'rejected', cause } })
  })
})

test('a room that was refused is not left: nobody is in it', async () => {
  const { connection, enter, said } = setUp()
  connection.open()
  const { room, exit } = enter('staff', { join: () => Promise.reject(new Error('members only')), leave: 'LEAVE' })
  await settle()
  expect(room.store.getState().status).toBe('refused')
  exit()
  await settle()
  expect(said()).toEqual([])
})

describe('a link that breaks while the room is joined', () => {
  test('leads outside, and the answer of an earlier link changes nothing', async () => {
    const { connection, enter } = setUp()
    const { join, answers } = askByHand()
    connection.open()
    const { room, states } = enter('lobby', { join })
    connection.drop()
    expect(room.store.getState()).toEqual(outside)
    connection.open()
    answers[0]?.('late')
    await settle()
    expect(room.store.getState()).toEqual(joining)
    answers[1]?.('right')
    await settle()
    expect(states).toEqual([joining, outside, joining, { ...joined, answer: 'right' }])
  })

  test('leads outside and not to a refusal, though the question is refused for it', async () => {
    const { connection, enter } = setUp()
    const { join, refusals } = askByHand()
    connection.open()
    const { room, states } = enter('lobby', { join })
    refusals[0]?.(new WireError('unknown'))
    connection.drop()
    await settle()
    expect(room.store.getState()).toEqual(outside)
    expect(states).toEqual([joining, outside])
  })

  test('takes back what still waits to be sent, so that the next link joins once', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    connection.setFull(true)
    enter('lobby')
    expect(connection.waiting).toHaveLength(1)
    connection.drop()
    expect(connection.waiting).toEqual([])
    connection.setFull(false)
    connection.open()
    await settle()
    expect(said()).toEqual(['join lobby'])
  })
})

describe('users', () => {
  test('join once, and leave with the last', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
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

  test('who go twice have gone once', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const [one] = [enter('lobby'), enter('lobby')]
    one.exit()
    one.exit()
    await settle()
    expect(said()).toEqual(['join lobby'])
  })

  test('who leave and enter at once have stayed', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
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

  test('come before others: the first says how, then the next one', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const one = enter('lobby', { join: 'one joins', leave: 'one leaves' })
    const other = enter('lobby', { join: 'other joins', leave: 'other leaves' })
    one.exit()
    await settle()
    connection.drop()
    connection.open()
    other.exit()
    await settle()
    enter('lobby', { join: 'third joins' })
    expect(said()).toEqual(['one joins lobby', 'other joins lobby', 'other leaves lobby', 'third joins lobby'])
  })

  test('of rooms of the same name on other connections are apart', () => {
    const [one, other] = [setUp(), setUp()]
    one.connection.open()
    other.connection.open()
    one.enter('lobby')
    expect([one.said(), other.said()]).toEqual([['join lobby'], []])
    expect(other.enter('lobby').room).not.toBe(one.enter('lobby').room)
  })
})

describe('leaving', () => {
  test('sends nothing when the link is gone before', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const { exit } = enter('lobby')
    connection.drop()
    exit()
    await settle()
    expect(said()).toEqual(['join lobby'])
    expect(connection.waiting).toEqual([])
  })

  test('that still waits when the link breaks is taken back, so that nobody leaves what was joined anew', async () => {
    const { connection, enter, said } = setUp()
    connection.open()
    const { exit } = enter('lobby')
    connection.setFull(true)
    exit()
    await settle()
    expect(connection.waiting).toHaveLength(1)
    connection.drop()
    enter('lobby')
    connection.setFull(false)
    connection.open()
    await settle()
    expect(said()).toEqual(['join lobby', 'join lobby'])
  })

  test('makes an answer that comes later change nothing', async () => {
    const { connection, enter } = setUp()
    const { join, answers } = askByHand()
    connection.open()
    const { room, exit } = enter('lobby', { join })
    exit()
    await settle()
    answers[0]?.('late')
    await settle()
    expect(room.store.getState()).toEqual(outside)
  })

  test('that is refused concerns nobody; what else goes wrong is reported', async () => {
    const report = vi.fn<(cause: unknown) => void>()
    vi.stubGlobal('reportError', report)
    const { connection, enter } = setUp()
    connection.open()
    enter('lobby', { leave: () => Promise.reject(new WireError('rejected', 'stay')) }).exit()
    await settle()
    expect(report).not.toHaveBeenCalled()
    const bug = new TypeError('mine')
    const { room, exit } = enter('lobby', {
      leave() {
        throw bug
      },
    })
    exit()
    await settle()
    expect(report.mock.calls).toEqual([[bug]])
    expect(room.store.getState()).toEqual(outside)
    vi.unstubAllGlobals()
  })
})

describe('listeners of a room', () => {
  test('that throw are reported, and stop neither the others nor the room', async () => {
    const report = vi.fn<(cause: unknown) => void>()
    vi.stubGlobal('reportError', report)
    const { connection, enter, said } = setUp()
    const { room } = enter('lobby')
    room.store.subscribe(({ status }) => {
      throw new Error(status)
    })
    const heard: string[] = []
    room.store.subscribe(({ status }) => heard.push(status))
    connection.open()
    await settle()
    connection.drop()
    connection.open()
    await settle()
    expect(heard).toEqual(['joining', 'joined', 'outside', 'joining', 'joined'])
    expect(report.mock.calls).toEqual(heard.map((status) => [new Error(status)]))
    expect(connection.errors).toEqual([])
    expect(said()).toEqual(['join lobby', 'join lobby'])
    vi.unstubAllGlobals()
  })

  test('that close the connection at once do so after the join was sent, and everybody hears it in order', async () => {
    const { connection, enter, said } = setUp()
    const { room } = enter('lobby')
    room.store.subscribe(({ status }) => {
      if (status === 'joining') connection.close()
    })
    const heard: string[] = []
    room.store.subscribe(({ status }) => heard.push(status))
    connection.open()
    await settle()
    expect(said()).toEqual(['join lobby'])
    expect(connection.waiting).toEqual([])
    expect(heard).toEqual(['joining', 'outside'])
  })

  test('may enter and leave from within', async () => {
    const { connection, enter, said } = setUp()
    const { room, exit } = enter('lobby')
    room.store.subscribe(({ status }) => {
      if (status === 'joined') exit()
      if (status === 'outside') room.enter(() => ({ join: 'again' }))
    })
    connection.open()
    await settle()
    expect(said()).toEqual(['join lobby', 'leave lobby', 'again lobby'])
  })
})

describe('a room that nobody uses', () => {
  test('is forgotten, also after somebody was in it', async () => {
    const { connection } = setUp()
    connection.open()
    const marked = (() => {
      const room = roomOf(connection, 'lobby')
      room.enter(() => ({}))()
      return [new WeakRef(room), new WeakRef(roomOf(connection, 'garden'))]
    })()
    await collectGarbage()
    expect(marked.map((reference) => reference.deref())).toEqual([undefined, undefined])
  })

  test('is the only one of its name as long as somebody holds it', async () => {
    const { connection, said } = setUp()
    connection.open()
    const held = roomOf(connection, 'lobby')
    held.enter(() => ({}))()
    await collectGarbage()
    roomOf(connection, 'lobby').enter(() => ({}))
    held.enter(() => ({}))
    await settle()
    expect(roomOf(connection, 'lobby')).toBe(held)
    expect(said()).toEqual(['join lobby', 'leave lobby', 'join lobby'])
  })

  test('is the only one of its name as long as somebody is in it, though nobody holds it', async () => {
    const { connection, said } = setUp()
    connection.open()
    const exit = (() => roomOf(connection, 'lobby').enter(() => ({})))()
    await collectGarbage()
    const exitAgain = roomOf(connection, 'lobby').enter(() => ({}))
    expect(said()).toEqual(['join lobby'])
    exit()
    exitAgain()
    await settle()
    expect(said()).toEqual(['join lobby', 'leave lobby'])
  })
})
