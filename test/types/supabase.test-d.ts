import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { describe, expectTypeOf, test } from 'vitest'
import {
  createConnection,
  type Delivery,
  type Fold,
  stored,
  type StoringTransport,
  type Status,
  useEvent,
  useFold,
  useLatest,
  useMessages,
  webStorage,
} from 'wirehooks'
import { type Change, type PresenceState, supabaseChannel, useSupabaseChannel } from 'wirehooks/supabase'
import { type SupabaseTable, useSupabaseTable, type WriteResult } from 'wirehooks/supabase/table'

type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

/** As `supabase gen types typescript` writes it. */
type Database = {
  __InternalSupabase: {
    PostgrestVersion: '13.0.4'
  }
  public: {
    Tables: {
      todos: {
        Row: { id: number; title: string; done: boolean; extra: Json | null }
        Insert: { id?: number; title: string; done?: boolean; extra?: Json | null }
        Update: { id?: number; title?: string; done?: boolean; extra?: Json | null }
        Relationships: []
      }
      members: {
        Row: { list: number; user: string }
        Insert: { list: number; user: string }
        Update: { list?: number; user?: string }
        Relationships: [
          {
            foreignKeyName: 'members_list_fkey'
            columns: ['list']
            isOneToOne: false
            referencedRelation: 'todos'
            referencedColumns: ['id']
          },
        ]
      }
    }
    Views: { [_ in never]: never }
    Functions: { [_ in never]: never }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
}

type Todo = Database['public']['Tables']['todos']['Row']

interface Broadcasts {
  cursor: { x: number; y: number }
  cleared: undefined
}

interface Mood {
  mood: string
}

const client = createClient<Database>('', '')
const useBoard = () =>
  useSupabaseChannel<Broadcasts, Database, Mood>(client, 'board', {
    presence: { key: 'ann' },
    changes: [{ table: 'todos' }],
  })
const board = {} as ReturnType<typeof useBoard>

describe('a channel', () => {
  test('takes any client of supabase-js', () => {
    useSupabaseChannel(client, 'board')
    expectTypeOf(useSupabaseChannel({} as SupabaseClient, null).isOpen).toEqualTypeOf<boolean>()
    createConnection(supabaseChannel(client, 'board'))
    // @ts-expect-error a topic is a name or null
    useSupabaseChannel(client, undefined)
    // @ts-expect-error an url is no client
    useSupabaseChannel('https://example.com', 'board')
  })

  test('sends broadcasts, and nothing else', () => {
    expectTypeOf(board.emit('cursor', { x: 1, y: 2 })).toEqualTypeOf<Promise<Delivery>>()
    void board.emit('cleared')
    // @ts-expect-error a name that is none
    void board.emit('curser', { x: 1, y: 2 })
    // @ts-expect-error a wrong one
    void board.emit('cursor', { x: 1 })
    // @ts-expect-error the database tells of its changes
    void board.emit('todos:INSERT', {})
  })

  test('hears broadcasts, changes and who is there', () => {
    useEvent(board, 'cursor', (at) => expectTypeOf(at).toEqualTypeOf<{ x: number; y: number }>())
    useEvent(board, 'todos:INSERT', (change) => expectTypeOf(change).toEqualTypeOf<Change<Todo>>())
    useEvent(board.connection, 'todos:DELETE', ({ old }) => expectTypeOf(old).toEqualTypeOf<Partial<Todo>>())
    expectTypeOf(useLatest(board, 'presence')).toEqualTypeOf<PresenceState<Mood> | undefined>()
    expectTypeOf(useMessages(board, 'members:UPDATE')).toEqualTypeOf<
      readonly Change<Database['public']['Tables']['members']['Row']>[]
    >()
    expectTypeOf(useFold(board, 'presence', (_, state) => Object.keys(state).length, 0)).toEqualTypeOf<number>()
    // @ts-expect-error there is no such table
    useEvent(board, 'todo:INSERT', () => {})
  })

  test('closes with a code and a reason, waits until all is sent, and folds', () => {
    for (const each of [board, board.connection]) {
      expectTypeOf(each.close(4000, 'bye')).toBeVoid()
      expectTypeOf(each.drain()).toEqualTypeOf<Promise<void>>()
      expectTypeOf(each.fold(['cursor', 'todos:INSERT'], { take() {}, read: () => 1 })).toEqualTypeOf<Fold<number>>()
      // @ts-expect-error there is no such table
      each.fold(['todo:INSERT'], { take() {}, read: () => 1 })
    }
    expectTypeOf(board).not.toHaveProperty('request')
    useFold(
      board,
      ['cursor', 'todos:DELETE'],
      (sum: number, data, event) => (event === 'cursor' ? sum + data.x : sum - (data.old.id ?? 0)),
      0,
    )
  })

  test('is told who is signed in, and stores what waits', () => {
    useSupabaseChannel(client, 'board', { identity: 'ann', outbox: { storage: stored(webStorage()) } })
    expectTypeOf(supabaseChannel(client, 'board', { identity: 7 })).toEqualTypeOf<StoringTransport>()
    useSupabaseTable(client, 'todos', { connection: { identity: 'ann', private: true } })
    // @ts-expect-error nothing waits to go out
    useSupabaseTable(client, 'todos', { connection: { outbox: {} } })
    // @ts-expect-error an id, not the user
    useSupabaseChannel(client, 'board', { identity: { id: 'ann' } })
  })

  test('tracks a state of its type', () => {
    expectTypeOf(board.track({ mood: 'fine' })).toEqualTypeOf<Promise<Delivery>>()
    expectTypeOf(board.connection.untrack()).toEqualTypeOf<Promise<Delivery>>()
    expectTypeOf(board.details.changesReady).toEqualTypeOf<boolean | undefined>()
    // @ts-expect-error a wrong one
    void board.track({ mod: 'fine' })
  })

  test('without types hears everything, as unknown', () => {
    const useAny = () => useSupabaseChannel(client, 'board')
    const any = {} as ReturnType<typeof useAny>
    void any.emit('anything', 1)
    useEvent(any, 'anything', (data) => expectTypeOf(data).toBeUnknown())
  })

  test('has no options that do not exist', () => {
    expectTypeOf(useSupabaseChannel(client, 'board', { private: true }).status).toEqualTypeOf<Status>()
    // @ts-expect-error filters are text
    useSupabaseChannel(client, 'board', { changes: [{ table: 'todos', filter: { id: 1 } }] })
    // @ts-expect-error an event that is none
    useSupabaseChannel(client, 'board', { changes: [{ event: 'UPSERT' }] })
  })
})

describe('a table', () => {
  const useTodos = () =>
    useSupabaseTable<Database, 'todos'>(client, 'todos', {
      filters: [
        ['done', 'eq', false],
        ['id', 'in', [1, 2]],
      ],
      order: [{ column: 'title', ascending: false }],
    })
  const todos = {} as ReturnType<typeof useTodos>

  test('has the rows of the database', () => {
    expectTypeOf(todos).toEqualTypeOf<SupabaseTable<Todo>>()
    expectTypeOf(todos.rows).toEqualTypeOf<readonly Todo[]>()
    expectTypeOf(todos.pending).toEqualTypeOf<ReadonlySet<Todo>>()
    expectTypeOf(todos.status).toEqualTypeOf<'loading' | 'stale' | 'live'>()
  })

  test('writes them', () => {
    expectTypeOf(todos.insert({ title: 'a' })).toEqualTypeOf<Promise<WriteResult<Todo>>>()
    void todos.update({ id: 1 }, { done: true })
    void todos.remove({ id: 1 })
    // @ts-expect-error a column that is none
    void todos.update({ id: 1 }, { don: true })
    // @ts-expect-error a wrong value
    void todos.insert({ title: 1 })
  })

  test('asks for columns that there are', () => {
    const members = useSupabaseTable<Database, 'members'>(client, 'members', { key: ['list', 'user'] })
    expectTypeOf(members.rows).toEqualTypeOf<readonly { list: number; user: string }[]>()
    // @ts-expect-error there is no such table
    useSupabaseTable<Database, 'member'>(client, 'member')
    // @ts-expect-error there is no such column
    useSupabaseTable<Database, 'todos'>(client, 'todos', { order: [{ column: 'tilte' }] })
    // @ts-expect-error there is no such comparison
    useSupabaseTable<Database, 'todos'>(client, 'todos', { filters: [['id', 'like', 1]] })
  })

  test('without types has rows of anything', () => {
    const useAny = () => useSupabaseTable(client, 'todos')
    expectTypeOf<ReturnType<typeof useAny>['rows'][number]>().toEqualTypeOf<Record<string, unknown>>()
  })
})
