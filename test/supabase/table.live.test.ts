import { expect, test, type TestContext } from 'vitest'
import { signedIn, stage } from './stage'
import { type Shown, showTable } from './liveTable'
import { large, type Note, tables, type Todo } from './tables'

const todo = (id: number, title: string, more: Partial<Todo> = {}): Todo => ({
  id,
  title,
  done: false,
  list: 1,
  body: null,
  ...more,
})

async function setUp(context: TestContext, ...[query, options]: [Parameters<typeof showTable<Todo>>[2]?, object?]) {
  const supabase = await stage(context, { tables, ...options })
  const client = signedIn(supabase)
  await supabase.sql(`insert into todos (id, title) values (1, 'a'), (2, 'b')`)
  const shown = showTable<Todo>(client, 'todos', query)
  context.onTestFinished(shown.stop)
  return { supabase, client, shown }
}

/** In time. */
async function expectRows(shown: Shown<Todo>, rows: readonly Todo[]): Promise<void> {
  await shown.shows(rows).catch(() => {})
  expect(shown.rows).toEqual(rows)
}

const live = (shown: Shown<Todo>) => shown.reaches('live')

test('loads the rows, and shows what others insert, update and delete', async (context) => {
  const { supabase, shown } = await setUp(context)
  expect(shown.status).toBe('loading')
  await live(shown)
  expect(shown.rows).toEqual([todo(1, 'a'), todo(2, 'b')])
  await supabase.sql(`insert into todos (id, title) values (3, 'c')`)
  await supabase.sql(`update todos set done = true where id = 1`)
  await supabase.sql(`delete from todos where id = 2`)
  await expectRows(shown, [todo(1, 'a', { done: true }), todo(3, 'c')])
})

test('keeps a large column that an update does not tell again', async (context) => {
  const { supabase, shown } = await setUp(context)
  await supabase.sql(`update todos set body = $1 where id = 1`, [large])
  await live(shown)
  await shown.table.load()
  await supabase.sql(`update todos set title = 'A' where id = 1`)
  await expectRows(shown, [todo(1, 'A', { body: large }), todo(2, 'b')])
  expect(shown.table.store.getState()).toMatchObject({ status: 'live', error: null })
})

test('trap 5: shows what was written between SUBSCRIBED and system ok', async (context) => {
  const { supabase, shown } = await setUp(context, {}, { systemOkDelay: 300 })
  await shown.channel.reaches('open')
  await supabase.sql(`insert into todos (id, title) values (3, 'c')`)
  await live(shown)
  expect(shown.rows.map(({ title }) => title)).toEqual(['a', 'b', 'c'])
})

test('loads all again after a dropped socket, and after a token that expired', async (context) => {
  const { supabase, shown } = await setUp(context)
  await live(shown)
  supabase.faults.dropSockets()
  await shown.reaches('stale')
  await supabase.sql(`delete from todos where id = 1`)
  await supabase.sql(`update todos set title = 'B' where id = 2`)
  await live(shown)
  expect(shown.rows).toEqual([todo(2, 'B')])
  supabase.faults.expireTokens()
  await shown.reaches('stale')
  await supabase.sql(`insert into todos (id, title) values (3, 'c')`)
  await live(shown)
  expect(shown.rows).toEqual([todo(2, 'B'), todo(3, 'c')])
})

