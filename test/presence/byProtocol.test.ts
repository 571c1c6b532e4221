import { beforeEach, describe, expect, test } from 'vitest'
import type { Member, StateFrame } from '../../src/protocol/presence'
import { member, settle, setUp } from './support/setUp'

let me: ReturnType<typeof setUp>

beforeEach(async () => {
  me = setUp()
  me.enter()
  await me.open()
})

const kinds = (): unknown[] => me.said.map(([, kind]) => kind)

/** What the client said last, whole. */
const lastSaid = (): Record<string, unknown> => me.connection.sent.at(-1)?.data as Record<string, unknown>

describe('the count of changes', () => {
  beforeEach(() => me.everybody([member('a')], { revision: 5 }))

  test('is followed in order', async () => {
    await me.diff(6, { set: [member('b')] })
    await me.diff(7, { left: [['a', 1]] })
    expect(me.others).toEqual(['b online 1'])
    expect(kinds()).toEqual(['enter'])
  })

  test('may go over several changes at once', async () => {
    await me.diff(8, { set: [member('b'), member('c')] }, { from: 5 })
    expect(me.others).toEqual(['a online 1', 'b online 1', 'c online 1'])
    expect(kinds()).toEqual(['enter'])
  })

  test('that goes back beyond what is known makes the client ask, since what changed back meanwhile is not in it', async () => {
    await me.diff(8, { set: [member('b')] }, { from: 4 })
    expect(kinds()).toEqual(['enter', 'watch'])
    expect(me.others).toEqual(['a online 1'])
  })

  test('may be repeated', async () => {
    await me.diff(6, { set: [member('b')] })
    await me.diff(6, { set: [member('b')] })
    await me.diff(5, { left: [['a', 9]] })
    expect(me.others).toEqual(['a online 1', 'b online 1'])
  })

  test('with a hole makes the client ask for everybody, once, and nothing changes until the answer', async () => {
    await me.diff(8, { set: [member('b')] })
    await me.diff(9, { set: [member('c')] })
    expect(kinds()).toEqual(['enter', 'watch'])
    expect(me.others).toEqual(['a online 1'])
    await me.everybody([member('b'), member('c')], { revision: 9 })
    expect(me.log).toEqual([
      ['join', 'b', 1],
      ['join', 'c', 1],
      ['leave', 'a', 1],
    ])
    await me.diff(10, { set: [member('d')] })
    expect(kinds()).toEqual(['enter', 'watch'])
  })

  test('with a hole makes the client ask again while nobody answers', async () => {
    await me.diff(8, { set: [member('b')] })
    await me.clock.advance(5000)
    await me.clock.advance(5000)
    expect(kinds()).toEqual(['enter', 'watch', 'watch', 'watch'])
    await me.everybody([member('b')], { revision: 9 })
    await me.clock.advance(20_000)
    expect(kinds()).toEqual(['enter', 'watch', 'watch', 'watch'])
  })
})

describe('a server that names only some of very many', () => {
  test('says how many there are', async () => {
    await me.everybody([member('a'), member('b')], { count: 5000 })
    expect(me.state).toMatchObject({ count: 5000, others: [{ key: 'a' }, { key: 'b' }] })
    await me.diff(2, { count: 4998 })
    expect(me.state.count).toBe(4998)
    await me.diff(3, { set: [member('a', 2)] })
    expect(me.state.count).toBe(4998)
    await me.everybody([member('a')], { revision: 4 })
    expect(me.state.count).toBe(2)
  })

  test('shows somebody who was there before in the place of who is gone, and that is no join', async () => {
    const now = me.clock.date()
    await me.everybody([member('a', 1, { since: now - 3 })], { count: 3, now })
    await me.clock.advance(1000)
    await me.diff(2, { count: 2, left: [['a', 1]], set: [member('b', 1, { since: now - 2 })] })
    await me.diff(3, { count: 3, set: [member('c', 1, { since: now + 900 })] })
    expect(me.others).toEqual(['b online 1', 'c online 1'])
    expect(me.log).toEqual([
      ['leave', 'a', 1],
      ['join', 'c', 1],
    ])
  })

  test('is not believed where that is no number', async () => {
    for (const count of ['5', -1, null, {}] as unknown[]) {
      await me.everybody([member('a')], { count: count as number })
      expect(me.state.count).toBe(2)
    }
  })
})

