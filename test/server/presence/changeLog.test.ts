import { beforeEach, describe, expect, test } from 'vitest'
import { type ChangeLog, createChangeLog } from '../../../src/server/presence/changeLog'
import type { KnownMember } from '../../../src/server/presence/store'

const now = 1000
let log: ChangeLog

beforeEach(() => {
  log = createChangeLog({ channel: 'board', now: () => now, grace: () => 0 })
})

function member(id: string, version = 1, more: Partial<KnownMember> = {}): KnownMember {
  return { id, version, key: id, state: { n: version, name: id }, since: 1, at: 1, ...more }
}

const set = (...members: KnownMember[]): void => members.forEach((one) => log.apply({ set: one }))

describe('what is told to somebody who knows an earlier revision', () => {
  test('are members who came, whole and with an alias', () => {
    set(member('a'))
    expect(log.diffSince(0)).toEqual({
      kind: 'diff',
      channel: 'board',
      from: 0,
      revision: 1,
      now,
      set: [{ ...member('a'), alias: 1 }],
    })
  })

  test('are the fields of a state that differ, and the names of those that are no more', () => {
    set(
      member('a'),
      member('a', 2, { state: { n: 1, typing: true } }),
      member('a', 3, { state: { n: 5, typing: true } }),
    )
    expect(log.diffSince(1)).toMatchObject({ patch: [[1, 3, { n: 5, typing: true }, ['name']]] })
    expect(log.diffSince(2)).toMatchObject({ patch: [[1, 3, { n: 5 }]] })
  })

  test('is a version alone when nothing else differs, as of somebody who is back', () => {
    set(member('a'))
    log.apply({ dropped: [['a', 1]] })
    set(member('a', 2, { state: member('a').state }))
    expect(log.diffSince(2)).toMatchObject({ patch: [[1, 2]] })
    expect(log.diffSince(2)).not.toHaveProperty('dropped')
  })

  test('are whole members when more than the state differs', () => {
    set(member('a'), member('b'), member('a', 2, { away: true }), member('b', 2, { key: 'other' }))
    expect(log.diffSince(2).set).toMatchObject([
      { id: 'a', version: 2, away: true, alias: 1 },
      { id: 'b', version: 2, key: 'other', alias: 2 },
    ])
  })

  test('are members who are gone or lost their links, by alias', () => {
    set(member('a'), member('b'))
    log.apply({ dropped: [['a', 1]] })
    log.apply({ left: [['b', 1]] })
    expect(log.diffSince(2)).toMatchObject({ dropped: [1], left: [2] })
  })

  test('is nothing of those who came and went meanwhile', () => {
    set(member('a'))
    log.apply({ left: [['a', 1]] })
    expect(log.diffSince(0)).toEqual({ kind: 'diff', channel: 'board', from: 0, revision: 2, now })
  })

  test('is a new alias for somebody who left and came again', () => {
    set(member('a'))
    log.apply({ left: [['a', 1]] })
    set(member('a', 3))
    expect(log.diffSince(1).set).toMatchObject([{ id: 'a', alias: 2 }])
  })

  test('is there for as long as somebody may ask', () => {
    set(member('a'), member('b'), member('c'))
    log.forgetBefore(1)
    set(member('d'))
    expect(log.diffSince(1).set?.map(({ id }) => id)).toEqual(['b', 'c', 'd'])
  })
})

describe('a snapshot', () => {
  test('is one page of everybody', () => {
    set(member('a'), member('b'))
    expect(log.snapshot()).toMatchObject({
      revision: 2,
      pages: [{ kind: 'state', revision: 2, protocol: 1, now, grace: 0 }],
    })
    expect(log.snapshot().pages[0]).not.toHaveProperty('page')
  })

  test('is the same for all who come before much has changed, and what changed follows', () => {
    set(...Array.from({ length: 40 }, (_, index) => member(`m${index}`)))
    const first = log.snapshot()
    set(member('one more'))
    expect(log.snapshot()).toBe(first)
    expect(log.diffSince(first.revision).set).toMatchObject([{ id: 'one more' }])
    set(...Array.from({ length: 20 }, (_, index) => member(`n${index}`)))
    expect(log.snapshot()).not.toBe(first)
  })

  test('has pages that say which they are, and whether more follow', () => {
    set(...Array.from({ length: 100 }, (_, index) => member(`m${index}`, 1, { state: { text: 'x'.repeat(2000) } })))
    const { pages } = log.snapshot()
    expect(pages.map(({ page, more }) => [page, more])).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [4, undefined],
    ])
    expect(pages.flatMap(({ members }) => members)).toHaveLength(100)
  })
})
