import { expect, test } from 'vitest'
import { signedIn, stage } from './stage'
import { until } from '../support/until'
import { showTable } from './liveTable'
import { byHand, item } from './rowSource'
import { tables, type Todo } from './tables'

test.for([
  [1000, undefined, 1200],
  [100, undefined, 1200],
  [100, 250, 250],
] as const)('a server that gives %i rows at once, and a limit of %s: all rows are there', async (given, context) => {
  const [maxRows, limit, expected] = given
  const supabase = await stage(context, { tables, maxRows })
  await supabase.sql(`insert into todos (id, title) select n, 'todo ' || n from generate_series(1, 1200) n`)
  const shown = showTable<Todo>(signedIn(supabase), 'todos', { limit })
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  expect(shown.rows.map(({ id }) => id)).toEqual(Array.from({ length: expected }, (_, index) => index + 1))
})

test('a query without its key, ordered by a column that it does not name, is kept up to date', async (context) => {
  const supabase = await stage(context, { tables })
  await supabase.sql(`insert into todos (id, title, list) values (1, 'b', 1), (2, 'a', 2), (3, 'c', 1)`)
  const shown = showTable<Todo>(signedIn(supabase), 'todos', { select: 'title', order: [{ column: 'list' }] })
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  expect(shown.rows.map(({ title }) => title)).toEqual(['b', 'c', 'a'])
  const { row, error } = await shown.table.update(shown.rows[2] ?? {}, { title: 'A' })
  expect([row, error]).toEqual([{ id: 2, list: 2, title: 'A' }, null])
  await supabase.sql(`update todos set list = 0 where id = 3`)
  await shown.shows([
    { title: 'c', list: 0, id: 3 },
    { title: 'b', list: 1, id: 1 },
    { title: 'A', list: 2, id: 2 },
  ])
})

const filters: [string, [keyof Todo, 'eq' | 'in' | 'is', unknown]][] = [
  ['a number as text', ['list', 'eq', '1']],
  ['a list of numbers as text', ['list', 'in', ['1', '7']]],
  ['a boolean as text', ['done', 'eq', 'false']],
  ['a boolean as text, with is', ['done', 'is', 'false']],
]

test.for(filters)('a filter with %s hides no row that was loaded, and none that comes', async ([, filter], context) => {
  const supabase = await stage(context, { tables })
  await supabase.sql(`insert into todos (id, title) values (1, 'a')`)
  const shown = showTable<Todo>(signedIn(supabase), 'todos', { filters: [filter] })
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  expect(shown.rows.map(({ id }) => id)).toEqual([1])
  await supabase.sql(`insert into todos (id, title) values (2, 'b')`)
  await supabase.sql(`insert into todos (id, title, list, done) values (3, 'c', 5, true)`)
  await supabase.sql(`insert into todos (id, title) values (4, 'd')`)
  await shown.shows([1, 2, 4].map((id) => ({ id, title: 'abcd'[id - 1], done: false, list: 1, body: null })))
})

test('a table that is in no publication says so, and shows its rows as they were', async (context) => {
  const supabase = await stage(context, { tables: `${tables}; grant all on quiet to anon, authenticated` })
  await supabase.sql(`insert into quiet (id) values (1)`)
  const shown = showTable<{ id: number }>(signedIn(supabase), 'quiet')
  context.onTestFinished(shown.stop)
  await shown.reaches('stale')
  await shown.shows([{ id: 1 }])
  const error = await until(shown, () => shown.table.store.getState().error)
  expect(error.code).toBe('refused')
  expect(error.message).toContain('Look whether the table that it names is in the publication supabase_realtime')
})

test('an update that changes the key leaves no ghost', async (context) => {
  const supabase = await stage(context, { tables })
  await supabase.sql(`insert into todos (id, title) values (1, 'a'), (2, 'b')`)
  const shown = showTable<Todo>(signedIn(supabase), 'todos')
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  await supabase.sql(`update todos set id = 10 where id = 1`)
  const wanted = [2, 10].map((id) => ({ id, title: id === 2 ? 'b' : 'a', done: false, list: 1, body: null }))
  await shown.shows(wanted)
  expect(shown.rows).toEqual(wanted)
})

test('a first load that fails is tried again, later and later, until it succeeds', async () => {
  const { table, clock, asked, refuse, answer, names } = byHand()
  table.follow({ status: 'ready' })
  const waits: number[] = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await refuse('load', 'the database is starting')
    const { status, error } = table.store.getState()
    expect([status, error?.message]).toEqual(['loading', 'unknown: Error: the database is starting'])
    const from = clock.now()
    while (asked().length === 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await clock.advance(100)
    }
    waits.push(clock.now() - from)
  }
  expect(waits.every((wait) => wait > 100 && wait <= 20_200)).toBe(true)
  await answer('load', [item(1, 'a')])
  expect([names(), table.store.getState().status, table.store.getState().error]).toEqual([['a'], 'live', null])
  table.stop()
  expect(clock.timers).toBe(0)
})

test('a refill that fails says stale, and live when it has succeeded', async () => {
  const { table, begin, tell, refuse, answer, clock, asked, names } = byHand({ limit: 2 })
  await begin(item(1, 'a'), item(2, 'b'))
  await tell({ eventType: 'DELETE', old: { id: 1 } })
  expect(asked()).toEqual(['load'])
  await refuse('load', 'too many connections')
  expect(table.store.getState()).toMatchObject({ status: 'stale', error: { code: 'unknown' } })
  await clock.advance(25_000)
  await answer('load', [item(2, 'b'), item(3, 'c')])
  expect([names(), table.store.getState().status]).toEqual([['b', 'c'], 'live'])
})