describe('a list', () => {
  test('comes as a whole: nothing that is shown before says that nobody else is there', async () => {
    const counts: number[] = []
    me.presence.store.subscribe(({ count, status }) => void (status === 'present' && counts.push(count)))
    await me.everybody([member('a')], { page: 1, more: true })
    await me.everybody([member('b')], { page: 2 })
    expect(counts).toEqual([3])
    me.connection.drop()
    await settle()
    await me.open()
    await me.everybody([member('a', 2), member('b', 2)], { revision: 9 })
    expect(new Set(counts)).toEqual(new Set([3]))
  })

  test('of a server that knows everybody ends who is missing', async () => {
    await me.everybody([member('a')])
    await me.everybody([], { revision: 2 })
    expect(me.others).toEqual([])
  })

  test('of a server that has just started ends nobody before the grace', async () => {
    await me.everybody([member('a')])
    await me.everybody([], { grace: 15_000 })
    expect(me.others).toEqual(['a stale 1'])
    await me.diff(2, { set: [member('a', 2)] })
    expect(me.others).toEqual(['a online 2'])
    await me.everybody([], { grace: 15_000, revision: 3 })
    await me.clock.advance(15_000)
    expect(me.others).toEqual([])
    expect(me.log.filter(([change]) => change !== 'update')).toEqual([['leave', 'a', 2]])
  })

  test('in pages replaces what was known with its last page', async () => {
    const page = (number: number, members: Member[], more: Partial<StateFrame> = {}): Promise<void> =>
      me.everybody(members, { page: number, more: true, ...more })
    await page(1, [member('a')])
    await page(2, [member('b')])
    expect(me.state).toMatchObject({ status: 'entering', others: [], count: 0 })
    await page(3, [member('c')], { more: false })
    expect(me.state).toMatchObject({ status: 'present', count: 4 })
    expect(me.others).toEqual(['a online 1', 'b online 1', 'c online 1'])
    expect(me.log).toEqual([])
  })

  test('whose first page did not come for this client is not taken', async () => {
    await me.everybody([member('b')], { page: 2 })
    expect(me.state).toMatchObject({ status: 'entering', others: [] })
    await me.everybody([member('a')])
    expect(me.others).toEqual(['a online 1'])
  })
})

describe('short names', () => {
  const ann = { alias: 7, state: { n: 1, cursor: { x: 1, y: 1 }, typing: true } }

  beforeEach(() => me.everybody([member('a', 1, ann), member('b', 1, { alias: 8 })]))

  test('stand for members in patches, which say the fields that differ, and those that are no more', async () => {
    const { since } = me.state.others[0] ?? {}
    const now = me.clock.date() + 100
    await me.diff(2, { patch: [[7, 2, { n: 2, cursor: null }, ['typing']]] }, { now })
    expect(me.state.others[0]).toMatchObject({ state: { n: 2, cursor: null }, since, lastSeen: now })
    expect(me.state.others[0]?.state).not.toHaveProperty('typing')
    expect(me.log).toEqual([['update', 'a', 2]])
  })

  test('stand for members who are back as they were', async () => {
    await me.diff(2, { dropped: [7] })
    expect(me.others).toEqual(['a stale 1', 'b online 1'])
    await me.diff(3, { patch: [[7, 2]] })
    expect(me.others).toEqual(['a online 1', 'b online 1'])
    expect(me.log).toEqual([])
  })

  test('stand for members whose links broke, and who are gone when the server says so', async () => {
    await me.diff(2, { dropped: [7] })
    await me.clock.advance(60_000)
    expect(me.others).toEqual(['a stale 1', 'b online 1'])
    await me.diff(3, { left: [7] })
    expect(me.others).toEqual(['b online 1'])
  })

  test('that were never given make the client ask for everybody', async () => {
    await me.diff(2, { patch: [[9, 2, { n: 2 }]] })
    expect(kinds()).toEqual(['enter', 'watch'])
  })

  test('of what is no member are let be', async () => {
    await me.diff(2, { set: [{ ...member('c', 1, { alias: 9 }), key: {} } as never] })
    await me.diff(3, { patch: [[9, 2, { n: 2 }]] })
    await me.diff(4, { dropped: [9] })
    await me.diff(5, { left: [9] })
    expect(kinds()).toEqual(['enter'])
    expect(me.others).toEqual(['a online 1', 'b online 1'])
  })

  test('cannot make a state something else than it is', async () => {
    const patch = JSON.parse('[[7, 2, {"__proto__":{"polluted":true}}]]')
    await me.diff(2, { patch })
    expect(Object.getPrototypeOf(me.state.others[0]?.state)).toBe(Object.prototype)
    expect(me.state.others[0]?.state).not.toHaveProperty('polluted', true)
  })
})

describe('a link that several sessions share', () => {
  test('brings lists and changes for all of them, and no list for one that has not entered', async () => {
    const { ref } = lastSaid()
    expect(ref).toEqual(expect.any(String))
    const everybody = { kind: 'state', channel: 'board', now: me.clock.date(), grace: 0, revision: 1 } as const
    me.hear({ kind: 'entered', channel: 'board', ref: 'another', id: 'x', key: 'x' })
    me.hear({ ...everybody, members: [member('a')] })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', self: { key: 'me' }, others: [] })
    me.hear({ kind: 'entered', channel: 'board', ref: ref as string, id: 'me', key: 'me' })
    me.hear({ ...everybody, members: [member('a')] })
    await me.clock.advance(20)
    expect(me.others).toEqual(['a online 1'])
  })

  test('brings refusals for one of them', async () => {
    await me.everybody([])
    me.hear({ kind: 'refused', channel: 'board', ref: 'another', code: 'forbidden', message: 'no' })
    expect(me.state.status).toBe('present')
    const { ref } = lastSaid()
    me.hear({ kind: 'refused', channel: 'board', ref: ref as string, code: 'forbidden', message: 'no' })
    await me.clock.advance(20)
    expect(me.state.status).toBe('refused')
  })

  test('has a ref of its own, so that what was said on the link before is not taken for an answer', async () => {
    const before = lastSaid()['ref'] as string
    me.connection.drop()
    me.connection.open()
    await settle()
    expect(lastSaid()['ref']).not.toBe(before)
    me.hear({ kind: 'refused', channel: 'board', ref: before, code: 'forbidden', message: 'late' })
    await me.clock.advance(20)
    expect(me.state.status).toBe('entering')
  })
})

