import { useSyncExternalStore } from 'react'
import { changeKinds, followChanges } from '../channel/followChanges'
import { createLiveTable, type LiveTable, type TableState } from '../channel/liveTable'
import { type HasTables, type RowQuery, supabaseRows } from '../channel/supabaseRows'
import { buildConnection, type Connection, type ConnectionUser } from '../connection/connection'
import type { Holder } from '../connection/lease'
import { createReceiving } from '../connection/receiving'
import { systemClock } from '../transport/clock'
import { supabaseChannel, type SupabaseChannelOptions, type SupabaseLike } from '../transports/supabase'
import { useChanges } from './useChanges'
import { useCommitEffect } from './useCommitEffect'
import { useKept } from './useKept'
import { type LeaseOptions, useLease } from './useLease'
import type { RowsOf } from './useSupabaseChannel'

/** The part of a channel that is needed. */
export interface TableChannel {
  /** The connection of the channel. */
  readonly connection: Pick<Connection, 'store'> & { on(event: never, listener: never): () => void }
  /** Joins anew, with what is asked for now. */
  reconnect(): void
}

/** The options of `useSupabaseTable`. */
export interface UseSupabaseTableOptions<Row extends object> extends RowQuery<Row> {
  /**
   * Only rows that match this are told of, such as `list=eq.7`: for columns that never change, since a row that leaves
   * the filter is not told of. Every DELETE is.
   * @default every change of the table
   */
  changesFilter?: string
  /**
   * The topic that the changes come over.
   * @default one for the table, shared by all hooks that show it
   */
  topic?: string
  /**
   * What `useSupabaseChannel` returned for this topic, where both shall use one channel.
   * @default a channel that only receives
   */
  channel?: TableChannel
  /** Of the connection. */
  connection?: Omit<LeaseOptions, 'enabled' | 'outbox' | 'highWaterMark' | 'validate' | 'onMessage'> &
    Pick<SupabaseChannelOptions, 'private'>
  /**
   * `false` loads nothing and hears of nothing.
   * @default true
   */
  enabled?: boolean
}

/** What `useSupabaseTable` returns. */
export interface SupabaseTable<Row extends object>
  extends TableState<Row>, Pick<LiveTable<Row>, 'insert' | 'update' | 'remove'> {
  /** Loads all rows once more. */
  reload(): Promise<void>
}

type RowOf<Database, Table extends keyof RowsOf<Database>> = RowsOf<Database>[Table] extends infer Row extends object
  ? Row
  : never

/**
 * The rows of a query, kept as the database has them: loaded, changed as the table changes, and loaded again after every
 * gap. A change that may be older than what was loaded is read anew, so that no row goes back to an older version.
 * `insert`, `update` and `remove` show at once what they do, and take it back when the database refuses.
 *
 * @example
 * const todos = useSupabaseTable<Database>(supabase, 'todos', { filters: [['list', 'eq', 7]], order: [{ column: 'at' }] })
 * todos.rows.map((todo) => <Todo key={todo.id} todo={todo} isPending={todos.pending.has(todo)} />)
 */
export function useSupabaseTable<
  Database = unknown,
  Table extends keyof RowsOf<Database> & string = keyof RowsOf<Database> & string,
>(
  client: SupabaseLike & HasTables,
  table: Table,
  options: UseSupabaseTableOptions<RowOf<Database, Table>> = {},
): SupabaseTable<RowOf<Database, Table>> {
  const { topic = `table:${table}`, changesFilter, enabled = true, connection: settings = {} } = options
  const { select, filters, order, limit, key } = options
  const changes = changesFilter
    ? changeKinds.map((event) => (event === 'DELETE' ? { event, table } : { event, table, filter: changesFilter }))
    : [{ table }]
  const own = useLease(enabled && !options.channel ? supabaseChannel(client, topic, settings) : null, settings, build)
  const { connection, reconnect } = options.channel ?? own
  useChanges({ client, topic: enabled ? topic : null, changes, rejoin: reconnect })
  const identity = JSON.stringify([table, select, filters, order, limit, key])
  const live = useKept([client, identity], () => createLiveTable(supabaseRows(client, table, options), systemClock))

  useCommitEffect(() => {
    if (enabled) return followChanges(live, connection as Pick<Connection, 'on' | 'store'>, table)
  }, [enabled, live, connection, table])

  const { store, insert, update, remove, load } = live
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
  return { ...state, insert, update, remove, reload: load }
}

/** Over channels of its own, which only receive. */
const build = (founder: Holder<ConnectionUser>): Connection => buildConnection(founder, createReceiving)
