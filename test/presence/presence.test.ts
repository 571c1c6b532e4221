import { beforeEach, describe, expect, test, vi } from 'vitest'
import { matching, presenceOf } from 'wirehooks/vanilla'
import { z } from 'zod'
import { member, settle, setUp } from './support/setUp'

describe('entering', () => {
  test('happens when the connection opens, with everything that is shared', async () => {
    const me = setUp()
    expect(me.state).toMatchObject({ status: 'outside', self: { key: 'me', status: 'stale' }, count: 0 })
    me.enter()
    expect(me.said).toEqual([])
    await me.open()
    expect(me.said).toEqual([['presence', 'enter', 1, 'me', { n: 0 }]])
    expect(me.state.status).toBe('entering')
    await me.everybody([member('a'), member('me', 1, { state: { n: 0 } })])
    expect(me.state).toMatchObject({
      status: 'present',
      self: { status: 'online', connections: 1, since: 109 },
      count: 2,
    })
    expect(me.others).toEqual(['a online 1'])
  })

  test('happens at once on a connection that is open', async () => {
    const me = setUp()
    await me.open()
    me.enter()
    await settle()
    expect(me.said).toEqual([['presence', 'enter', 1, 'me', { n: 0 }]])
  })

  test('happens again on every link, with what is shared now, and a higher version', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('me')])
    me.presence.update({ n: 1 })
    await me.clock.advance(200)
    me.fake.link.drop()
    await me.clock.advance(5000)
    me.fake.link.open()
    await settle()
    expect(me.said).toEqual([
      ['presence', 'enter', 1, 'me', { n: 0 }],
      ['presence', 'set', 2, { n: 1 }],
      ['presence', 'enter', 3, 'me', { n: 1 }],
    ])
  })

  test('happens once for two users, and so does leaving', async () => {
    const me = setUp()
    await me.open()
    const leaves = [me.enter(), me.enter({ ...me.options, initial: { n: 5 } })]
    await me.everybody([])
    leaves[0]?.()
    await settle()
    leaves[1]?.()
    await settle()
    await me.clock.advance(20)
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter', 'leave'])
    expect(me.state).toMatchObject({ status: 'outside', others: [], count: 0 })
  })

  test('and leaving in the same moment, as StrictMode does, is nothing', async () => {
    const me = setUp()
    await me.open()
    me.enter()()
    me.enter()
    await settle()
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
  })

  test('as somebody else is a leave and another entering, with a session of its own', async () => {
    const me = setUp()
    await me.open()
    const leave = me.enter()
    await me.everybody([])
    leave()
    me.enter({ ...me.options, key: 'other' })
    await settle()
    expect(me.said.map(([, kind, , key]) => [kind, key])).toEqual([
      ['enter', 'me'],
      ['leave', undefined],
      ['enter', 'other'],
    ])
    const sessions = me.fake.sent.map(({ data }) => (data as { session?: string }).session)
    expect(new Set(sessions).size).toBe(3)
  })

  test('is refused by a server that says so, until the connection opens again', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    me.hear({ kind: 'refused', channel: 'board', code: 'forbidden', message: 'no' })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'refused', error: { code: 'refused' } })
    expect(me.errors).toEqual(['refused'])
    me.connection.reconnect()
    me.fake.link.open()
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', error: null })
  })

  test('is said again to a server that forgot who is there', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    me.hear({ kind: 'refused', channel: 'board', code: 'expired', message: 'forgot' })
    await settle()
    expect(me.said.map(([, kind, version]) => [kind, version])).toEqual([
      ['enter', 1],
      ['enter', 2],
    ])
    expect(me.others).toEqual(['a online 1'])
  })

  test('that nobody answers is told after a while', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.clock.advance(9_999)
    expect(me.errors).toEqual([])
    await me.clock.advance(1)
    expect(me.errors).toEqual(['timeout'])
    expect(me.state).toMatchObject({ status: 'entering', error: { code: 'timeout' } })
    await me.everybody([])
    expect(me.state).toMatchObject({ status: 'present', error: null })
  })

  test('is not for who only looks on', async () => {
    const me = setUp({ key: null })
    me.enter()
    await me.open()
    await me.everybody([member('a')], { self: undefined })
    me.presence.update({ n: 1 })
    await me.clock.advance(200)
    expect(me.said).toEqual([['presence', 'watch']])
    expect(me.others).toEqual(['a online 1'])
    expect(me.state).toMatchObject({ count: 1, self: { status: 'stale' } })
  })

  test('takes the key that the server decides on', async () => {
    const me = setUp({ key: 'guest' })
    me.enter()
    await me.open()
    await me.everybody([member('1', 1, { key: 'ann' }), member('2', 1, { key: 'ann' })], {
      self: { id: '1', key: 'ann' },
    })
    expect(me.state).toMatchObject({ self: { key: 'ann', connections: 2 }, others: [], count: 1 })
    expect(me.log).toEqual([])
  })
})

