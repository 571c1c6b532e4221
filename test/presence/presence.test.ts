import { beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { matching } from '../../src/connection/schema'
import type { BackendSink, PresenceBackend } from '../../src/presence/backend'
import { presenceOf } from '../../src/presence/presenceOf'
import { WireError } from '../../src/transport/error'
import { collectGarbage } from '../transport/support/collectGarbage'
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
    me.connection.drop()
    await me.clock.advance(5000)
    me.connection.open()
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
    const sessions = me.connection.sent.map(({ data }) => (data as { session?: string }).session)
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
    me.connection.drop()
    me.connection.open()
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', error: null })
  })

  test('is asked for again by hand, after the server refused', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    me.presence.retry()
    me.hear({ kind: 'refused', channel: 'board', code: 'forbidden', message: 'not yet' })
    await me.clock.advance(20)
    me.presence.retry()
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', error: null })
    await me.everybody([member('a')])
    me.presence.retry()
    expect(me.state.status).toBe('present')
    expect(me.said.map(([, kind, version]) => [kind, version])).toEqual([
      ['enter', 1],
      ['enter', 2],
    ])
  })

  test('is asked for again when the state that was too large is another one', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    me.hear({ kind: 'refused', channel: 'board', code: 'too-large', message: 'at most 10 bytes' })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'refused', error: { code: 'too-large' } })
    me.presence.update({ n: 1 })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', error: null })
    expect(me.said.at(-1)).toEqual(['presence', 'enter', 2, 'me', { n: 1 }])
  })

  test('is with the new key on the next link, after the server refused the one before', async () => {
    const me = setUp()
    const leave = me.enter()
    await me.open()
    me.hear({ kind: 'refused', channel: 'board', code: 'forbidden', message: 'no' })
    await me.clock.advance(20)
    leave()
    me.enter({ ...me.options, key: 'other' })
    await settle()
    expect(me.said.at(-1)?.slice(1, 4)).toEqual(['enter', 1, 'other'])
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
    await me.everybody([member('a')])
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
    await me.everybody([member('1', 1, { key: 'ann' }), member('2', 1, { key: 'ann' })], { key: 'ann' })
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
    me.connection.drop()
    me.connection.open()
    await settle()
    me.presence.update({ n: 7 })
    await me.clock.advance(500)
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
    await me.everybody([])
    expect(me.said.at(-1)).toEqual(['presence', 'set', 3, { n: 7 }])
  })

  test('made while the link is down go with entering, and none comes late', async () => {
    me.connection.drop()
    me.presence.update({ n: 1 })
    me.presence.update({ n: 2 })
    await me.clock.advance(5000)
    me.connection.open()
    await settle()
    await me.everybody([])
    await me.clock.advance(1000)
    expect(me.said).toEqual([['presence', 'enter', 2, 'me', { n: 2 }]])
  })

  test('wait while the link takes no more, and the newest is sent', async () => {
    me.connection.setFull(true)
    for (let n = 1; n <= 50; n += 1) {
      me.presence.update({ n })
      await me.clock.advance(100)
    }
    expect(me.connection.waiting).toHaveLength(1)
    me.connection.setFull(false)
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
    me.connection.drop()
    await me.clock.advance(3000)
    expect(me.others).toEqual(['a stale 1', 'b stale 1'])
    me.connection.open()
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
    await me.everybody([])
    await me.diff(2, { set: [member('a')] })
    expect(listener).toHaveBeenCalledTimes(2)
    expect(me.errors).toEqual(['listener'])
    for (const stop of stops) stop()
    await me.diff(3, { set: [member('b')] })
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

describe('functions of the user that throw', () => {
  test('as subscribers of the store are told to onError, and stop neither the others nor the presence', async () => {
    const me = setUp()
    me.presence.store.subscribe(({ status }) => {
      throw new Error(status)
    })
    const heard: string[] = []
    me.presence.store.subscribe(({ status }) => heard.push(status))
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    expect(heard).toEqual(['entering', 'present'])
    expect(me.errors).toEqual(['listener', 'listener'])
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
    expect(me.connection.errors).toEqual([])
  })

  test('as onError are reported to the platform, and stop nothing', async () => {
    const report = vi.fn<(cause: unknown) => void>()
    vi.stubGlobal('reportError', report)
    const bug = new Error('mine')
    const me = setUp({
      onError() {
        throw bug
      },
    })
    me.presence.on('join', () => {
      throw new Error('also mine')
    })
    me.enter()
    await me.open()
    await me.everybody([])
    await me.diff(2, { set: [member('a', 1, { state: { n: 'x'.repeat(5000) } }), member('b')] })
    expect(me.others).toEqual(['b online 1'])
    expect(me.log).toEqual([['join', 'b', 1]])
    expect(report.mock.calls).toEqual([[bug], [bug]])
    vi.unstubAllGlobals()
  })

  test('are reported to the platform where there is no onError', async () => {
    const report = vi.fn<(cause: unknown) => void>()
    vi.stubGlobal('reportError', report)
    const bug = new Error('mine')
    const me = setUp({ onError: undefined })
    me.presence.on('join', () => {
      throw bug
    })
    me.presence.store.subscribe(({ status }) => {
      if (status === 'present') throw bug
    })
    me.enter()
    await me.open()
    await me.everybody([])
    await me.diff(2, { set: [member('a')] })
    expect(report.mock.calls).toEqual([[bug], [bug], [bug]])
    expect(me.log).toEqual([['join', 'a', 1]])
    vi.unstubAllGlobals()
  })

  test('as a backend’s set are told, and the state goes with the next update', async () => {
    const sent: unknown[] = []
    let isBroken = true
    const me = setUp({
      backend: ({ sink }) => ({
        open: () => sink.replaced([], 0, { id: 'me', key: 'me' }),
        async set({ state }) {
          if (isBroken) throw new TypeError('mine')
          sent.push(state)
          return true
        },
        leave() {},
        stop() {},
      }),
    })
    me.enter()
    await me.open()
    me.presence.update({ n: 1 })
    await me.clock.advance(1000)
    expect(me.errors).toEqual(['unknown'])
    isBroken = false
    me.presence.update({ typing: true })
    await me.clock.advance(1000)
    expect(sent).toEqual([{ n: 1, typing: true }])
  })
})

describe('a move', () => {
  test('is complete before anybody hears of it', async () => {
    const me = setUp()
    const seen: unknown[] = []
    me.presence.on('join', ({ key }) => seen.push([key, me.state.status, me.others.length]))
    me.enter()
    await me.open()
    await me.clock.advance(20)
    await me.everybody([])
    await me.everybody([member('a'), member('b'), member('c')], { revision: 2 })
    expect(seen).toEqual([
      ['a', 'present', 3],
      ['b', 'present', 3],
      ['c', 'present', 3],
    ])
  })

  test('that a listener makes comes after everybody has heard of the one before', async () => {
    const me = setUp()
    const seen: string[] = []
    me.presence.on('join', ({ key }) => {
      if (key === 'a') me.connection.drop()
    })
    me.presence.store.subscribe(({ status, others }) => seen.push(`${status} ${others.length}`))
    me.presence.on('join', ({ key }) => seen.push(`join ${key}`))
    me.enter()
    await me.open()
    await me.clock.advance(20)
    await me.everybody([])
    await me.diff(2, { set: [member('a'), member('b')] })
    await me.clock.advance(20)
    expect(seen).toEqual(['entering 0', 'present 0', 'join a', 'join b', 'present 2', 'outside 2'])
    expect(me.others).toEqual(['a stale 1', 'b stale 1'])
  })

  test('may be made from all sides at once', async () => {
    const me = setUp()
    const leave = me.enter()
    me.presence.on('join', () => {
      me.presence.update({ n: (me.state.self.state.n ?? 0) + 1 })
      leave()
      me.enter({ ...me.options, key: 'other' })
    })
    await me.open()
    await me.everybody([])
    await me.diff(2, { set: [member('a')] })
    await settle()
    await me.clock.advance(200)
    expect(me.said.map(([, kind, , key]) => [kind, key])).toEqual([
      ['enter', 'me'],
      ['set', { n: 1 }],
      ['leave', undefined],
      ['enter', 'other'],
    ])
  })

  test('that changes nothing is not told', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    const heard = vi.fn<() => void>()
    me.presence.store.subscribe(heard)
    await me.everybody([member('a')], { revision: 2 })
    expect(heard).not.toHaveBeenCalled()
  })

  test('does not begin where a listener that heard of the opening earlier has closed the connection', async () => {
    const me = setUp()
    me.connection.store.subscribe(({ status }) => {
      if (status === 'open') me.connection.close()
    })
    me.enter()
    await me.open()
    expect([me.said, me.connection.waiting]).toEqual([[], []])
    expect(me.state.status).toBe('outside')
  })
})

describe('messages that do not leave', () => {
  test('make entering refused, with the reason, until the connection opens again', async () => {
    const me = setUp()
    me.enter()
    me.connection.outcomes.push('dropped')
    await me.open()
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'refused', error: { code: 'dropped' } })
    expect(me.errors).toEqual(['dropped'])
    me.connection.drop()
    await me.open()
    await me.everybody([member('a')])
    expect(me.state).toMatchObject({ status: 'present', error: null })
  })

  test('make nothing refused where the link broke meanwhile', async () => {
    const me = setUp()
    me.enter()
    me.connection.outcomes.push('unknown')
    me.connection.open()
    me.connection.drop()
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'outside', error: null })
    expect(me.errors).toEqual([])
  })

  test('are asked again with the next change, where they asked for everybody', async () => {
    const me = setUp()
    me.enter()
    await me.open()
    await me.everybody([member('a')])
    me.connection.outcomes.push('dropped')
    await me.diff(5, { set: [member('b')] })
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
    await me.diff(6, { set: [member('c')] })
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter', 'watch'])
  })
})

