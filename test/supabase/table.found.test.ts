import { expect, test } from 'vitest'
import { requestsOf } from '../../src/transports/supabase/changes'
import { showTable } from './liveTable'
import { byHand, item } from './rowSource'
import { quickly, signedIn, stage } from './stage'
import { tables, type Todo } from './tables'
import { until } from '../support/until'

const ready = { status: 'ready' } as const
const waiting = { status: 'waiting' } as const

type Hand = ReturnType<typeof byHand>

/** Answers everything that is asked, and lets the time pass. */
async function settle({ asked, answer, clock, names, table }: Hand, value?: unknown) {
  for (const what of asked()) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await answer(what, value)
  }
  await clock.advance(60_000)
  return [names(), table.store.getState().status]
}

test('a change without its large columns is not taken for one that says nothing new', async () => {
  const { begin, tell, asked } = byHand()
  await begin(item(1, 'a', { note: 'old' }))
  await tell({ new: { id: 1, name: 'a', list: 1 }, errors: ['Error 413: Payload Too Large'] })
  expect(asked()).toEqual(['read 1'])
})

test('a change without a large column does not keep the loaded one away', async () => {
  const hand = byHand()
  await hand.begin(item(1, 'a', { note: 'old' }))
  hand.table.follow(waiting)
  hand.table.follow(ready)
  await hand.tell({ new: { id: 1, name: 'a', list: 1 }, old: { id: 1 } })
  await hand.answer('load', [item(1, 'a', { note: 'new' })])
  await settle(hand, item(1, 'a', { note: 'new' }))
  expect(hand.table.store.getState().rows).toEqual([item(1, 'a', { note: 'new' })])
})

test('a row that comes while a short list is filled up is not lost behind the old end of it', async () => {
  const hand = byHand({ limit: 2 })
  await hand.begin(item(1, 'a'), item(2, 'b'))
  await hand.tell({ eventType: 'DELETE', old: { id: 1 } })
  await hand.tell({ eventType: 'DELETE', old: { id: 2 } })
  await hand.tell({ eventType: 'INSERT', new: item(3, 'c') })
  await hand.answer('read 3', item(3, 'c'))
  await hand.answer('load', [item(3, 'c')])
  expect(await settle(hand)).toEqual([['c'], 'live'])

  const moved = byHand({ limit: 2, order: [{ column: 'name' }] })
  await moved.begin(item(1, 'a'), item(2, 'b'))
  moved.table.follow(waiting)
  moved.table.follow(ready)
  for (const row of [item(3, 'c'), item(5, 'aa')]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await moved.tell({ eventType: 'INSERT', new: row })
    // oxlint-disable-next-line eslint/no-await-in-loop
    await moved.answer(`read ${row.id}`, row)
  }
  await moved.answer('load', [item(3, 'c'), item(7, 'd')])
  expect(await settle(moved)).toEqual([['aa', 'c'], 'live'])
})

test('of a load that failed, nothing is left in the next one', async () => {
  const hand = byHand({ limit: 1 })
  await hand.begin(item(1, 'a'))
  void hand.table.load()
  await hand.tell({ eventType: 'INSERT', new: item(2, 'old') })
  await hand.answer('read 2', item(2, 'old'))
  await hand.refuse('load', 'down')
  await hand.clock.advance(25_000)
  await hand.answer('load', [item(2, 'new')])
  expect(hand.names()).toEqual(['new'])
})

test.each<[string, Parameters<Hand['tell']>[0]]>([
  ['deleted', { eventType: 'DELETE', old: { id: 1 } }],
  ['moved out of the filter', { new: item(1, 'a', { list: 2 }), old: { id: 1 } }],
])('an inserted row that was %s before the answer came is not shown', async (_name, change) => {
  const hand = byHand({ filters: [['list', 'eq', 1]] })
  await hand.begin()
  void hand.table.insert({ name: 'a', list: 1 })
  await hand.tell({ eventType: 'INSERT', new: item(1, 'a') })
  await hand.tell(change)
  await hand.answer('insert a', item(1, 'a'))
  expect(await settle(hand)).toEqual([[], 'live'])
})

