import { useMemo, useSyncExternalStore } from 'react'
import { changeKinds, followChanges } from '../table/followChanges'
import { createLiveTable, type LiveTable, type TableState } from '../table/liveTable'
import { plainFilter } from '../table/rowFilter'
import { type RowQuery, supabaseRows } from '../table/supabaseRows'
import { type HasTables, schemaOf } from '../table/tableClient'
import type { Connection } from '../connection/connection'
import type { ReceivingOptions } from '../connection/connectionOptions'
import { systemClock } from '../transport/clock'
import type { IdentityOptions } from '../transport/identity'
import { supabaseChannel, type SupabaseChannelOptions, type SupabaseLike } from '../transports/supabase'
import { useChanges } from './useChanges'
import { buildReceiving } from './useConnection'
import { useHold } from './useHold'
import { useInstance } from './useInstance'
import { type HookSettings, useSharedConnection } from './useSharedConnection'
import type { RowsOf } from './useSupabaseChannel'

/** The part of a channel that is needed. */
export interface TableChannel {
  /** The connection of the channel. */
  readonly connection: Pick<Connection, 'identity' | 'store'> & { on(event: never, listener: never): () => void }
  /** Joins anew, with what is asked for now. */
  reconnect(): void
}

/** The options of the connection that the changes come over. */
export interface TableConnectionOptions
  extends
    Omit<ReceivingOptions<HookSettings>, 'enabled' | 'validate' | 'onMessage'>,
    IdentityOptions,
    Pick<SupabaseChannelOptions, 'private'> {}

/** The options of `useSupabaseTable`. */
export interface UseSupabaseTableOptions<Row extends object> extends RowQuery<Row> {
  /**
   * Only rows that match this are told of, such as `list=eq.7`: for columns that never change, since a row that leaves
   * the filter is not told of. Every DELETE is.
   * @default every change of the table
   */
  changesFilter?: string | undefined
  /**
   * The topic that the changes come over.
   * @default that of `channel`; otherwise one for the table, shared by all hooks that show it
   */
  topic?: string | undefined
  /**
   * What `useSupabaseChannel` returned for this topic, where both shall use one channel.
   * @default a channel that only receives
   */
  channel?: TableChannel | undefined
  /**
   * Of the connection; not used with a `channel`. The rows of one `identity` are not shown to another.
   */
  connection?: TableConnectionOptions | undefined
  /**
   * `false` loads nothing and hears of nothing.
   * @default true
   */
  enabled?: boolean | undefined
}

/** What `useSupabaseTable` returns. */
export interface SupabaseTable<Row extends object>
  extends TableState<Row>, Pick<LiveTable<Row>, 'insert' | 'update' | 'remove' | 'keyOf'> {
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
 * const todos = useSupabaseTable<Database, 'todos'>(supabase, 'todos', { filters: [['list', 'eq', 7]] })
 * todos.rows.map((todo) => <Todo key={todos.keyOf(todo)} todo={todo} isPending={todos.pending.has(todo)} />)
 */
export function useSupabaseTable<
  Database = unknown,
  Table extends keyof RowsOf<Database> & string = keyof RowsOf<Database> & string,
>(
  client: SupabaseLike & HasTables,
  table: Table,
  options: UseSupabaseTableOptions<RowOf<Database, Table>> = {},
): SupabaseTable<RowOf<Database, Table>> {
  const { changesFilter, enabled = true, connection: settings = {} } = options
  const { select, filters, order, limit, key, schema = schemaOf(client) } = options
  // The name of the table in events, such as `todos` or `shop.orders`.
  const name = schema === 'public' ? table : `${schema}.${table}`
  const topic = options.topic ?? topicOf(options.channel) ?? `table:${name}`
  const changes = changesFilter
    ? changeKinds.map((event) =>
        event === 'DELETE' ? { event, schema, table } : { event, schema, table, filter: changesFilter },
      )
    : [{ schema, table }]
  const { private: isPrivate, key: channelKey, identity } = settings
  const isOwn = enabled && !options.channel
  const transport = useMemo(
    () => (isOwn ? supabaseChannel(client, topic, { private: isPrivate, key: channelKey, identity }) : null),
    [isOwn, client, topic, isPrivate, channelKey, identity],
  )
  const own = useSharedConnection(transport, settings, buildReceiving)
  const { connection, reconnect } = options.channel ?? own
  useChanges({ client, topic: enabled ? topic : null, changes, rejoin: reconnect })
  const query = JSON.stringify([name, select, filters?.map(plainFilter), order, limit, key])
  const user = options.channel ? options.channel.connection.identity.user : (settings.identity ?? null)
  const live = useInstance([client, query, user], () =>
    createLiveTable(supabaseRows(client, table, { ...options, schema }), systemClock),
  )

  useHold([enabled, live, connection, name], () =>
    enabled ? followChanges(live, connection as Pick<Connection, 'on' | 'store'>, name) : undefined,
  )

  const { store, insert, update, remove, keyOf, load } = live
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
  return { ...state, insert, update, remove, keyOf, reload: load }
}

/** The topic of a channel, which is the name that its transport has besides its address. */
function topicOf(channel: TableChannel | undefined): string | undefined {
  return channel?.connection.identity.parts.names?.[0]
}
