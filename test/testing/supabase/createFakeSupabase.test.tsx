// @vitest-environment jsdom
import { act, cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useLatest, usePresence } from 'wirehooks'
import { supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { createFakeMembers, createFakeSupabase, type FakeSupabase } from 'wirehooks/testing/supabase'
import { refuseComplaints } from '../../react/support/complaints'

await import('wirehooks/testing/vitest')

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)
configure({ asyncUtilTimeout: 20_000 })

interface Props {
  client: FakeSupabase
}

const text = (): string | null => screen.getByRole('status').textContent
const shows = (wanted: string): Promise<void> => waitFor(() => expect(text()).toBe(wanted))

function Board({ client }: Props) {
  const board = useSupabaseChannel<{ cursor: number }>(client, 'board', { presence: { key: 'me' } })
  const cursor = useLatest(board, 'cursor')
  const present = useLatest(board, 'presence')
  return (
    <>
      <output>{[board.status, cursor, ...Object.keys(present ?? {})].filter(Boolean).join(' ')}</output>
      <button onClick={() => void board.emit('cursor', 2)}>move</button>
      <button onClick={() => void board.track({ name: 'Me' })}>enter</button>
    </>
  )
}

test('a channel joins, hears and is heard', async () => {
  refuseComplaints()
  const client = createFakeSupabase()
  render(<Board client={client} />)
  expect(client.topic('board').status).toBe('left')
  await shows('open')
  expect(client.topic('board').status).toBe('joined')
  act(() => client.topic('board').broadcast('cursor', 1))
  await shows('open 1')
  fireEvent.click(screen.getByText('move'))
  await waitFor(() => expect(client.topic('board')).toHaveSent('cursor', 2))
})

test('who is there comes and goes, and so does the component itself', async () => {
  const client = createFakeSupabase()
  client.topic('board').enter('ann', { name: 'Ann' })
  const { unmount } = render(<Board client={client} />)
  await shows('open ann')
  fireEvent.click(screen.getByText('enter'))
  await shows('open ann me')
  expect(client.topic('board').tracked).toEqual({ name: 'Me' })
  act(() => client.topic('board').leave('ann'))
  await shows('open me')
  unmount()
  await waitFor(() => expect(client.topic('board').status).toBe('left'))
  expect([client.getChannels(), client.topic('board').tracked]).toEqual([[], null])
})

test('the server lets in, refuses and closes by hand', async () => {
  const client = createFakeSupabase({ joins: false })
  const reaches = (status: string): Promise<void> => waitFor(() => expect(client.topic('board').status).toBe(status))
  render(<Board client={client} />)
  await reaches('joining')
  act(() => client.topic('board').refuse('not you'))
  expect(text()).toBe('reconnecting')
  await reaches('joining')
  act(() => client.topic('board').join())
  expect(text()).toBe('open')
  act(() => client.topic('board').refuse())
  expect(text()).toBe('reconnecting')
})

test('the socket breaks, and comes back', async () => {
  const client = createFakeSupabase()
  render(<Board client={client} />)
  await shows('open')
  act(() => client.drop())
  expect(text()).toBe('reconnecting')
  act(() => client.restore())
  expect(text()).toBe('open')
})

interface Todo {
  id: number
  title: string
  done: boolean
}
type Database = { public: { Tables: { todos: { Row: Todo } } } }

function Todos({ client }: Props) {
  const [problem, setProblem] = useState('')
  const todos = useSupabaseTable<Database, 'todos'>(client, 'todos', {
    filters: [['done', 'eq', false]],
    order: [{ column: 'title' }],
  })
  const add = async (): Promise<void> =>
    setProblem((await todos.insert({ title: 'Mine', done: false })).error?.code ?? '')
  return (
    <>
      <output>{`${todos.status} ${todos.rows.map(({ id, title }) => `${id}:${title}`).join()} ${problem}`}</output>
      <button onClick={() => void add()}>add</button>
      <button onClick={() => void todos.update(todos.rows[0]!, { done: true })}>do</button>
      <button onClick={() => void todos.remove(todos.rows[0]!)}>remove</button>
    </>
  )
}

test('a table is loaded, and follows what others do', async () => {
  refuseComplaints()
  const client = createFakeSupabase({
    tables: {
      todos: [
        { id: 1, title: 'B', done: false },
        { id: 2, title: 'A', done: false },
        { id: 3, title: 'C', done: true },
      ],
    },
  })
  render(<Todos client={client} />)
  await shows('live 2:A,1:B ')
  act(() => void client.table('todos').insert({ title: 'AA', done: false }))
  act(() => void client.table('todos').update({ id: 1 }, { title: '0' }))
  act(() => void client.table('todos').delete({ id: 2 }))
  await shows('live 1:0,4:AA ')
  expect(client.table('todos').rows.map(({ id }) => id)).toEqual([1, 3, 4])
})