describe('updates', () => {
  let me: ReturnType<typeof setUp>

  beforeEach(async () => {
    me = setUp()
    me.enter()
    await me.open()
    await me.everybody([])
    await me.clock.advance(200)
    me.forget()
  })

  test('are there at once for oneself', () => {
    me.presence.update({ n: 1 })
    expect(me.state.self.state).toEqual({ n: 1 })
    me.presence.update({ cursor: null })
    expect(me.state.self.state).toEqual({ n: 1, cursor: null })
  })

  test('leave at most 10 times a second, the first at once, and the newest wins', async () => {
    for (let n = 1; n <= 60; n += 1) {
      me.presence.update({ n })
      await me.clock.advance(1000 / 60)
    }
    await me.clock.advance(200)
    const sent = me.said.map(([, , , state]) => (state as { n: number }).n)
    expect(sent[0]).toBe(1)
    expect(sent.at(-1)).toBe(60)
    expect(sent.length).toBeGreaterThan(8)
    expect(sent.length).toBeLessThanOrEqual(11)
  })

  test('leave as often as the throttle says, within its bounds', async () => {
    for (const [throttle, most] of [
      [500, 3],
      [1, 63],
      [60_000, 2],
    ] as const) {
      const other = setUp({ throttle })
      other.enter()
      await other.open()
      await other.everybody([])
      for (let n = 1; n <= 1000; n += 1) {
        other.presence.update({ n })
        await other.clock.advance(1)
      }
      const sets = other.said.filter(([, kind]) => kind === 'set').length
      expect([throttle, sets <= most, sets >= most * 0.9 - 1]).toEqual([throttle, true, true])
    }
  })

  test('that change nothing are not sent', async () => {
    me.presence.update({ n: 0 })
    me.presence.update({})
    await me.clock.advance(200)
    expect(me.said).toEqual([])
  })

  test('made while the server has not answered are sent once it has', async () => {
    me.connection.reconnect()
    me.fake.link.open()
    await settle()
    me.presence.update({ n: 7 })
    await me.clock.advance(500)
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
    await me.everybody([])
    expect(me.said.at(-1)).toEqual(['presence', 'set', 3, { n: 7 }])
  })

  test('made while the link is down go with entering, and none comes late', async () => {
    me.fake.link.drop()
    me.presence.update({ n: 1 })
    me.presence.update({ n: 2 })
    await me.clock.advance(5000)
    me.fake.link.open()
    await settle()
    await me.everybody([])
    await me.clock.advance(1000)
    expect(me.said).toEqual([['presence', 'enter', 2, 'me', { n: 2 }]])
  })

  test('wait while the link takes no more, and the newest is sent', async () => {
    me.fake.link.slow(2 ** 30)
    for (let n = 1; n <= 50; n += 1) {
      me.presence.update({ n })
      await me.clock.advance(100)
    }
    expect(me.connection.store.getState().queue.count).toBe(1)
    me.fake.link.slow(0)
    await me.clock.advance(1000)
    expect(me.said.at(-1)?.at(-1)).toEqual({ n: 50 })
    expect(me.said).toHaveLength(2)
  })

  test('that are too large, or no plain data, are not made', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    me.presence.update({ cursor: circular as never })
    me.presence.update({ n: 'x'.repeat(5000) as never })
    me.presence.update({ n: 1n as never })
    await me.clock.advance(200)
    expect(me.errors).toEqual(['cannot-encode', 'too-large', 'cannot-encode'])
    expect(me.state.self.state).toEqual({ n: 0 })
    expect(me.said).toEqual([])
  })

  test('that the server finds too large are told, and one is still there', async () => {
    me.hear({ kind: 'refused', channel: 'board', code: 'too-large', message: '' })
    expect(me.errors).toEqual(['too-large'])
    expect(me.state.status).toBe('present')
  })

  test('include being away', async () => {
    me.presence.setAway(true)
    me.presence.setAway(true)
    await me.clock.advance(200)
    expect(me.state.self.status).toBe('away')
    me.presence.setAway(false)
    await me.clock.advance(200)
    expect(me.state.self.status).toBe('online')
    expect(me.said).toEqual([
      ['presence', 'set', 2, { n: 0 }, true],
      ['presence', 'set', 3, { n: 0 }],
    ])
  })
})

