import { expect, test } from 'vitest'
import { readPages, type RowPage } from '../../src/table/pages'

interface Row {
  id: number
}

const range = (count: number, from = 0): Row[] => Array.from({ length: count }, (_, index) => ({ id: from + index }))

/** A server that gives at most `most` rows at once; `change` may change its rows after each answer. */
function serve(
  rows: Row[],
  most: number,
  options: { counts?: boolean; change?: (rows: Row[], asked: number) => void } = {},
) {
  const { counts = true, change } = options
  const asked: [from: number, count: number][] = []
  return {
    asked,
    read: async (from: number, count: number): Promise<RowPage<Row>> => {
      asked.push([from, count])
      const page = rows.slice(from, from + Math.min(count, most))
      const total = counts ? rows.length : null
      change?.(rows, asked.length)
      return { rows: page, total }
    },
  }
}

const isSame = (one: Row, other: Row): boolean => one.id === other.id

test.each([
  ['fewer than the maximum', 7, 10, Infinity, 1],
  ['as many as the maximum', 10, 10, Infinity, 1],
  ['none', 0, 10, Infinity, 1],
  ['more than the maximum', 1200, 1000, Infinity, 2],
  ['many times the maximum', 95, 10, Infinity, 11],
  ['a limit below the maximum', 95, 10, 5, 1],
  ['a limit above the maximum', 95, 10, 25, 3],
  ['a limit above all rows', 12, 10, 50, 2],
])('%s: all rows of the query, and no request too many', async (_name, count, most, limit, requests) => {
  const server = serve(range(count), most)
  expect(await readPages({ limit, read: server.read, isSame, isWanted: () => true })).toEqual(
    range(Math.min(count, limit)),
  )
  expect(server.asked).toHaveLength(requests)
})

test('a server that does not tell how many there are is asked until nothing more comes', async () => {
  const server = serve(range(25), 10, { counts: false })
  expect(await readPages({ limit: Infinity, read: server.read, isSame, isWanted: () => true })).toEqual(range(25))
  expect(server.asked.map(([from]) => from)).toEqual([0, 9, 18])
})

test('rows that go or come between two pages are noticed, and all are read anew', async () => {
  for (const change of [(rows: Row[]) => rows.shift(), (rows: Row[]) => rows.unshift({ id: -1 })]) {
    const rows = range(25)
    const server = serve(rows, 10, { change: (all, asked) => void (asked === 1 && change(all)) })
    // oxlint-disable-next-line eslint/no-await-in-loop
    expect(await readPages({ limit: Infinity, read: server.read, isSame, isWanted: () => true })).toEqual(rows)
  }
})

test('rows that change during every reading are an error after five', async () => {
  const server = serve(range(25), 10, { change: (all) => void all.shift() })
  await expect(readPages({ limit: Infinity, read: server.read, isSame, isWanted: () => true })).rejects.toThrow(
    'Expected rows that stay in their places while they are read in pages, but they changed during 5 readings.',
  )
})

test('a server that gives one row at a time gives all of them', async () => {
  const server = serve(range(5), 1)
  expect(await readPages({ limit: Infinity, read: server.read, isSame, isWanted: () => true })).toEqual(range(5))
})