test('a component writes, and is refused', async () => {
  const client = createFakeSupabase({ tables: { todos: [{ id: 1, title: 'B', done: false }] } })
  render(<Todos client={client} />)
  await shows('live 1:B ')
  fireEvent.click(screen.getByText('add'))
  await shows('live 1:B,2:Mine ')
  fireEvent.click(screen.getByText('do'))
  await shows('live 2:Mine ')
  expect(client.table('todos').rows[0]).toEqual({ id: 1, title: 'B', done: true })
  fireEvent.click(screen.getByText('remove'))
  await shows('live  ')
  expect(client.table('todos').rows.length).toBe(1)
  client.table('todos').fail('not allowed')
  fireEvent.click(screen.getByText('add'))
  await shows('live  rejected')
  client.table('todos').fail(null)
  fireEvent.click(screen.getByText('add'))
  await shows('live 3:Mine ')
})

function People({ client }: Props) {
  const board = useSupabaseChannel(client, 'board', { presence: {} })
  const { others, update } = usePresence<{ name: string }>(board, {
    backend: supabasePresence,
    key: 'me',
    initial: { name: 'Me' },
  })
  return (
    <>
      <output>{others.map(({ state, status }) => `${state.name} ${status}`).join()}</output>
      <button onClick={() => update({ name: 'I' })}>rename</button>
    </>
  )
}

test('people come, change and go for usePresence', async () => {
  const client = createFakeSupabase()
  const people = createFakeMembers(client.topic('board'), [{ key: 'bob', state: { name: 'Bob' } }])
  render(<People client={client} />)
  await shows('Bob online')
  expect(people.self).toEqual({ name: 'Me' })
  act(() => people.join({ key: 'cid', state: { name: 'Cid' } }))
  act(() => people.update('bob', { name: 'Bobby' }, { away: true }))
  await shows('Bobby away,Cid online')
  act(() => people.leave('bob'))
  fireEvent.click(screen.getByText('rename'))
  await waitFor(() => expect(people.self).toEqual({ name: 'I' }))
  await shows('Cid online')
  expect(() => people.leave('dan')).toThrow('Nobody is there who is called dan: there are cid')
})

test('people may come and go before anybody looks, and who comes anew is somebody else', async () => {
  const client = createFakeSupabase()
  const people = createFakeMembers(client.topic('board'), [{ key: 'bob', state: { name: 'Bob' } }])
  people.join({ key: 'cid', state: { name: 'Cid' } })
  people.leave('bob')
  people.join({ key: 'dan', state: { name: 'Dan' } })
  render(<People client={client} />)
  await waitFor(() => expect(text()).toBe('Cid online,Dan online'))
})

test('people of a topic come from one call', () => {
  const client = createFakeSupabase()
  createFakeMembers(client.topic('board'))
  createFakeMembers(client.topic('lobby'))
  expect(() => createFakeMembers(client.topic('board'))).toThrow(
    'createFakeMembers(topic) was called for this topic already: add people with join() of what the first call returned, or give each test a client of its own',
  )
})

test('a test that is wrong is told so', async () => {
  const client = createFakeSupabase()
  expect(() => client.topic('board').broadcast('cursor')).toThrow('Nobody has joined "board", it is left')
  expect(() => client.topic('board').join()).toThrow('Nobody asks to join "board", it is left')
  client.topic('board').enter('bob', { name: 'Bob' })
  expect(() => client.topic('board').leave('dan')).toThrow('Nobody is in "board" under the key dan: there are bob')
  client.topic('board').leave('bob')
  expect(() => client.topic('board').leave('bob')).toThrow(
    'Nobody is in "board" under the key bob: nobody is there at all',
  )
  client.table('todos').insert({ title: 'A' })
  await expect(Promise.resolve(client.from('todos').filter('title', 'like', 'A'))).rejects.toThrow(
    'The fake of Supabase knows no filter "like", but eq, neq, lt, lte, gt, gte, in, is',
  )
})

function Orders({ client }: Props) {
  const orders = useSupabaseTable<{ public: { Tables: { orders: { Row: { id: number } } } } }, 'orders'>(
    client,
    'orders',
  )
  return (
    <output>
      {[orders.status, orders.error?.code, orders.rows.length, orders.rows.at(-1)?.id].filter(Boolean).join(' ')}
    </output>
  )
}

test('a query gets at most so many rows, as from PostgREST, and the table loads all of them', async () => {
  const orders = Array.from({ length: 25 }, (_, index) => ({ id: index + 1 }))
  const client = createFakeSupabase({ tables: { orders }, maxRows: 10 })
  expect((await client.from('orders').select()).data).toHaveLength(10)
  expect(await client.from('orders').select('*', { count: 'exact' }).range(20, 99)).toMatchObject({
    data: orders.slice(20),
    count: 25,
  })
  render(<Orders client={client} />)
  await shows('live 25 25')
})

