// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { useSupabaseChannel } from 'wirehooks/supabase'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { stage } from '../supabase/stage'
import { tables, type Todo } from '../supabase/tables'
import { refuseComplaints } from './support/complaints'

interface Database {
  public: {
    Tables: { todos: { Row: Todo } }
  }
}

/** A real server: what happens comes when it comes. */
beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
})

afterAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})

const connection = { linger: 20, backoff: { initialDelay: 20, maxDelay: 100 } }
const patient = { timeout: 10_000, interval: 5 }

async function setUp() {
  const supabase = await stage({ onTestFinished }, { tables })
  await supabase.sql(`insert into todos (id, title, list) values (1, 'a', 1), (2, 'b', 1), (3, 'c', 2)`)
  // Without users of its own a client says nothing when there are several.
  const client = supabase.createClient({ accessToken: () => Promise.resolve(supabase.anonKey) })
  return { supabase, client, takeComplaints: refuseComplaints() }
}

const titles = (rows: readonly Todo[]): string[] => rows.map(({ title }) => title)

test('opens one join in StrictMode, and shows the rows and what becomes of them', async () => {
  const { supabase, client } = await setUp()
  const { result, unmount } = renderHook(() => useSupabaseTable<Database, 'todos'>(client, 'todos', { connection }), {
    wrapper: StrictMode,
  })
  expect(result.current).toMatchObject({ status: 'loading', rows: [], error: null })
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
  await supabase.sql(`update todos set title = 'A' where id = 1`)
  await waitFor(() => expect(titles(result.current.rows)).toEqual(['A', 'b', 'c']), patient)
  unmount()
  await supabase.counts('end', 1)
  expect(supabase.seen('table:todos')).toEqual(['join anon', 'leave phx_leave', 'end'])
})

test('writes, shows what is pending, and reloads', async () => {
  const { supabase, client } = await setUp()
  const { result } = renderHook(() => useSupabaseTable<Database, 'todos'>(client, 'todos', { connection }))
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
  // On a busy machine the answer would be there before anybody looks, so the render is not waited for.
  const written: Promise<{ error: unknown }>[] = []
  act(() => void written.push(result.current.update({ id: 1 }, { title: 'A' })))
  expect([...result.current.pending]).toMatchObject([{ id: 1, title: 'A' }])
  expect((await written[0])?.error).toBeNull()
  await waitFor(() => expect(result.current.pending.size).toBe(0), patient)
  const [inserted, removed] = await Promise.all([
    result.current.insert({ id: 9, title: 'z' }),
    result.current.remove({ id: 2 }),
  ])
  expect([inserted.row?.title, removed.error]).toEqual(['z', null])
  await waitFor(() => expect(titles(result.current.rows)).toEqual(['A', 'c', 'z']), patient)
  await result.current.reload()
  expect(result.current.status).toBe('live')
  expect((await supabase.sql(`select title from todos order by id`)).rows.map(({ title }) => title)).toEqual([
    'A',
    'c',
    'z',
  ])
})

test('shares the channel of its topic with other tables and with broadcasts', async () => {
  const { supabase, client } = await setUp()
  const { result } = renderHook(() => {
    const room = useSupabaseChannel(client, 'room', connection)
    const one = useSupabaseTable<Database, 'todos'>(client, 'todos', {
      topic: 'room',
      channel: room,
      filters: [['list', 'eq', 1]],
      changesFilter: 'list=eq.1',
    })
    const other = useSupabaseTable<Database, 'todos'>(client, 'todos', {
      topic: 'room',
      channel: room,
      filters: [['list', 'eq', 2]],
      changesFilter: 'list=eq.2',
    })
    return { room: room.status, statuses: [one.status, other.status], one: titles(one.rows), other: titles(other.rows) }
  })
  await waitFor(() => expect(result.current.statuses).toEqual(['live', 'live']), patient)
  await supabase.sql(`insert into todos (id, title, list) values (7, 'x', 1), (8, 'y', 2)`)
  await supabase.sql(`delete from todos where id in (2, 3)`)
  await waitFor(() => expect(result.current).toMatchObject({ one: ['a', 'x'], other: ['y'] }), patient)
  expect(supabase.journal.count('join', 'room')).toBe(1)
})

