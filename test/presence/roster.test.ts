import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../src/testing/createFakeClock'
import { createRoster, type Roster } from '../../src/presence/roster'
import { member } from './support/setUp'

const grace = 15_000

let clock: FakeClock
let roster: Roster
let log: [change: string, key: string, state: unknown][]
let refusals: unknown[]

beforeEach(() => {
  clock = createFakeClock()
  log = []
  refusals = []
  roster = createRoster({
    clock,
    accept(state) {
      if (state === 'bad') throw new Error('bad')
      return { state, text: JSON.stringify(state) }
    },
    onRefused: (cause) => refusals.push(cause),
    onChange: (change, { key, state }) => log.push([change, key, state]),
    onMaybeChanged: () => {},
  })
})

/** Who is there, in a word each. */
const people = (): string[] =>
  roster.list().map(({ key, status, connections }) => `${key} ${status}${connections > 1 ? ` ${connections}` : ''}`)

function takeLog(): typeof log {
  return log.splice(0)
}

describe('people', () => {
  test('come, change and leave, each told once', () => {
    roster.replaced([member('a'), member('b')], grace)
    roster.changed([member('c')])
    roster.changed([member('b', 2)])
    roster.left([['a', 1]])
    expect(takeLog()).toEqual([
      ['join', 'a', { n: 1 }],
      ['join', 'b', { n: 1 }],
      ['join', 'c', { n: 1 }],
      ['update', 'b', { n: 2 }],
      ['leave', 'a', { n: 1 }],
    ])
    expect(people()).toEqual(['b online', 'c online'])
  })

  test('stand in the order they came, whatever the order they are told in', () => {
    roster.replaced([member('c'), member('a'), member('b')], grace)
    expect(people()).toEqual(['a online', 'b online', 'c online'])
  })

  test('are one with several connections, and share what the last one said', () => {
    roster.changed([member('1', 1, { key: 'ann', at: 1 }), member('2', 1, { key: 'ann', at: 2, state: 'two' })])
    expect(roster.list()).toEqual([
      { key: 'ann', state: 'two', connections: 2, status: 'online', since: 49, lastSeen: 2 },
    ])
    roster.changed([member('1', 2, { key: 'ann', at: 3, state: 'one' })])
    roster.left([['2', 1]])
    expect(roster.list()).toMatchObject([{ state: 'one', connections: 1 }])
    expect(log.filter(([change]) => change === 'leave')).toEqual([])
    roster.left([['1', 2]])
    expect(log.at(-1)).toEqual(['leave', 'ann', 'one'])
  })

  test('are away when all of their connections are', () => {
    roster.changed([member('1', 1, { key: 'ann', away: true }), member('2', 1, { key: 'ann' })])
    expect(people()).toEqual(['ann online 2'])
    roster.changed([member('2', 2, { key: 'ann', away: true })])
    expect(people()).toEqual(['ann away 2'])
  })

  test('may become somebody else', () => {
    roster.changed([member('1', 1, { key: 'guest' })])
    roster.changed([member('1', 2, { key: 'ann' })])
    expect(people()).toEqual(['ann online'])
    expect(takeLog().map((line) => line.slice(0, 2))).toEqual([
      ['join', 'guest'],
      ['leave', 'guest'],
      ['join', 'ann'],
    ])
  })

  test('are the same object until something about them is different', () => {
    roster.changed([member('a'), member('b')])
    const [ann, bob] = roster.list()
    roster.changed([member('b', 2)])
    expect(roster.list()[0]).toBe(ann)
    expect(roster.list()[1]).not.toBe(bob)
  })

  test('are one list until something about somebody is different', () => {
    roster.replaced([member('a'), member('b')], grace)
    const before = roster.list()
    roster.changed([member('a')])
    expect(roster.list()).toBe(before)
    roster.changed([member('a', 2)])
    expect(roster.list()).not.toBe(before)
  })

  test('keep what they said last when they say something that is not accepted', () => {
    roster.changed([member('a'), member('b', 1, { state: 'bad' })])
    roster.changed([member('a', 2, { state: 'bad' })])
    expect(roster.list()).toMatchObject([{ key: 'a', state: { n: 1 } }])
    expect(refusals).toHaveLength(2)
    roster.changed([member('b', 2), member('a', 3)])
    expect(roster.list()).toMatchObject([{ state: { n: 3 } }, { state: { n: 2 } }])
  })

  test('came when they came first, however often they reconnect', () => {
    roster.changed([member('a', 1, { since: 10 }), member('b', 1, { since: 20 })])
    roster.changed([member('a', 2, { since: 99 })])
    expect(roster.list().map(({ key, since }) => [key, since])).toEqual([
      ['a', 10],
      ['b', 20],
    ])
    roster.left([['a', 3]])
    roster.changed([member('a', 4, { since: 99 })])
    expect(roster.list().map(({ since }) => since)).toEqual([20, 99])
  })

  test('may have any name', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) roster.changed([member(name)])
    expect(people().toSorted()).toEqual(['__proto__ online', 'constructor online', 'toString online'])
    expect(({} as Record<string, unknown>)['n']).toBeUndefined()
  })
})

