import { beforeEach, expect, test } from 'vitest'
import { type ChangeLog, createChangeLog } from '../../../src/server/presence/changeLog'
import { createSample } from '../../../src/server/presence/sample'
import type { KnownMember } from '../../../src/server/presence/store'

let log: ChangeLog
let sample: ReturnType<typeof createSample>

beforeEach(() => {
  log = createChangeLog({ channel: 'board', now: () => 0, grace: () => 0 })
  sample = createSample(log, 2)
})

const comes = (id: string, version = 1, key = id): void =>
  sample.apply({ set: { id, version, key, state: { version }, since: 1, at: 1 } satisfies KnownMember })
const leaves = (...ids: string[]): void => sample.apply({ left: ids.map((id) => [id, 9]) })

const shown = (): string[] => log.snapshot().pages.flatMap(({ members }) => members.map(({ id }) => id))
const counted = (): number | undefined => log.snapshot().pages[0]?.count

test('counts nobody in an empty channel', () => {
  expect([shown(), counted()]).toEqual([[], 0])
})

test('shows those who came first, and counts everybody', () => {
  for (const id of ['a', 'b', 'c', 'd']) comes(id)
  expect(shown()).toEqual(['a', 'b'])
  expect(counted()).toBe(4)
  expect([...sample.members.keys()]).toEqual(['a', 'b', 'c', 'd'])
})

test('shows somebody else, as they are then, in the place of who is gone', () => {
  for (const id of ['a', 'b', 'c', 'd']) comes(id)
  comes('c', 2)
  sample.apply({ dropped: [['d', 1]] })
  const known = log.revision
  leaves('a', 'b')
  expect(log.diffSince(known)).toMatchObject({
    count: 2,
    left: [1, 2],
    set: [
      { id: 'c', version: 2 },
      { id: 'd', dropped: true },
    ],
  })
  leaves('c', 'd')
  expect(shown()).toEqual([])
  expect(counted()).toBe(0)
})

test('says nothing of what those do who are not shown, but how many people they are', () => {
  for (const id of ['a', 'b', 'c']) comes(id)
  const before = log.revision
  comes('c', 2)
  expect(log.revision).toBe(before)
  comes('d', 1, 'c')
  expect(log.revision).toBe(before)
  leaves('c')
  expect(log.revision).toBe(before)
  leaves('d')
  const { from, revision, count, ...rest } = log.diffSince(before)
  expect({ from, revision, count }).toEqual({ from: before, revision: before + 1, count: 2 })
  expect(rest).toEqual({ kind: 'diff', channel: 'board', now: 0 })
})

test('counts somebody once who is known by another name now', () => {
  for (const id of ['a', 'b', 'c']) comes(id)
  comes('c', 2, 'a')
  expect(counted()).toBe(2)
  comes('a', 2, 'other')
  expect(counted()).toBe(3)
})