describe('users', () => {
  test('who use the same options twice are two, and who go twice have gone once', async () => {
    const me = setUp()
    await me.open()
    const holder = { current: me.options }
    const leaves = [me.presence.enter(holder), me.presence.enter(holder)]
    leaves[0]?.()
    leaves[0]?.()
    await settle()
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter'])
    leaves[1]?.()
    await settle()
    expect(me.said.map(([, kind]) => kind)).toEqual(['enter', 'leave'])
  })

  test('who become somebody else while the server has not answered do so when the link breaks', async () => {
    const me = setUp()
    await me.open()
    const leave = me.enter()
    leave()
    me.enter({ ...me.options, key: 'other', initial: { n: 9 } })
    await settle()
    expect(me.said.map(([, kind, , key]) => [kind, key])).toEqual([['enter', 'me']])
    me.connection.drop()
    await me.open()
    expect(me.said.map(([, kind, , key, state]) => [kind, key, state])).toEqual([
      ['enter', 'me', { n: 0 }],
      ['enter', 'other', { n: 9 }],
    ])
    expect(me.state.self).toMatchObject({ key: 'other', state: { n: 9 } })
  })

  test('begin with their own initial state, though others were there before', async () => {
    const me = setUp()
    await me.open()
    const leave = me.enter()
    await me.everybody([])
    me.presence.update({ n: 5 })
    leave()
    await me.clock.advance(20)
    expect(me.state.self.state).toEqual({ n: 0 })
    me.enter({ ...me.options, initial: { n: 7 } })
    await settle()
    expect(me.said.at(-1)).toEqual(['presence', 'enter', 1, 'me', { n: 7 }])
  })

  test('find what was updated before they came', async () => {
    const me = setUp()
    me.presence.update({ n: 3 })
    me.enter()
    await me.open()
    expect(me.said).toEqual([['presence', 'enter', 1, 'me', { n: 3 }]])
  })
})

