import { expect, test } from 'vitest'
import { until } from '../support/until'
import { type Client, signedIn, stage } from './stage'
import { large, tables } from './tables'

const ready = (client: Client) =>
  until(client, () => client.connection.store.getState().details['changesReady'] === true)

/** The names of the changes, and what they tell of the row. */
const changes = (client: Client) =>
  client.log
    .filter(([what, event]) => what === 'message' && /:/.test(String(event)))
    .map(([, event, data]) => {
      const { new: next, old } = data as { new: Record<string, unknown>; old: Record<string, unknown> }
      return [event, next, old]
    })

test('brings changes as events of their table, in order, and each once to two requests that match it', async (context) => {
  const supabase = await stage(context, { tables })
  const ann = supabase.connect(supabase.createClient(), 'db', {
    changes: [{ table: 'todos' }, { table: 'todos', event: 'INSERT' }, { table: 'todos', filter: 'list=eq.1' }, {}],
  })
  const all = supabase.connect(supabase.createClient(), 'other', { changes: [{ schema: '*' }] })
  await Promise.all([ready(ann), ready(all)])
  await supabase.sql(`insert into todos (id, title) values (1, 'a')`)
  await supabase.sql(`insert into shop.orders values (7)`)
  await supabase.sql(`update todos set done = true`)
  await supabase.sql(`delete from todos`)
  await until(all, () => changes(all).length === 4)
  await until(ann, () => changes(ann).length === 3)
  const row = { id: 1, title: 'a', done: false, list: 1, body: null }
  const [inserted, ...rest] = [
    ['todos:INSERT', row, {}],
    ['todos:UPDATE', { ...row, done: true }, { id: 1 }],
    ['todos:DELETE', {}, { id: 1 }],
  ]
  expect(changes(ann)).toEqual([inserted, ...rest])
  expect(changes(all)).toEqual([inserted, ['shop.orders:INSERT', { id: 7 }, {}], ...rest])
})

test('trap 5: changes are ready with system ok and not with SUBSCRIBED, and again after every rejoin', async (context) => {
  const supabase = await stage(context, { tables, systemOkDelay: 300 })
  const ann = supabase.connect(supabase.createClient(), 'db', { changes: [{ table: 'todos' }] })
  await ann.reaches('open')
  // Nobody hears of this.
  await supabase.sql(`insert into todos (id, title) values (1, 'lost')`)
  await ready(ann)
  supabase.faults.dropSockets()
  await ann.reaches('reconnecting')
  await ann.reaches('open')
  await supabase.sql(`insert into todos (id, title) values (2, 'lost')`)
  await ready(ann)
  await supabase.sql(`insert into todos (id, title) values (3, 'heard')`)
  await until(ann, () => changes(ann).length === 1)
  expect(ann.log.map(([what, detail]) => (detail === undefined ? what : `${what} ${detail as string}`))).toEqual([
    'connecting',
    'open',
    'changes ready',
    'reconnecting',
    'changes not ready',
    'ended peer',
    'open',
    'changes ready',
    'message todos:INSERT',
  ])
})

test('trap 6: changes are ready once more on the new channel after a token has expired', async (context) => {
  const supabase = await stage(context, { tables })
  const ann = supabase.connect(signedIn(supabase), 'db', { changes: [{ table: 'notes' }] })
  await ready(ann)
  supabase.faults.expireTokens()
  await ann.reaches('reconnecting')
  await ready(ann)
  await supabase.sql(`insert into notes (id, owner) values
    ('00000000-0000-4000-8000-000000000001', 'ann'), ('00000000-0000-4000-8000-000000000002', 'bob')`)
  await until(ann, () => changes(ann).length === 1)
  expect(changes(ann)[0]?.[1]).toMatchObject({ owner: 'ann' })
})

test('says why changes do not come', async (context) => {
  const supabase = await stage(context, { tables })
  const ann = supabase.connect(supabase.createClient(), 'db', { changes: [{ table: 'quiet' }] })
  const { details } = await until(ann.connection.store, () => {
    const state = ann.connection.store.getState()
    return 'changesReady' in state.details && state
  })
  expect(details).toEqual({
    changesReady: false,
    changesRefused: ['quiet'],
    changesError: expect.stringMatching(/^Unable to subscribe to changes with given parameters/),
  })
  expect(ann.connection.store.getState().status).toBe('open')
})

test('no change is missed while tokens are replaced', async (context) => {
  const supabase = await stage(context, { tables })
  let lifetime = 3600
  const client = supabase.createClient({ accessToken: () => supabase.token({ sub: 'ann' }, lifetime) })
  const ann = supabase.connect(client, 'db', { changes: [{ table: 'todos' }] })
  await ready(ann)
  const ids = Array.from({ length: 40 }, (_, index) => index + 1)
  const written = Promise.all(
    ids.map((id) => supabase.sql(`insert into todos (id, title) values (${id}, 'a'), (${id + 100}, 'b')`)),
  )
  for (const _ of ids) {
    lifetime += 1
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.realtime.setAuth()
    // oxlint-disable-next-line eslint/no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await written
  await until(ann, () => changes(ann).length === 80, 3000).catch(() => {})
  expect(changes(ann)).toHaveLength(80)
})

test('has no changesReady where no changes are asked for', async (context) => {
  const supabase = await stage(context, { tables })
  const ann = supabase.connect(supabase.createClient(), 'room')
  await ann.reaches('open')
  await ann.connection.emit('said', 1)
  await supabase.counts('receive', 1)
  expect(ann.connection.store.getState().details).toEqual({})
})

test('brings an UPDATE without the large columns that did not change, and no DELETE through a filter outside of the key', async (context) => {
  const supabase = await stage(context, { tables })
  const ann = supabase.connect(supabase.createClient(), 'db', { changes: [{ table: 'todos', filter: 'list=eq.1' }] })
  await ready(ann)
  await supabase.sql(`insert into todos (id, title, body) values (1, 'a', $1)`, [large])
  await supabase.sql(`update todos set done = true`)
  await supabase.sql(`delete from todos`)
  await supabase.sql(`insert into todos (id, title) values (2, 'b')`)
  await until(ann, () => changes(ann).length === 3)
  const row = { id: 1, title: 'a', done: false, list: 1 }
  expect(changes(ann)).toEqual([
    ['todos:INSERT', { ...row, body: large }, {}],
    ['todos:UPDATE', { ...row, done: true }, { id: 1 }],
    ['todos:INSERT', { id: 2, title: 'b', done: false, list: 1, body: null }, {}],
  ])
})
