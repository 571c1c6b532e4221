import { beforeEach, describe, expect, test } from 'vitest'
import { member, settle, setUp } from './support/setUp'

let me: ReturnType<typeof setUp>

beforeEach(async () => {
  me = setUp()
  me.enter()
  await me.open()
})

const kinds = (): unknown[] => me.said.map(([, kind]) => kind)

describe('a server that counts its changes', () => {
  beforeEach(() => me.everybody([member('a')], { revision: 5 }))

  test('is believed in order', async () => {
    await me.diff(6, { set: [member('b')] })
    await me.diff(7, { left: [['a', 1]] })
    expect(me.others).toEqual(['b online 1'])
    expect(kinds()).toEqual(['enter'])
  })

  test('may tell several changes at once, also some that are known', async () => {
    await me.diff(8, { set: [member('b'), member('c')] }, { from: 4 })
    expect(me.others).toEqual(['a online 1', 'b online 1', 'c online 1'])
    expect(kinds()).toEqual(['enter'])
  })

  test('may repeat itself', async () => {
    await me.diff(6, { set: [member('b')] })
    await me.diff(6, { set: [member('b')] })
    await me.diff(5, { left: [['a', 9]] })
    expect(me.others).toEqual(['a online 1', 'b online 1'])
  })

  test('is asked for everybody, once, when a change was missed', async () => {
    await me.diff(8, { set: [member('b')] })
    await me.diff(9, { set: [member('c')] })
    expect(kinds()).toEqual(['enter', 'watch'])
    expect(me.others).toEqual(['a online 1'])
    await me.everybody([member('b'), member('c')], { revision: 9 })
    expect(me.log).toEqual([
      ['join', 'a', 1],
      ['join', 'b', 1],
      ['join', 'c', 1],
      ['leave', 'a', 1],
    ])
    await me.diff(10, { set: [member('d')] })
    expect(kinds()).toEqual(['enter', 'watch'])
  })

  test('is asked for everybody when it counts anew', async () => {
    await me.diff(6, { set: [member('b')] }, { epoch: 'b' })
    expect(kinds()).toEqual(['enter', 'watch'])
  })

  test('is given time to learn who comes back, when it counts anew', async () => {
    await me.everybody([], { epoch: 'b', revision: 1 })
    expect(me.others).toEqual(['a stale 1'])
    await me.diff(2, { set: [member('a', 2)] }, { epoch: 'b' })
    expect(me.others).toEqual(['a online 2'])
    expect(me.log.filter(([change]) => change !== 'update')).toEqual([['join', 'a', 1]])
  })

  test('has the last word on who is gone, as long as it counts on', async () => {
    await me.everybody([], { revision: 6 })
    expect(me.others).toEqual([])
  })
})

describe('a server that does not count', () => {
  const uncounted = { epoch: undefined, revision: undefined, from: undefined }
  const ttl = 45_000

  beforeEach(() => me.everybody([member('a')], { ...uncounted, ttl }))

  test('leaves it to the client when somebody whose link broke is gone', async () => {
    await me.diff(0, {}, { ...uncounted, dropped: [['a', 1]], grace: 15_000 })
    expect(me.others).toEqual(['a stale 1'])
    await me.clock.advance(15_000)
    expect(me.others).toEqual([])
  })

  test('leaves it to the client when somebody of whom nothing is heard is gone', async () => {
    await me.clock.advance(ttl / 2)
    await me.diff(0, { set: [member('b')] }, { ...uncounted, ttl })
    await me.clock.advance(ttl / 2)
    expect(me.others).toEqual(['b online 1'])
    await me.diff(0, {}, { ...uncounted, ttl, alive: [['b', 1]] })
    await me.clock.advance(ttl / 2 + 1000)
    expect(me.others).toEqual(['b online 1'])
    await me.clock.advance(ttl / 2)
    expect(me.others).toEqual([])
  })

  test('is asked for everybody when it names somebody who is not known, or is newer', async () => {
    await me.diff(0, {}, { ...uncounted, ttl, alive: [['a', 1]] })
    expect(kinds()).toEqual(['enter'])
    await me.diff(0, {}, { ...uncounted, ttl, alive: [['a', 2]] })
    expect(kinds()).toEqual(['enter', 'watch'])
  })
})

describe('what comes over the wire', () => {
  test('tells times by the clock of the server, and they are shown by ours', async () => {
    const now = me.clock.date()
    await me.everybody([member('a', 1, { since: 1000, at: 2000 })], { now: 3000 })
    expect(me.state.others).toMatchObject([{ since: now - 2000, lastSeen: now - 1000 }])
  })

  test('of another channel is for somebody else', async () => {
    await me.everybody([member('a')], { channel: 'other' })
    expect(me.state).toMatchObject({ status: 'entering', others: [] })
  })

  test('may be anything, and breaks nothing', async () => {
    await me.everybody([member('a')])
    const frames = [null, 7, 'x', [], {}, { channel: 'board' }, { kind: 'state', channel: 'board' }]
    for (const frame of frames) me.connection.hear('presence', frame)
    const members = [null, {}, { id: 1 }, member('b', Number.NaN), member('x'.repeat(300)), { ...member('c'), key: {} }]
    await me.diff(2, { set: [...members, member('d')] as never })
    expect(me.others).toEqual(['a online 1', 'd online 1'])
    expect(me.connection.errors).toEqual([expect.any(TypeError)])
    expect(me.errors).toEqual([])
  })

  test('has a session that nobody can guess, another for every presence', async () => {
    const other = setUp()
    other.enter()
    await other.open()
    await settle()
    const sessions = [me, other].map(
      ({ connection }) => (connection.sent as unknown as { data: { session: string } }[])[0]!.data.session,
    )
    expect(new Set(sessions).size).toBe(2)
    for (const session of sessions) expect(session.length).toBeGreaterThan(16)
  })
})
