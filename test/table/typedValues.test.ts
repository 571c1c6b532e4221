import { describe, expect, test } from 'vitest'
import { compareValues, typedLike } from '../../src/table/typedValues'

const isSame = (value: unknown, wanted: unknown): boolean => compareValues(value, typedLike(value, wanted)) === 0

test.each<[unknown, unknown, boolean]>([
  [7, '7', true],
  [7, ' 7 ', true],
  [7.5, '7.50', true],
  [7, '8', false],
  [7, '', false],
  [true, 'true', true],
  [true, 't', true],
  [true, '1', true],
  [true, 'f', false],
  [false, 'no', true],
  [false, 'maybe', false],
  ['7', 7, true],
  ['true', true, true],
  ['a', 'a', true],
  ['a', 'A', false],
  ['aaaaaaaa-1111-4111-8111-bbbbbbbbbbbb', 'AAAAAAAA-1111-4111-8111-BBBBBBBBBBBB', true],
])('%o is %o: %s', (value, wanted, expected) => {
  expect(isSame(value, wanted)).toBe(expected)
})

describe('times', () => {
  test.each([
    ['2026-11-29T12:00:00+00:00', '2026-11-29T12:00:00Z'],
    ['2026-11-29T12:00:00+00:00', '2026-11-29 13:00:00+01'],
    ['2026-11-29T12:00:00.1+00:00', '2026-11-29T12:00:00.100000Z'],
    ['2026-11-29T12:00:00+00:00', '2026-11-29T17:30+0530'],
    ['2026-11-29T12:00:00', '2026-11-29T12:00:00Z'],
    ['2026-11-29T12:00:00', '2026-11-29 12:00'],
  ])('%s is %s', (value, wanted) => {
    expect(isSame(value, wanted)).toBe(true)
  })

  test.each([
    ['2026-11-29T12:00:00.000001+00:00', '2026-11-29T12:00:00Z'],
    ['2026-11-29T12:00:00+00:00', '2026-11-29T12:00:00+01'],
    ['2026-11-29T12:00:01', '2026-11-29T12:00:00Z'],
  ])('%s is another one than %s', (value, wanted) => {
    expect(isSame(value, wanted)).toBe(false)
    expect(Math.sign(compareValues(value, wanted))).toBe(-Math.sign(compareValues(wanted, value)))
  })
})

test('text is ordered by code point, and nulls come last', () => {
  const values = ['b', null, '\u{1F388}', 'a', 'ab', '\uFF5E', undefined, 'A']
  const ordered = [...values].toSorted((one, other) => compareValues(one ?? null, other ?? null))
  expect(ordered.filter((value) => typeof value === 'string')).toEqual(['A', 'a', 'ab', 'b', '\uFF5E', '\u{1F388}'])
  expect([3, null, 1].toSorted(compareValues)).toEqual([1, 3, null])
})