test('changes its query without another join, and is still when it is not enabled', async () => {
  const { supabase, client } = await setUp()
  const { result, rerender } = renderHook(
    ({ list, enabled }: { list: number; enabled: boolean }) => {
      const { rows, status } = useSupabaseTable<Database, 'todos'>(client, 'todos', {
        connection,
        enabled,
        filters: [['list', 'eq', list]],
      })
      return { status, titles: titles(rows) }
    },
    { initialProps: { list: 1, enabled: false } },
  )
  expect(supabase.journal.entries).toEqual([])
  rerender({ list: 1, enabled: true })
  await waitFor(() => expect(result.current).toEqual({ status: 'live', titles: ['a', 'b'] }), patient)
  rerender({ list: 2, enabled: true })
  expect(result.current).toEqual({ status: 'loading', titles: [] })
  await waitFor(() => expect(result.current).toEqual({ status: 'live', titles: ['c'] }), patient)
  expect(supabase.journal.count('join')).toBe(1)
  rerender({ list: 2, enabled: false })
  await supabase.counts('end', 1)
  expect(result.current).toEqual({ status: 'stale', titles: ['c'] })
})

test('shows another user nothing of what it loaded for the one before', async () => {
  const { client } = await setUp()
  const useTodos = (identity: string) =>
    useSupabaseTable<Database, 'todos'>(client, 'todos', { connection: { ...connection, identity } })
  const seen: unknown[] = []
  const { result, rerender } = renderHook(
    ({ identity }) => {
      const { rows, status } = useTodos(identity)
      seen.push([identity, titles(rows).join(' '), status])
      return status
    },
    { initialProps: { identity: 'ann' } },
  )
  await waitFor(() => expect(result.current).toBe('live'), patient)
  seen.length = 0
  rerender({ identity: 'bob' })
  expect(seen).toContainEqual(['bob', '', 'loading'])
  expect(seen).not.toContainEqual(['bob', 'a b c', 'live'])
  await waitFor(() => expect(result.current).toBe('live'), patient)
  expect(seen.at(-1)).toEqual(['bob', 'a b c', 'live'])
})

test('follows the user of the channel that it is given', async () => {
  const { client } = await setUp()
  const { result, rerender } = renderHook(
    ({ identity }) => {
      const channel = useSupabaseChannel(client, 'room', { ...connection, identity })
      return useSupabaseTable<Database, 'todos'>(client, 'todos', { topic: 'room', channel })
    },
    { initialProps: { identity: 'ann' } },
  )
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
  rerender({ identity: 'bob' })
  expect(result.current).toMatchObject({ rows: [], status: 'loading' })
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
})

test.each(['the schema of the client', 'the option schema'])('a table of another schema is live, by %s', async (by) => {
  const { supabase } = await setUp()
  await supabase.sql(`insert into shop.orders (id) values (1)`)
  const isClients = by === 'the schema of the client'
  const client = supabase.createClient({
    accessToken: () => Promise.resolve(supabase.anonKey),
    ...(isClients && { db: { schema: 'shop' as 'public' } }),
  })
  const { result } = renderHook(() =>
    useSupabaseTable<{ public: { Tables: { orders: { Row: { id: number } } } } }, 'orders'>(client, 'orders', {
      connection,
      ...(!isClients && { schema: 'shop' }),
    }),
  )
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
  await supabase.sql(`insert into shop.orders (id) values (2)`)
  await waitFor(() => expect(result.current.rows).toEqual([{ id: 1 }, { id: 2 }]), patient)
})

test('a channel brings its topic along', async () => {
  const { supabase, client } = await setUp()
  const { result } = renderHook(() => {
    const channel = useSupabaseChannel(client, 'room', connection)
    return useSupabaseTable<Database, 'todos'>(client, 'todos', { channel })
  })
  await waitFor(() => expect(result.current.status).toBe('live'), patient)
  await supabase.sql(`update todos set title = 'A' where id = 1`)
  await waitFor(() => expect(titles(result.current.rows)).toEqual(['A', 'b', 'c']), patient)
})