test('a client has a schema, and a table that is not published is stale', async () => {
  const tables = { 'shop.orders': [{ id: 1 }], orders: [{ id: 7 }, { id: 8 }] }
  const shop = createFakeSupabase({ tables, schema: 'shop' })
  const { unmount } = render(<Orders client={shop} />)
  await shows('live 1 1')
  act(() => void shop.table('shop.orders').insert({ id: 2 }))
  await shows('live 2 2')
  act(() => void shop.table('orders').insert({ id: 9 }))
  await shows('live 2 2')
  unmount()

  const quiet = createFakeSupabase({ tables, published: ['shop.orders'] })
  render(<Orders client={quiet} />)
  await shows('stale refused 2 8')
  act(() => void quiet.table('orders').insert({ id: 9 }))
  expect(text()).toBe('stale refused 2 8')
})

test('row-level security hides rows and their changes, and refuses to write them', async () => {
  const client = createFakeSupabase({
    tables: {
      notes: [
        { id: 1, owner: 'ann' },
        { id: 2, owner: 'bob' },
      ],
    },
    sees: ({ owner }, table) => table !== 'notes' || owner === 'ann',
  })
  const notes = client.from('notes')
  expect((await notes.select()).data).toEqual([{ id: 1, owner: 'ann' }])
  expect((await notes.update({ owner: 'ann' }).filter('id', 'eq', 2)).data).toEqual([])
  const refused = { data: null, error: { message: 'new row violates row-level security policy' } }
  expect(await notes.insert({ owner: 'bob' })).toMatchObject(refused)
  expect(await notes.update({ owner: 'bob' }).filter('id', 'eq', 1)).toMatchObject(refused)
  expect(client.table('notes').rows).toEqual([
    { id: 1, owner: 'ann' },
    { id: 2, owner: 'bob' },
  ])
  const told: unknown[] = []
  client
    .channel('notes')
    .on('postgres_changes', { event: '*', schema: 'public', table: 'notes' }, ({ eventType }) => told.push(eventType))
    .subscribe()
  await Promise.resolve()
  act(() => void client.table('notes').insert({ owner: 'bob' }))
  act(() => void client.table('notes').insert({ owner: 'ann' }))
  act(() => void client.table('notes').delete({ owner: 'bob' }))
  expect(told).toEqual(['INSERT', 'DELETE', 'DELETE'])
})

test('a private topic lets in whom the policies admit', async () => {
  const client = createFakeSupabase({ admits: (topic) => topic === 'open' })
  const statuses: string[] = []
  for (const topic of ['open', 'secret'])
    client.channel(topic, { config: { private: true } }).subscribe((status) => statuses.push(status))
  client.channel('public').subscribe((status) => statuses.push(status))
  await Promise.resolve()
  expect(statuses).toEqual(['SUBSCRIBED', 'CHANNEL_ERROR', 'SUBSCRIBED'])
})

test('a taken key and a table that is not there are refused, as PostgREST does it', async () => {
  const client = createFakeSupabase({ tables: { todos: [{ id: 1 }] } })
  expect(await client.from('todos').insert({ id: 1 })).toMatchObject({
    data: null,
    error: { message: 'duplicate key value violates unique constraint "todos_pkey"' },
  })
  expect(await client.schema('shop').from('orders').select()).toMatchObject({
    data: null,
    error: { message: "Could not find the table 'shop.orders' in the schema cache" },
  })
  expect(client.table('todos').rows).toEqual([{ id: 1 }])
})

test('a table that is not there stays so when it is asked again, and a test that names it is told so', async () => {
  const client = createFakeSupabase({ tables: { todos: [], 'shop.orders': [] } })
  for (const _ of [1, 2])
    expect((await client.from('todo').select()).error?.message).toBe(
      "Could not find the table 'public.todo' in the schema cache",
    )
  expect(() => client.table('todo')).toThrow(
    'The fake of Supabase has no table "todo"; it has todos, shop.orders: name it in createFakeSupabase({ tables: { "todo": [] } })',
  )
  expect(createFakeSupabase().table('todo').rows).toEqual([])
})

test('a table of the schema public may be named with it', async () => {
  const client = createFakeSupabase({ tables: { 'public.todos': [{ id: 1 }] }, published: ['public.todos'] })
  client.table('public.todos').insert({ id: 2 })
  expect((await client.from('todos').select()).data).toEqual([{ id: 1 }, { id: 2 }])
  expect(client.table('todos').rows).toHaveLength(2)
})

test.each([
  ['title', 'in', '("a\nb")', 1],
  ['title', 'in', '("say \\"hi\\"",x)', 1],
  ['title', 'in', '(null)', 0],
  ['title', 'neq', 'y', 2],
  ['at', 'eq', '2026-01-01T00:00:00Z', 1],
  ['done', 'eq', 't', 1],
])('a filter means what it means to PostgREST: %s %s %s', async (column, operator, value, count) => {
  const todos = [
    { id: 1, title: 'a\nb', at: '2026-01-01T00:00:00+00:00', done: true },
    { id: 2, title: 'say "hi"', at: '2026-01-02T00:00:00+00:00', done: false },
    { id: 3, title: null, at: null, done: null },
  ]
  const { data } = await createFakeSupabase({ tables: { todos } })
    .from('todos')
    .select()
    .filter(column, operator, value)
  expect(data).toHaveLength(count)
})
