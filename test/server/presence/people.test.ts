import { expect, test } from 'vitest'
import { peopleOf } from '../../../src/server/presence/people'

const member = (id: string, key: string, more: object = {}) =>
  ({ id, key, version: 1, state: { id }, since: 1, at: 1, ...more }) as const

test('connections with one key are one person, who came with the first and shares what the last one said', () => {
  const people = peopleOf([
    member('a', 'ann', { since: 3, at: 9, away: true }),
    member('b', 'bob', { since: 2, at: 2 }),
    member('c', 'ann', { since: 1, at: 4 }),
  ])
  expect(people).toEqual([
    { key: 'ann', state: { id: 'a' }, connections: 2, away: false, since: 1, lastSeen: 9 },
    { key: 'bob', state: { id: 'b' }, connections: 1, away: false, since: 2, lastSeen: 2 },
  ])
})

test('of connections that changed at the same time, it is the same one in any order of the list', () => {
  const [one, other] = [member('a', 'ann', { version: 7 }), member('b', 'ann')]
  expect(peopleOf([one, other])).toEqual(peopleOf([other, one]))
  expect(peopleOf([one, other])).toMatchObject([{ state: { id: 'b' } }])
})