describe('a backend', () => {
  test('that reports after it was stopped is not heard', async () => {
    const sinks: BackendSink[] = []
    const me = setUp({
      backend({ sink }) {
        sinks.push(sink)
        return { open: () => sink.replaced([member('a')], 0), set: async () => true, leave() {}, stop() {} }
      },
    })
    await me.open()
    const leave = me.enter()
    await me.clock.advance(20)
    expect(me.others).toEqual(['a online 1'])
    leave()
    await settle()
    sinks[0]?.changed([member('b')])
    sinks[0]?.replaced([member('c')], 0)
    sinks[0]?.refused(new WireError('refused'))
    expect(sinks[0]?.alive([['d', 1]], 100)).toBe(true)
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'outside', others: [], error: null })
    expect(me.errors).toEqual([])
  })

  test('may report while it is made, and is the one of whoever enters first', async () => {
    const log: string[] = []
    const backend =
      (name: string): PresenceBackend =>
      ({ sink }) => {
        log.push(name)
        sink.replaced([member('a')], 0)
        return { open() {}, set: async () => true, leave() {}, stop() {} }
      }
    const me = setUp({ backend: backend('firstOptions') })
    me.enter({ ...me.options, backend: backend('user') })
    await me.clock.advance(20)
    expect(log).toEqual(['user'])
    expect(me.others).toEqual(['a online 1'])
  })
})

describe('a presence that nobody uses', () => {
  test('is forgotten, also after somebody was in it', async () => {
    const { connection, options, clock } = setUp()
    connection.open()
    const marked = (() => {
      const hall = { ...options, channel: 'hall' }
      const presence = presenceOf(connection, hall)
      presence.enter({ current: hall })()
      return [new WeakRef(presence), new WeakRef(presenceOf(connection, { ...options, channel: 'garden' }))]
    })()
    await clock.advance(20)
    await collectGarbage()
    expect(marked.map((reference) => reference.deref())).toEqual([undefined, undefined])
  })

  test('is the only one of its channel as long as somebody holds it, or is in it', async () => {
    const { connection, options } = setUp()
    connection.open()
    const hall = { ...options, channel: 'hall' }
    const kinds = () => connection.sent.map(({ data }) => (data as { kind: string }).kind)
    const leave = (() => presenceOf(connection, hall).enter({ current: hall }))()
    await collectGarbage()
    const held = presenceOf(connection, hall)
    const leaveAgain = held.enter({ current: hall })
    expect(kinds()).toEqual(['enter'])
    leave()
    leaveAgain()
    await collectGarbage()
    expect(kinds()).toEqual(['enter', 'leave'])
    expect(presenceOf(connection, hall)).toBe(held)
    held.enter({ current: hall })
    presenceOf(connection, hall).enter({ current: hall })
    expect(kinds()).toEqual(['enter', 'leave', 'enter'])
  })
})