describe('versions', () => {
  test('older words change nothing, also not about who is there or gone', () => {
    roster.changed([member('a', 5)])
    roster.changed([member('a', 4)])
    roster.left([['a', 4]])
    roster.dropped([['a', 4]], grace)
    expect(people()).toEqual(['a online'])
    expect(takeLog()).toEqual([['join', 'a', { n: 5 }]])
  })

  test('late words bring nobody back who has left, also one who was not known', () => {
    roster.changed([member('a', 5)])
    roster.left([
      ['a', 6],
      ['b', 2],
    ])
    roster.changed([member('a', 6), member('a', 5), member('b', 2)])
    expect(people()).toEqual([])
    roster.changed([member('a', 7), member('b', 3)])
    expect(people()).toEqual(['a online', 'b online'])
  })

  test('what is remembered of who has left is forgotten in the end', async () => {
    roster.changed([member('a')])
    roster.left([['a', 1]])
    await clock.advance(60_000)
    expect(clock.timers).toBe(0)
  })
})

describe('a link that broke', () => {
  test('of theirs makes them stale, and is no leave within the grace', async () => {
    roster.changed([member('a')])
    roster.dropped([['a', 1]], grace)
    expect(people()).toEqual(['a stale'])
    await clock.advance(grace - 1)
    roster.changed([member('a', 2, { state: { n: 1 } })])
    await clock.advance(grace)
    expect(people()).toEqual(['a online'])
    expect(takeLog()).toEqual([['join', 'a', { n: 1 }]])
  })

  test('of theirs is a leave after the grace', async () => {
    roster.changed([member('a')])
    roster.dropped([['a', 1]], grace)
    await clock.advance(grace)
    expect(people()).toEqual([])
    expect(takeLog()).toEqual([
      ['join', 'a', { n: 1 }],
      ['leave', 'a', { n: 1 }],
    ])
  })

  test('of theirs does not keep them longer than a sign of life would', async () => {
    roster.changed([member('a')])
    roster.alive([['a', 1]], 10_000)
    await clock.advance(5000)
    roster.dropped([['a', 1]], grace)
    await clock.advance(5000)
    expect(people()).toEqual([])
  })

  test('of one of several leaves them online', async () => {
    roster.changed([member('1', 1, { key: 'ann' }), member('2', 1, { key: 'ann' })])
    roster.dropped([['1', 1]], grace)
    expect(people()).toEqual(['ann online 2'])
    await clock.advance(grace)
    expect(people()).toEqual(['ann online'])
  })

  test('of ours keeps everybody, stale, for as long as it takes', async () => {
    roster.changed([member('a'), member('b')])
    roster.dropped([['b', 1]], grace)
    takeLog()
    roster.suspend()
    await clock.advance(600_000)
    expect(people()).toEqual(['a stale', 'b stale'])
    roster.replaced([member('a'), member('b')], grace)
    expect(people()).toEqual(['a online', 'b online'])
    expect(takeLog()).toEqual([])
  })

  test('of ours shows only real differences once it is back', () => {
    roster.changed([member('a'), member('b'), member('c')])
    takeLog()
    roster.suspend()
    roster.replaced([member('a', 9, { state: { n: 1 } }), member('b', 2), member('d')], 0)
    expect(takeLog()).toEqual([
      ['update', 'b', { n: 2 }],
      ['join', 'd', { n: 1 }],
      ['leave', 'c', { n: 1 }],
    ])
  })

  test('of ours gives those a grace who may still be on their way back', async () => {
    roster.changed([member('a'), member('b')])
    takeLog()
    roster.suspend()
    roster.replaced([member('a')], grace)
    expect(people()).toEqual(['a online', 'b stale'])
    await clock.advance(grace)
    expect(people()).toEqual(['a online'])
    expect(takeLog()).toEqual([['leave', 'b', { n: 1 }]])
  })

  test('of theirs that broke before ours did is a leave after both are back', async () => {
    roster.changed([member('a')])
    roster.dropped([['a', 1]], grace)
    roster.suspend()
    await clock.advance(grace * 2)
    roster.replaced([], grace)
    await clock.advance(0)
    expect(people()).toEqual([])
  })
})

describe('signs of life', () => {
  test('whoever is not named for too long is gone', async () => {
    roster.changed([member('a'), member('b')])
    expect(
      roster.alive(
        [
          ['a', 1],
          ['b', 1],
        ],
        45_000,
      ),
    ).toBe(true)
    await clock.advance(30_000)
    roster.alive([['a', 1]], 45_000)
    await clock.advance(15_000)
    expect(people()).toEqual(['a online'])
    await clock.advance(30_000)
    expect(people()).toEqual([])
  })

  test('tell when somebody is not known, or not as they are now', () => {
    roster.changed([member('a', 2)])
    roster.left([['b', 2]])
    expect(roster.alive([['a', 2]], 45_000)).toBe(true)
    expect(roster.alive([['a', 1]], 45_000)).toBe(true)
    expect(roster.alive([['b', 2]], 45_000)).toBe(true)
    roster.changed([member('bad', 1, { state: 'bad' })])
    expect(roster.alive([['bad', 1]], 45_000)).toBe(true)
    expect(roster.alive([['a', 3]], 45_000)).toBe(false)
    expect(roster.alive([['c', 1]], 45_000)).toBe(false)
  })
})