test('writes at once, and takes back what the database refuses', async (context) => {
  const { supabase, shown } = await setUp(context)
  await live(shown)
  const { insert, update, remove } = shown.table
  await supabase.sql(`select setval(pg_get_serial_sequence('todos', 'id'), 10)`)
  const writes = [insert({ title: 'c' }), update({ id: 1 }, { title: 'A' }), remove({ id: 2 })]
  expect(shown.rows.map(({ title }) => title)).toEqual(['A', 'c'])
  const results = await Promise.all(writes)
  expect(results).toEqual([
    { row: todo(11, 'c'), error: null },
    { row: todo(1, 'A'), error: null },
    { row: null, error: null },
  ])
  await expectRows(shown, [todo(1, 'A'), todo(11, 'c')])
  const refused = await Promise.all([
    insert({ title: null as unknown as string }),
    insert(todo(1, 'twice')),
    update({ id: 1 }, { title: null as unknown as string }),
    update({ id: 99 }, { title: 'nobody' }),
    remove({ id: 99 }),
  ])
  expect(refused.map(({ error }) => error?.code)).toEqual(refused.map(() => 'rejected'))
  expect(shown.rows).toEqual([todo(1, 'A'), todo(11, 'c')])
  expect([...shown.table.store.getState().pending]).toEqual([])
  for (const { rows } of shown.states) expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

test('keeps filter, order and limit', async (context) => {
  const { supabase, shown } = await setUp(context, {
    filters: [
      ['list', 'in', [1, 2]],
      ['done', 'is', false],
    ],
    order: [{ column: 'title', ascending: false }],
    limit: 2,
  })
  await live(shown)
  await supabase.sql(`insert into todos (id, title, list) values (3, 'c', 3), (4, 'd', 2), (5, '0', 1)`)
  await expectRows(shown, [todo(4, 'd', { list: 2 }), todo(2, 'b')])
  await supabase.sql(`update todos set list = 1 where id = 3`)
  await expectRows(shown, [todo(4, 'd', { list: 2 }), todo(3, 'c')])
  await supabase.sql(`update todos set done = true where id in (3, 4)`)
  await expectRows(shown, [todo(2, 'b'), todo(1, 'a')])
  await supabase.sql(`delete from todos where id = 2`)
  await expectRows(shown, [todo(1, 'a'), todo(5, '0')])
  expect(shown.table.store.getState()).toMatchObject({ status: 'live', error: null })
})

test('shows everybody their own rows', async (context) => {
  const supabase = await stage(context, { tables })
  const [ann, bob] = ['ann', 'bob'].map((sub) => showTable<Note>(signedIn(supabase, sub), 'notes')) as [
    Shown<Note>,
    Shown<Note>,
  ]
  context.onTestFinished(ann.stop)
  context.onTestFinished(bob.stop)
  await Promise.all([ann.reaches('live'), bob.reaches('live')])
  const { row } = await ann.table.insert({ owner: 'ann', body: 'mine' })
  const { error } = await ann.table.insert({ owner: 'bob', body: 'not mine' })
  expect(error).toMatchObject({ code: 'rejected' })
  await bob.table.insert({ owner: 'bob', body: 'his' })
  expect(ann.rows).toEqual([row])
  await ann.table.remove({ id: row!.id })
  expect([ann.rows.length, bob.rows.map(({ body }) => body)]).toEqual([0, ['his']])
})

test('says why rows cannot be had, and shows them once they can', async (context) => {
  const supabase = await stage(context, { tables })
  const shown = showTable<Todo>(signedIn(supabase), 'missing', {}, { changes: [] })
  context.onTestFinished(shown.stop)
  await shown.channel.reaches('open')
  await shown.table.load()
  expect(shown.table.store.getState()).toMatchObject({ status: 'loading', error: { code: 'unknown' } })
  await supabase.sql(`create table missing (id int primary key)`)
  await supabase.sql(`grant all on missing to authenticated`)
  await supabase.sql(`insert into missing values (1)`)
  await shown.table.load()
  expect(shown.table.store.getState()).toMatchObject({ status: 'stale', error: null, rows: [{ id: 1 }] })
})

test('shows rows before changes come, and loads once more when they do', async (context) => {
  const { supabase, shown } = await setUp(context, {}, { systemOkDelay: 300 })
  await shown.reaches('stale')
  expect(shown.rows).toEqual([todo(1, 'a'), todo(2, 'b')])
  await live(shown)
  const requests = supabase.journal.entries.filter(({ what }) => what === 'request')
  expect(requests.map(({ event }) => event)).toEqual(['GET /rest/v1/todos', 'GET /rest/v1/todos'])
})

test('filters by text as it is', async (context) => {
  const supabase = await stage(context, { tables })
  await supabase.sql(`insert into todos (id, title) values (1, 'a,b'), (2, 'c"d'), (3, '(e)'), (4, 'f')`)
  const titles = ['a,b', 'c"d', '(e)']
  const shown = showTable<Todo>(signedIn(supabase), 'todos', { filters: [['title', 'in', titles]] })
  context.onTestFinished(shown.stop)
  await live(shown)
  expect(shown.rows.map(({ title }) => title)).toEqual(titles)
})