test('a table that nobody follows any more is not read again', async () => {
  const { table, clock, asked, refuse } = byHand()
  table.follow({ status: 'ready' })
  await refuse('load', 'gone')
  table.follow({ status: 'waiting' })
  table.stop()
  await clock.advance(60_000)
  expect([asked(), clock.timers]).toEqual([[], 0])
})

test('with a limit, a burst of rows costs no more for those that came before', async () => {
  let comparisons = 0
  const { begin, hurl, clock, names } = byHand({
    limit: 50,
    order: [
      {
        column: 'list',
        ascending: false,
        compare(one, other) {
          comparisons += 1
          return Number(one) - Number(other)
        },
      },
    ],
  })
  await begin()
  const insert = async (from: number, count: number): Promise<number> => {
    const before = comparisons
    for (let id = from; id < from + count; id += 1) hurl({ eventType: 'INSERT', new: item(id, `${id}`, { list: id }) })
    await clock.advance(16)
    return (comparisons - before) / count
  }
  const first = await insert(1, 500)
  await insert(501, 5000)
  const later = await insert(5501, 500)
  expect(names()).toHaveLength(50)
  expect(later).toBeLessThan(2 * first)
})

test('a load ends however many changes come meanwhile, and what came is read afterwards', async () => {
  const { table, hurl, clock, asked, answer, names } = byHand()
  table.follow({ status: 'ready' })
  for (let id = 1; id <= 100; id += 1) hurl({ new: item(id, 'changed') })
  await clock.advance(16)
  expect(asked().filter((what) => what === 'load')).toHaveLength(1)
  await answer('load', [item(1, 'old'), item(100, 'old')])
  // More than 20 rows are waiting: one more load is cheaper.
  expect(asked().filter((what) => what === 'load')).toHaveLength(1)
  await answer(
    'load',
    Array.from({ length: 100 }, (_, index) => item(index + 1, 'new')),
  )
  expect(names()).toEqual(Array.from({ length: 100 }, () => 'new'))
  expect(table.store.getState().status).toBe('live')
})

test('a row without its key is not written', async () => {
  const { table, begin, asked } = byHand()
  await begin(item(1, 'a'))
  for (const result of [table.update({ name: 'a' }, { name: 'b' }), table.remove({ name: 'a' })]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    expect(await result).toMatchObject({ row: null, error: { code: 'invalid-option' } })
  }
  expect(asked()).toEqual([])
})

test('an answer that comes after everything has stopped is ignored, and nothing is tried again', async () => {
  const { table, clock, refuse, asked } = byHand()
  table.follow({ status: 'ready' })
  table.stop()
  await refuse('load', 'offline')
  await clock.advance(60_000)
  expect([asked(), clock.timers, table.store.getState().error]).toEqual([[], 0, null])
})

test('a row that went while a shorter list was loaded is replaced', async () => {
  const { table, begin, tell, answer, asked, names } = byHand({ limit: 3 })
  await begin(item(1, 'a'), item(2, 'b'), item(3, 'c'))
  void table.load()
  await tell({ eventType: 'DELETE', old: { id: 2 } })
  await answer('read 2', undefined)
  await answer('load', [item(1, 'a'), item(2, 'b'), item(3, 'c')])
  expect(asked()).toEqual(['load'])
  await answer('load', [item(1, 'a'), item(3, 'c'), item(4, 'd')])
  expect([names(), asked(), table.store.getState().status]).toEqual([['a', 'c', 'd'], [], 'live'])
})

test('a key that changes leaves no ghost during a load, during a reading, and by a write of our own', async () => {
  const loading = byHand()
  loading.table.follow({ status: 'ready' })
  await loading.tell({ new: item(2, 'a'), old: { id: 1 } })
  await loading.answer('load', [item(1, 'a')])
  await loading.answer('read 1', undefined)
  await loading.answer('read 2', item(2, 'a'))
  expect(loading.table.store.getState().rows).toEqual([item(2, 'a')])

  const reading = byHand()
  reading.table.follow({ status: 'ready' })
  await reading.answer('load', [])
  await reading.tell({ eventType: 'INSERT', new: item(1, 'a') })
  await reading.tell({ new: item(2, 'a'), old: { id: 1 } })
  await reading.answer('read 1', item(1, 'a')).catch(() => {})
  await reading.answer('read 1', undefined).catch(() => {})
  await reading.answer('read 2', item(2, 'a'))
  expect(reading.table.store.getState().rows).toEqual([item(2, 'a')])

  const writing = byHand()
  await writing.begin(item(1, 'a'))
  void writing.table.load()
  void writing.table.update({ id: 1 }, { id: 2 })
  await writing.answer('update 1 undefined', item(2, 'a'))
  await writing.answer('load', [item(1, 'a')])
  for (const what of writing.asked()) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await writing.answer(what, what === 'read 2' ? item(2, 'a') : undefined)
  }
  expect(writing.table.store.getState().rows).toEqual([item(2, 'a')])
})

test('a write that is answered after everything has stopped loads nothing', async () => {
  const { table, begin, clock, answer, asked } = byHand({ limit: 2 })
  await begin(item(1, 'a'), item(2, 'b'))
  void table.remove({ id: 1 })
  table.follow({ status: 'waiting' })
  table.stop()
  await answer('remove 1')
  await clock.advance(60_000)
  expect([asked(), clock.timers]).toEqual([[], 0])
})
