import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRowWindow } from '../../src/table/window'

interface Row {
  id: number
  hidden?: boolean
}

function setUp(limit: number, loaded: number[]) {
  const window = createRowWindow<Row>({
    limit,
    matches: ({ hidden }) => !hidden,
    compare: (one, other) => one.id - other.id,
  })
  const rows = loaded.slice(0, limit).map((id) => ({ id }))
  window.loaded(rows)
  for (const row of rows) window.set(`${row.id}`, row)
  const ids = (): number[] => Array.from(window.rows.values(), ({ id }) => id).toSorted((a, b) => a - b)
  const set = (id: number, more: Partial<Row> = {}): void => window.set(`${id}`, { id, ...more })
  return { window, ids, set }
}

test('without a limit, everything that passes is kept', () => {
  const { window, ids, set } = setUp(Infinity, [1, 2])
  for (let id = 3; id <= 500; id += 1) set(id)
  set(501, { hidden: true })
  set(2, { hidden: true })
  expect(ids()).toHaveLength(499)
  expect(window.isShort).toBe(false)
})

test('a row behind the horizon is not kept, and one that moves there goes', () => {
  const { window, ids, set } = setUp(3, [10, 20, 30, 40])
  set(35)
  set(15)
  expect(ids()).toEqual([10, 15, 20, 30])
  window.set('15', { id: 99 })
  expect(ids()).toEqual([10, 20, 30])
  expect(window.isShort).toBe(false)
  window.delete('10')
  expect(window.isShort).toBe(true)
})

test('a query with fewer rows than its limit has no horizon', () => {
  const { window, ids, set } = setUp(3, [10, 20])
  set(99)
  window.delete('10')
  expect([ids(), window.isShort]).toEqual([[20, 99], false])
})

test('never holds more than twice the limit, and always the first rows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat({ max: 200 })), (limit, added) => {
      const { window, ids, set } = setUp(limit, [])
      const all = new Set<number>()
      for (const id of added) {
        set(id)
        all.add(id)
        expect(window.rows.size).toBeLessThanOrEqual(2 * limit)
        const first = [...all].toSorted((a, b) => a - b).slice(0, limit)
        expect(ids().slice(0, limit)).toEqual(first)
      }
    }),
  )
})