describe('the others', () => {
  test('are told of once for every real difference, and oneself is not', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('me'), member('a')])
    await me.diff(2, { set: [member('b')] })
    await me.diff(3, { set: [member('a', 2), member('me', 2)] })
    await me.diff(4, { left: [['b', 1]] })
    expect(me.log).toEqual([
      ['join', 'a', 1],
      ['join', 'b', 1],
      ['update', 'a', 2],
      ['leave', 'b', 1],
    ])
  })

  test('are kept and stale while our link is down, and nobody is told of anything when it is back', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a'), member('b')])
    me.log.splice(0)
    me.fake.link.drop()
    await me.clock.advance(3000)
    expect(me.others).toEqual(['a stale 1', 'b stale 1'])
    me.fake.link.open()
    await settle()
    expect(me.others).toEqual(['a stale 1', 'b stale 1'])
    await me.everybody([member('a'), member('b')], { revision: 9 })
    expect(me.others).toEqual(['a online 1', 'b online 1'])
    expect(me.log).toEqual([])
  })

  test('render at most once a frame', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    const seen = vi.fn<() => void>()
    me.presence.store.subscribe(seen)
    for (let version = 2; version < 102; version += 1)
      me.hear({
        kind: 'diff',
        channel: 'board',
        epoch: 'a',
        from: version - 1,
        revision: version,
        set: [member('a', version)],
      })
    await me.clock.advance(20)
    expect(seen.mock.calls.length).toBeLessThanOrEqual(2)
    expect(me.others).toEqual(['a online 101'])
  })

  test('keep their identity in the store when nothing about them is different', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    const { others } = me.state
    await me.everybody([member('a', 4, { state: { n: 1 }, at: 1 })], { revision: 5 })
    expect(me.state.others).toBe(others)
  })

  test('are not shown with a state that does not match, which is told', async () => {
    const me = setUp({ validate: matching(z.object({ n: z.number() })) })
    me.enter()
    await me.open()
    await me.everybody([member('a'), member('b', 1, { state: { n: 'b' } })])
    expect(me.others).toEqual(['a online 1'])
    expect(me.errors).toEqual(['invalid-message'])
    await me.diff(2, { set: [member('a', 2, { state: {} }), member('b', 2)] })
    expect(me.others).toEqual(['a online 1', 'b online 2'])
  })

  test('are not shown with a state that is too large', async () => {
    const me = setUp({ maxBytes: 20 })
    me.enter()
    await me.open()
    await me.everybody([member('a', 1, { state: { n: 'x'.repeat(20) } }), member('b')])
    expect(me.others).toEqual(['b online 1'])
    expect(me.errors).toEqual(['too-large'])
  })

  test('are heard by all listeners, also when one throws or is given twice', async () => {
    const me = setUp()
    const listener = vi.fn<() => void>()
    const stops = [
      me.presence.on('join', () => {
        throw new Error('mine')
      }),
      me.presence.on('join', listener),
      me.presence.on('join', listener),
    ]
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    expect(listener).toHaveBeenCalledTimes(2)
    expect(me.errors).toEqual(['listener'])
    for (const stop of stops) stop()
    await me.diff(2, { set: [member('b')] })
    expect(listener).toHaveBeenCalledTimes(2)
  })
})

describe('sharing', () => {
  test('gives everybody on a connection the presence of a channel', () => {
    const { connection, presence, options } = setUp()
    expect(presenceOf(connection, options)).toBe(presence)
    expect(presenceOf(connection, { ...options, channel: 'other' })).not.toBe(presence)
    expect(presenceOf(setUp().connection, options)).not.toBe(presence)
    for (const channel of ['__proto__', 'constructor'])
      expect(presenceOf(connection, { ...options, channel })).toBe(presenceOf(connection, { ...options, channel }))
  })

  test('leaves no timer and no listener behind', async () => {
    const me = setUp()
    await me.open()
    const before = me.clock.timers
    const leave = me.enter()
    await me.everybody([member('a')])
    me.presence.update({ n: 1 })
    leave()
    await settle()
    await me.clock.advance(60_000)
    expect(me.clock.timers).toBe(before)
    expect(me.said.at(-1)?.slice(0, 2)).toEqual(['presence', 'leave'])
  })
})
