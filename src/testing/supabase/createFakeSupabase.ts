import type { RealtimeChannel } from '@supabase/supabase-js'
import type { HasTables } from '../../table/tableClient'
import type { SupabaseLike } from '../../transports/supabase'
import { createFakeChannel, type FakeChannel } from './fakeChannel'
import { createFakeQuery, type FakeQuery } from './fakeQuery'
import { createFakeTable, type FakeRow, type FakeTable } from './fakeTable'
import { type Admission, createFakeTopic, type FakeTopic, type TopicDesk } from './fakeTopic'

/** The options of `createFakeSupabase`. */
export interface FakeSupabaseOptions {
  /**
   * The rows of every table to begin with, by its name, or `schema.table` outside of `public`. Their key is `id`; one that is
   * missing is counted. There is no other table: a query of one fails, as in a project.
   * @default every table is there, and empty
   */
  tables?: Readonly<Record<string, readonly object[]>> | undefined
  /**
   * Lets every channel in as soon as it asks. Otherwise `supabase.topic(…).join()` does.
   * @default true
   */
  joins?: boolean | undefined
  /**
   * The schema of the client, as `db: { schema }` says it.
   * @default 'public'
   */
  schema?: string | undefined
  /**
   * The tables in the publication `supabase_realtime`, named as in `tables`: of others, changes are not told.
   * @default all
   */
  published?: readonly string[] | undefined
  /**
   * How many rows a query gets at most, whatever it asks for: PostgREST cuts the rest without a word.
   * @default 1000
   */
  maxRows?: number | undefined
  /**
   * Row-level security: whether the client may see and write a row of a table, named as in `tables`.
   * @default every row
   */
  sees?: ((row: FakeRow, table: string) => boolean) | undefined
  /**
   * The policies on `realtime.messages`: whether they let the client into a private topic.
   * @default into all
   */
  admits?: ((topic: string) => boolean) | undefined
}

/** A Supabase client whose other end is a test: as much of it as our hooks use. */
export interface FakeSupabase extends SupabaseLike, HasTables {
  /** The far end of a topic: who joins, what is broadcast, and who is there. */
  topic(name: string): FakeTopic
  /** A table of the database, as others change it; `schema.table` outside of `public`. Throws where `tables` does not name it. */
  table(name: string): FakeTable
  /** A query, as a component makes it, of a table in the schema of the client. */
  from(table: string): FakeQuery
  /** The same of a table in another schema. */
  schema(name: string): Pick<FakeSupabase, 'from'>
  /** As the client of Supabase has it. */
  readonly rest: {
    /** The schema of the client. */
    readonly schemaName: string
  }
  /** The socket breaks: nobody can join, and the client waits for the network. */
  drop(): void
  /** The network is back: all that was joined is joined again. */
  restore(): void
}

/**
 * A fake of the client of Supabase, for components that use `useSupabaseChannel`, `useSupabaseTable` or `usePresence` over them:
 * with no network, no database, and everything in the hands of the test.
 *
 * @example
 * const supabase = createFakeSupabase({ tables: { todos: [{ id: 1, title: 'Test' }] } })
 * render(<Todos client={supabase} />)
 * act(() => supabase.table('todos').insert({ title: 'Ship' }))
 * act(() => supabase.topic('board').broadcast('cursor', { x: 1, y: 2 }))
 */
export function createFakeSupabase({
  tables: givenTables,
  joins = true,
  maxRows = 1000,
  schema: ownSchema = 'public',
  published: givenPublished,
  sees = () => true,
  admits = () => true,
}: FakeSupabaseOptions = {}): FakeSupabase {
  const tables = givenTables && new Map(Object.entries(givenTables).map(([name, rows]) => [shortPath(name), rows]))
  const published = givenPublished && new Set(givenPublished.map(shortPath))
  const desks = new Map<string, TopicDesk>()
  const kept = new Map<string, FakeTable>()
  const channels = new Map<RealtimeChannel, { channel: FakeChannel; desk: TopicDesk }>()
  let isConnected = true

  function admissionOf(name: string, isPrivate: boolean): Admission {
    if (!joins || !isConnected) return 'waits'
    return isPrivate && !admits(name) ? 'refused' : 'joins'
  }

  function deskOf(name: string): TopicDesk {
    const desk = desks.get(name) ?? createFakeTopic(name, admissionOf)
    desks.set(name, desk)
    return desk
  }

  const isThere = (path: string): boolean => tables?.has(path) ?? true

  /** @param path `table`, or `schema.table` outside of `public`. */
  function tableOf(path: string): FakeTable {
    const known = kept.get(path)
    if (known) return known
    const [name = path, schema = 'public'] = path.split('.').reverse()
    const table = createFakeTable({ schema, name, maxRows, rows: tables?.get(path) ?? [], tell })
    kept.set(path, table)
    return table
  }

  /** The table with this name, `schema.table` outside of `public`. Throws where `tables` does not name it. */
  function knownTable(name: string): FakeTable {
    const path = shortPath(name)
    if (isThere(path)) return tableOf(path)
    const all = [...(tables?.keys() ?? [])]
    const known = all.length > 0 ? `it has ${all.join(', ')}` : 'it has no tables'
    throw new Error(
      `The fake of Supabase has no table "${name}"; ${known}: name it in createFakeSupabase({ tables: { "${name}": [] } })`,
    )
  }

  function queryOf(schema: string, name: string): FakeQuery {
    const path = pathOf(schema, name)
    return createFakeQuery(tableOf(path), {
      failure: isThere(path) ? null : `Could not find the table '${schema}.${name}' in the schema cache`,
      sees: (row) => sees(row, path),
    })
  }

  const isPublished = (schema: string, table: string): boolean => published?.has(pathOf(schema, table)) ?? true

  function tell(change: Parameters<FakeChannel['changed']>[0]): void {
    // Nobody can be asked who might have seen a row that is gone: everybody is told of its key.
    const isTold = change.eventType === 'DELETE' || sees(change.new, pathOf(change.schema, change.table))
    if (isTold) for (const desk of desks.values()) desk.channel()?.changed(change)
  }

  return {
    topic: (name) => deskOf(name).topic,
    table: knownTable,
    from: (name) => queryOf(ownSchema, name),
    schema: (schema) => ({ from: (name) => queryOf(schema, name) }),
    rest: { schemaName: ownSchema },
    channel(name, options) {
      const desk = deskOf(name)
      const channel = createFakeChannel(name, desk, options?.config ?? {}, isPublished)
      // The class has a hundred more members, of which our hooks use none.
      const asClass = channel as unknown as RealtimeChannel
      channels.set(asClass, { channel, desk })
      return asClass
    },
    getChannels: () => [...channels.keys()],
    async removeChannel(channel) {
      channels.get(channel)?.desk.removed()
      channels.delete(channel)
      return 'ok'
    },
    realtime: {
      setAuth: async () => {},
      isConnected: () => isConnected,
      isDisconnecting: () => false,
    },
    drop() {
      isConnected = false
      for (const { desk } of channels.values()) desk.broken()
    },
    restore() {
      isConnected = true
      for (const { desk } of channels.values()) if (desk.topic.status === 'joining') desk.admit()
    },
  }
}

function pathOf(schema: string, table: string): string {
  return schema === 'public' ? table : `${schema}.${table}`
}

/** `public` is the schema that nobody has to name. */
function shortPath(name: string): string {
  return name.replace(/^public\./, '')
}
