import { expect, test } from 'vitest'
import type { Folding } from '../../src/connection/fold'
import { latest, list, reduced } from '../../src/connection/foldings'

function read<T>(folding: Folding<T>, data: readonly unknown[]): T {
  for (const one of data) folding.take({ event: 'A', data: one })
  return folding.read()
}

test('the newest message, or null', () => {
  expect(read(latest(), [])).toBeNull()
  expect(read(latest(), [1, 2])).toEqual({ event: 'A', data: 2 })
})

test.each([
  [2, [1, 2, 3, 4, 5], [4, 5]],
  [3, [1], [1]],
  [0, [1, 2], []],
])('the newest %i of a list', (limit, data, kept) => {
  expect(read(list(limit), data)).toEqual(kept)
})

test('a list that was read is not changed by what comes later', () => {
  const folding = list<number>(10)
  const before = read(folding, [1])
  expect([before, read(folding, [2])]).toEqual([[1], [1, 2]])
})

test('a state that a reducer makes, and keeps where it throws', () => {
  const folding = reduced((sum: number, { data }) => {
    if (typeof data !== 'number') throw new TypeError('no number')
    return sum + data
  }, 0)
  expect(read(folding, [1, 2])).toBe(3)
  expect(() => read(folding, ['a'])).toThrow(TypeError)
  expect(folding.read()).toBe(3)
})