describe('a session that is refused', () => {
  const refuse = async (code: 'forbidden' | 'expired' | 'too-large'): Promise<void> => {
    me.hear({ kind: 'refused', channel: 'board', ref: lastSaid()['ref'] as string, code, message: 'no' })
    await me.clock.advance(20)
  }

  test('leaves, and has another ref when it asks once more', async () => {
    await me.everybody([])
    await me.diff(5, {})
    expect(kinds()).toEqual(['enter', 'watch'])
    const { ref } = lastSaid()
    await refuse('forbidden')
    expect(lastSaid()).toMatchObject({ kind: 'leave', ref, version: 1 })
    me.presence.retry()
    await settle()
    expect(lastSaid()).toMatchObject({ kind: 'enter', version: 2 })
    expect(lastSaid()['ref']).not.toBe(ref)
  })

  test('knows nobody any more, and hears no more of them', async () => {
    await me.everybody([member('a'), member('b')])
    me.log.length = 0
    await refuse('forbidden')
    expect(me.state).toMatchObject({ status: 'refused', others: [], count: 0 })
    await me.diff(2, { left: [['a', 1]] })
    await me.diff(3, { set: [member('c')] })
    expect(me.state).toMatchObject({ status: 'refused', others: [], count: 0 })
    expect(me.log).toEqual([])
    me.presence.retry()
    await me.everybody([member('b'), member('c')], { revision: 9 })
    expect(me.others).toEqual(['b online 1', 'c online 1'])
    expect(me.log).toEqual([])
  })

  test('because the server has forgotten it enters again under its ref', async () => {
    await me.everybody([])
    const { ref } = lastSaid()
    await refuse('expired')
    expect(lastSaid()).toMatchObject({ kind: 'enter', ref, version: 2 })
  })

  test('with a state that is too large stays where it is', async () => {
    await me.everybody([])
    await refuse('too-large')
    expect(kinds()).toEqual(['enter'])
    expect(me.state.status).toBe('present')
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

  test.each<object>([
    { patch: [null] },
    { patch: 7 },
    { patch: [[1, 2, { n: 2 }, 5]] },
    { dropped: [null] },
    { left: 1 },
    { left: [{}] },
  ])('may be the list %j, and does not keep anybody from being shown', async (broken) => {
    await me.everybody([member('a', 1, { alias: 1 })])
    await me.diff(2, { ...broken, set: [member('b')] })
    expect(me.state.others.map(({ key }) => key)).toEqual(['a', 'b'])
    expect(me.errors).toEqual([])
  })

  test('is not asked for without a pause, whatever the server answers', async () => {
    await me.everybody([member('a')])
    for (let revision = 2; revision < 30; revision += 1) {
      await me.diff(revision, { patch: [[99, 1, {}]] })
      await me.everybody([member('a')], { revision })
    }
    expect(kinds().length).toBeLessThan(4)
    me.forget()
    for (let time = 0; time < 30; time += 1) {
      me.hear({ kind: 'refused', channel: 'board', code: 'expired', message: 'no' })
      await me.clock.advance(20)
    }
    expect(kinds()).toEqual(['enter'])
    await me.clock.advance(1000)
    expect(kinds()).toEqual(['enter', 'enter'])
  })

  test('may be anything, and breaks nothing', async () => {
    await me.everybody([member('a')])
    const frames = [null, 7, 'x', [], {}, { channel: 'board' }, { kind: 'state', channel: 'board' }]
    for (const frame of frames) me.connection.hear('presence', frame)
    const members = [null, {}, { id: 1 }, member('b', Number.NaN), member('x'.repeat(300)), { ...member('c'), key: {} }]
    await me.diff(2, { set: [...members, member('d')] as never })
    expect(me.others).toEqual(['a online 1', 'd online 1'])
    expect(me.errors).toEqual([])
  })

  test.each([null, 5, 'x', [1], true, undefined])(
    'is not shown when a state is %j, which is no object',
    async (state) => {
      await me.everybody([member('a', 1, { state }), member('b')])
      expect(me.others).toEqual(['b online 1'])
      expect(me.errors).toEqual(['invalid-message'])
    },
  )

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