test('a row that was written and then removed does not come back with its late change', async () => {
  const { begin, table, answer, tell, names } = byHand({ filters: [['list', 'eq', 1]] })
  await begin()
  void table.insert({ name: 'a', list: 1 })
  void table.insert({ name: 'b', list: 1 })
  await answer('insert a', item(1, 'a'))
  await answer('insert b', item(2, 'b'))
  void table.remove({ id: 1 })
  void table.update({ id: 2 }, { name: 'b', list: 2 })
  await answer('remove 1')
  await answer('update 2 b', item(2, 'b', { list: 2 }))
  await tell({ eventType: 'INSERT', new: item(1, 'a') }, 200)
  await tell({ eventType: 'INSERT', new: item(2, 'b') }, 200)
  expect(names()).toEqual([])
})

test('while an insert hangs, what others write is shown, also by the first load', async () => {
  const { table, answer, tell, names, asked, hurl, clock } = byHand({ limit: 5 })
  table.follow(ready)
  void table.insert({ name: 'mine', list: 1 })
  await answer('load', [item(1, 'a'), item(2, 'b')])
  await clock.advance(10_000)
  await tell({ eventType: 'INSERT', new: item(3, 'c') })
  expect(names()).toEqual(['a', 'b', 'c', 'mine'])
  for (let id = 10; id < 1000; id += 1) hurl({ eventType: 'INSERT', new: item(id, `${id}`) })
  await answer('insert mine', item(5000, 'mine'))
  expect(asked()).toEqual(['read 5000'])
})

test('a row whose key we change is there once, although the change comes before the answer', async () => {
  const { begin, table, tell, answer, states } = byHand()
  await begin(item(1, 'a'))
  void table.update({ id: 1 }, { id: 2 })
  await tell({ new: item(2, 'a'), old: { id: 1 } })
  await answer('read 2', item(2, 'a'))
  expect(states.map(({ rows }) => rows.map(({ id }) => id).join())).not.toContain('2,2')
})

test('a write that was accepted is shown, although the row cannot be read', async () => {
  const { begin, table, answer, refuse, names } = byHand()
  await begin(item(1, 'first'))
  void table.insert({ name: 'mine', list: 1 })
  void table.update({ id: 1 }, { name: 'second' })
  void table.load()
  await answer('load', [item(1, 'first')])
  await answer('insert mine', item(2, 'mine'))
  await answer('update 1 second', item(1, 'second'))
  await refuse('read 2', 'down')
  await refuse('read 1', 'down')
  expect([names(), table.store.getState().status]).toEqual([['second', 'mine'], 'stale'])
})

test.each<[string, Partial<Parameters<Hand['tell']>[0]>, () => Promise<unknown>, Hand]>(
  [byHand({ filters: [['list', 'eq', 1]] }), byHand({ filters: [['list', 'eq', 1]] })].map((hand, index) =>
    index === 0
      ? ['removed', { eventType: 'DELETE', old: { id: 1 } }, () => hand.answer('remove 1'), hand]
      : [
          'moved out of the filter',
          { new: item(1, 'a', { list: 2 }), old: { id: 1 } },
          () => hand.answer('update 1 a', item(1, 'a', { list: 2 })),
          hand,
        ],
  ),
)('a row that we %s is not shown again while it is read', async (name, change, answerWrite, hand) => {
  await hand.begin(item(1, 'a'))
  if (name === 'removed') void hand.table.remove({ id: 1 })
  else void hand.table.update({ id: 1 }, { name: 'a', list: 2 })
  void hand.table.load()
  await hand.answer('load', [item(1, 'a')])
  await answerWrite()
  await hand.tell(change)
  await hand.answer('read 1')
  expect(hand.names()).toEqual([])
  expect(await settle(hand)).toEqual([[], 'live'])
})

test('rows that are asked for when nobody follows are not tried again', async () => {
  const { begin, table, clock, asked, refuse } = byHand()
  await begin()
  table.follow(waiting)
  table.stop()
  void table.load()
  await refuse('load', 'down')
  await clock.advance(600_000)
  expect([asked(), clock.timers]).toEqual([[], 0])
})

