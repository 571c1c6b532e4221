// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connections, useEvent, useFold, useLatest, useMessages } from 'wirehooks'
import { type PresenceState, useSupabaseChannel, type UseSupabaseChannelOptions } from 'wirehooks/supabase'
import { stage } from '../supabase/stage'
import { tables } from '../supabase/tables'
import { refuseComplaints } from './support/complaints'

interface Broadcasts {
  said: string
}

/** A real server: what happens comes when it comes. */
beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
})

afterAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})

async function setUp(options?: Parameters<typeof stage>[1]) {
  const supabase = await stage({ onTestFinished }, options)
  // Without users of its own a client says nothing when there are several.
  const createClient = () => supabase.createClient({ accessToken: () => Promise.resolve(supabase.anonKey) })
  return { supabase, client: createClient(), other: createClient(), takeComplaints: refuseComplaints() }
}

const quick = { linger: 20, backoff: { initialDelay: 20, maxDelay: 100 } }
const patient = { timeout: 10_000, interval: 5 }

test('opens one join in StrictMode, speaks, hears, and leaves', async () => {
  const { supabase, client } = await setUp()
  const heard: string[] = []
  const { result, unmount } = renderHook(
    () => {
      const room = useSupabaseChannel<Broadcasts>(client, 'room', { ...quick, broadcast: { self: true, ack: true } })
      useEvent(room, 'said', (text) => heard.push(text))
      return { room, status: room.status, all: useMessages(room, 'said') }
    },
    { wrapper: StrictMode },
  )
  expect(result.current.status).toBe('connecting')
  expect(await result.current.room.emit('said', 'early')).toEqual({ outcome: 'acked' })
  expect(await result.current.room.emit('said', 'late')).toEqual({ outcome: 'acked' })
  await waitFor(() => expect(result.current).toMatchObject({ status: 'open', all: ['early', 'late'] }), patient)
  expect(heard).toEqual(['early', 'late'])
  unmount()
  await supabase.counts('end', 1, 'room')
  expect(supabase.seen('room').filter((what) => what !== 'receive broadcast')).toEqual([
    'join anon',
    'leave phx_leave',
    'end',
  ])
  expect(connections.getState()).toEqual([])
})

test('trap 3: two components of one topic share one channel, and neither closes it for the other', async () => {
  const { supabase, client } = await setUp()
  const use = () => {
    const room = useSupabaseChannel<Broadcasts>(client, 'room', { ...quick, broadcast: { self: true } })
    return { room, status: room.status, last: useLatest(room, 'said') }
  }
  const [one, other] = [renderHook(use), renderHook(use)]
  await waitFor(
    () => expect([one.result.current.status, other.result.current.status]).toEqual(['open', 'open']),
    patient,
  )
  expect(one.result.current.room.connection).toBe(other.result.current.room.connection)
  one.unmount()
  void other.result.current.room.emit('said', 'still here')
  await waitFor(() => expect(other.result.current.last).toBe('still here'), patient)
  expect(supabase.seen('room')).toEqual(['join anon', 'receive broadcast'])
  other.unmount()
  await supabase.counts('end', 1, 'room')
  expect(supabase.journal.count('join', 'room')).toBe(1)
})

test('trap 3: changes that are asked for late take nobody off the topic, and all hear theirs once', async () => {
  const { supabase, client } = await setUp({ tables })
  const use = (changes: UseSupabaseChannelOptions['changes']) => {
    const db = useSupabaseChannel(client, 'db', { ...quick, changes: changes ?? [] })
    return {
      ready: db.details.changesReady,
      todo: useLatest(db, 'todos:INSERT'),
      order: useLatest(db, 'shop.orders:INSERT'),
      count: useFold(db, 'todos:INSERT', (count) => count + 1, 0),
    }
  }
  const one = renderHook(() => use([{ table: 'todos' }]), { wrapper: StrictMode })
  const same = renderHook(() => use([{ table: 'todos', event: '*' }]), { wrapper: StrictMode })
  await waitFor(() => expect(same.result.current.ready).toBe(true), patient)
  expect(supabase.journal.count('join', 'db')).toBe(1)
  const late = renderHook(
    () =>
      use([
        { schema: 'shop', table: 'orders' },
        { table: 'todos', event: 'INSERT' },
      ]),
    {
      wrapper: StrictMode,
    },
  )
  await waitFor(() => expect(late.result.current.ready).toBe(false), patient)
  await waitFor(() => expect(late.result.current.ready).toBe(true), patient)
  await supabase.sql(`insert into todos (title) values ('a')`)
  await supabase.sql(`insert into shop.orders values (7)`)
  await waitFor(() => expect(late.result.current.order).toMatchObject({ new: { id: 7 } }), patient)
  await waitFor(() => expect(one.result.current.todo).toMatchObject({ new: { title: 'a' } }), patient)
  late.unmount()
  await supabase.counts('end', 1, 'db:changes:1')
  one.unmount()
  await supabase.sql(`insert into todos (title) values ('b')`)
  await waitFor(() => expect(same.result.current.todo).toMatchObject({ new: { title: 'b' } }), patient)
  expect(same.result.current.count).toBe(2)
  expect(supabase.seen('db')).toEqual(['join anon'])
  same.unmount()
  await supabase.counts('end', 1, 'db')
})