test('no loaded row is lost where the database has an order of its own', async () => {
  const { table, answer } = byHand({ limit: 4, order: [{ column: 'name' }] })
  table.follow(ready)
  await answer('load', [item(1, 'apple'), item(2, 'Banana'), item(3, 'cherry'), item(4, 'Date')])
  expect(table.store.getState().rows).toHaveLength(4)
})

test('a row that comes between two pages pushes no other one out', async (context) => {
  const supabase = await stage(context, { tables, maxRows: 2 })
  await supabase.sql(`insert into todos (id, title) values (10, 'a'), (20, 'b'), (30, 'c')`)
  let inserts = 0
  const client = supabase.createClient({
    accessToken: () => supabase.token({ sub: 'ann' }),
    global: {
      async fetch(input, init) {
        const answer = await fetch(input, init)
        if (inserts === 1) await supabase.sql(`insert into todos (id, title) values (25, 'new')`)
        inserts -= 1
        return answer
      },
    },
  })
  const shown = showTable<Todo>(client, 'todos')
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  inserts = 1
  await shown.table.load()
  expect(shown.rows.map(({ id }) => id)).toEqual([10, 20, 25, 30])
})

test('a load asks for no more pages after everything has stopped', async (context) => {
  const supabase = await stage(context, { tables, maxRows: 10 })
  await supabase.sql(`insert into todos (id, title) select n, 'x' from generate_series(1, 1000) n`)
  const shown = showTable<Todo>(signedIn(supabase), 'todos')
  const requests = (): number => supabase.journal.count('request')
  await until(supabase.journal, () => requests() > 3)
  shown.stop()
  const before = requests()
  await new Promise((resolve) => setTimeout(resolve, 300))
  // One may be on its way.
  expect(requests() - before).toBeLessThan(3)
})

test('a write whose answer is lost is unknown, and not rejected', async (context) => {
  const supabase = await stage(context, { tables })
  await supabase.sql(`insert into todos (id, title) values (1, 'a')`)
  const client = supabase.createClient({
    accessToken: () => supabase.token({ sub: 'ann' }),
    global: {
      async fetch(input, init) {
        const answer = await fetch(input, init)
        if (init?.method === 'PATCH') throw new TypeError('fetch failed')
        return answer
      },
    },
  })
  const shown = showTable<Todo>(client, 'todos')
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  const { error } = await shown.table.update({ id: 1 }, { title: 'mine' })
  expect(error?.code).toBe('unknown')
  await shown.shows([{ id: 1, title: 'mine', done: false, list: 1, body: null }])
})

test('a channel that the server refuses says so, and live when it lets us in', async (context) => {
  const supabase = await stage(context, { tables })
  supabase.faults.refuseJoin('secret', 3)
  const shown = showTable<Todo>(signedIn(supabase), 'todos', {}, { topic: 'secret', private: true, backoff: quickly })
  context.onTestFinished(shown.stop)
  const error = await until(shown, () => shown.table.store.getState().error)
  expect([error.code, shown.status]).toEqual(['refused', expect.stringMatching('loading|stale')])
  await shown.reaches('live')
  expect(shown.table.store.getState().error).toBeNull()
})

test('a table in no publication does not make others on its channel stale', async (context) => {
  const supabase = await stage(context, { tables: `${tables}; grant all on quiet to anon, authenticated` })
  const client = signedIn(supabase)
  const shown = showTable<Todo>(client, 'todos', {}, { topic: 'board' })
  context.onTestFinished(shown.stop)
  await shown.reaches('live')
  const { release } = requestsOf(client, 'board').add([{ table: 'quiet' }])
  context.onTestFinished(release)
  const { store } = shown.channel.connection
  await until(shown.channel, () => store.getState().details['changesError'])
  expect(store.getState().details['changesRefused']).toEqual(['quiet'])
  await supabase.sql(`insert into todos (id, title) values (1, 'a')`)
  await shown.shows([{ id: 1, title: 'a', done: false, list: 1, body: null }])
  await shown.reaches('live')
  expect(shown.table.store.getState().error).toBeNull()
})