test('tracks who is there, and no longer', async () => {
  const { client, other } = await setUp()
  const use = (from: typeof client, key: string) => {
    const room = useSupabaseChannel<Broadcasts, unknown, { mood: string }>(from, 'room', {
      ...quick,
      presence: { key },
    })
    return { room, who: useLatest(room, 'presence', moods) }
  }
  const ann = renderHook(() => use(client, 'ann'))
  const bob = renderHook(() => use(other, 'bob'))
  expect(await ann.result.current.room.track({ mood: 'fine' })).toEqual({ outcome: 'sent' })
  await waitFor(() => expect(bob.result.current.who).toEqual({ ann: ['fine'] }), patient)
  void ann.result.current.room.connection.untrack()
  await waitFor(() => expect(bob.result.current.who).toEqual({}), patient)
})

function moods(state: PresenceState<{ mood: string }>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(state).map(([key, metas]) => [key, metas.map(({ mood }) => mood)]))
}

test('changes topics, and is idle without one', async () => {
  const { supabase, client } = await setUp()
  const { result, rerender } = renderHook<string, string | null>(
    (topic) => useSupabaseChannel(client, topic, quick).status,
    {
      initialProps: 'one',
    },
  )
  await waitFor(() => expect(result.current).toBe('open'), patient)
  rerender('two')
  await waitFor(() => expect(result.current).toBe('open'), patient)
  await supabase.counts('end', 1, 'one')
  rerender(null)
  expect(result.current).toBe('idle')
  await supabase.counts('end', 1, 'two')
  expect(['one', 'two'].map((topic) => supabase.journal.count('join', topic))).toEqual([1, 1])
})

test('keeps two clients apart, and never gives a public channel to who wants a private one of the same topic', async () => {
  const { supabase, client, other, takeComplaints } = await setUp()
  const use = (from: typeof client, isPrivate = false) =>
    useSupabaseChannel(from, 'room', { ...quick, private: isPrivate, changes: [] })
  const one = renderHook(() => use(client))
  const two = renderHook(() => use(other))
  expect(one.result.current.connection).not.toBe(two.result.current.connection)
  await supabase.counts('join', 2, 'room')
  const refused = renderHook(() => {
    const { status, error } = use(client, true)
    return { status, error }
  })
  await waitFor(() => expect(refused.result.current.status).toBe('failed'), patient)
  expect(refused.result.current.error).toMatchObject({ code: 'conflict', message: expect.stringMatching(/Expected/) })
  expect(takeComplaints()).toEqual([])
  await supabase.counts('join', 2, 'room')
})

test('says when two components of one topic want other broadcasts', async () => {
  const { client, takeComplaints } = await setUp()
  const use = (self: boolean) => useSupabaseChannel(client, 'room', { ...quick, broadcast: { self } })
  renderHook(() => use(false))
  renderHook(() => use(true))
  expect(takeComplaints()).toEqual([expect.stringMatching(/their option "broadcast" differs/)])
})

test('asks for no changes while it is not enabled', async () => {
  const { supabase, client } = await setUp({ tables })
  const use = (enabled: boolean, table: string) =>
    useSupabaseChannel(client, 'db', { ...quick, enabled, changes: [{ table }] }).status
  const one = renderHook(() => use(true, 'todos'))
  await waitFor(() => expect(one.result.current).toBe('open'), patient)
  const other = renderHook((enabled: boolean) => use(enabled, 'notes'), { initialProps: false })
  expect(other.result.current).toBe('idle')
  other.rerender(true)
  await supabase.counts('join', 1, 'db:changes:1')
  other.rerender(false)
  const joins = supabase.journal.entries.filter(({ what }) => what === 'join')
  const asked = joins.map(({ payload }) => {
    const { config } = payload as { config: { postgres_changes: { table: string }[] } }
    return config.postgres_changes.map(({ table }) => table)
  })
  expect(asked).toEqual([['todos'], ['notes']])
})

test('comes back when the application removes all channels of its client', async () => {
  const { supabase, client } = await setUp()
  const { result } = renderHook(() => useSupabaseChannel(client, 'room', quick).status)
  await waitFor(() => expect(result.current).toBe('open'), patient)
  await client.removeAllChannels()
  await supabase.counts('join', 2, 'room')
  await waitFor(() => expect(result.current).toBe('open'), patient)
})
