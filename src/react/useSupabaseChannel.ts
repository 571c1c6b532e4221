import { useMemo } from 'react'
import type { Connection } from '../connection/connection'
import type { ConnectionUser } from '../connection/connectionOptions'
import type { AnyEvents } from '../connection/events'
import type { Holder } from '../connection/holders'
import type { Delivery } from '../transport/delivery'
import { supabaseChannel, type SupabaseChannelOptions, type SupabaseLike } from '../transports/supabase'
import { presenceEvent } from '../transports/supabase/listen'
import type { ConnectionView } from './connectionView'
import { useChanges } from './useChanges'
import { buildSending, type UseConnectionOptions } from './useConnection'
import { useSharedConnection } from './useSharedConnection'

/** What the database says about one row. */
export interface Change<Row extends object = Record<string, unknown>> {
  /** The schema of the table. */
  readonly schema: string
  /** The table. */
  readonly table: string
  /** What happened to the row. */
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE'
  /** When it was committed, as the database says it. */
  readonly commit_timestamp: string
  /** The row as it is now; large columns that did not change may be missing. Empty for DELETE. */
  readonly new: Partial<Row>
  /** What is known of the row as it was: its key, or all of it with `replica identity full`. */
  readonly old: Partial<Row>
  /** What is missing, and why. */
  readonly errors: readonly string[] | null
}

/** Everybody in the channel, by key; one entry for each of their connections. */
export type PresenceState<State extends object = Record<string, unknown>> = Readonly<
  Record<string, readonly (State & { readonly presence_ref: string })[]>
>

/** The rows of a generated `Database` type, by the name of their table in the schema `public`. */
export type RowsOf<Database> = Database extends { public: { Tables: infer Tables } }
  ? { [Table in keyof Tables & string]: Tables[Table] extends { Row: infer Row extends object } ? Row : never }
  : Record<string, Record<string, unknown>>

type ChangesOf<Rows extends Record<string, object>> = {
  [Table in keyof Rows & string as `${Table}:${'INSERT' | 'UPDATE' | 'DELETE'}`]: Change<Rows[Table]>
}

/** The events of a channel: broadcasts, the changes of every table, and `presence`. */
export type SupabaseEvents<Broadcasts extends object, Database, Presence extends object> = Broadcasts &
  ChangesOf<RowsOf<Database>> & { presence: PresenceState<Presence> }

interface Additions<Presence extends object> {
  /** Shares this state with the others; the newest one counts, as often as the server allows. */
  track(state: Presence): Promise<Delivery>
  /** Tells the others that this client has left. */
  untrack(): Promise<Delivery>
}

/** A connection over a channel of Supabase Realtime. */
export interface SupabaseChannelConnection<In extends object, Out extends object, Presence extends object>
  extends Omit<Connection<In, Out>, 'request'>, Additions<Presence> {}

/** What `useSupabaseChannel` returns. */
export interface SupabaseChannelView<In extends object, Out extends object, Presence extends object>
  extends Omit<ConnectionView<In, Out>, 'connection' | 'request'>, Additions<Presence> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: SupabaseChannelConnection<In, Out, Presence>
  /** What only Supabase has to tell. */
  readonly details: ChannelDetails
}

/** What only Supabase knows of an open channel. */
export type ChannelDetails = {
  /** Changes of the database arrive from now on, but those of `changesRefused`. What changed before is not told: load it. */
  readonly changesReady?: boolean
  /** Why changes do not arrive, in the server's words; `null` while nothing is wrong. */
  readonly changesError?: string | null
  /** The tables whose changes do not arrive, as events name them, such as `shop.orders`. */
  readonly changesRefused?: readonly string[]
  /** Who is there, as the event `presence` told it last. */
  readonly presenceState?: () => PresenceState
}

/** The options of `useSupabaseChannel`. */
export interface UseSupabaseChannelOptions<In extends object = AnyEvents>
  extends UseConnectionOptions<In>, SupabaseChannelOptions {}

/**
 * A channel of Supabase Realtime. Components that name the same topic of the same client share one channel, and each may
 * ask for its own `changes`; the other options are those of the first. `null` leaves it `idle`.
 *
 * @example
 * const room = useSupabaseChannel<{ cursor: Point }, Database>(supabase, 'board', { changes: [{ table: 'todos' }] })
 * useEvent(room, 'cursor', draw)
 * useEvent(room, 'todos:INSERT', ({ new: todo }) => toast(todo.title))
 * room.emit('cursor', { x, y })
 */
export function useSupabaseChannel<
  Broadcasts extends object = AnyEvents,
  Database = unknown,
  Presence extends object = Record<string, unknown>,
>(
  client: SupabaseLike,
  topic: string | null,
  options: UseSupabaseChannelOptions<SupabaseEvents<Broadcasts, Database, Presence>> = {},
): SupabaseChannelView<SupabaseEvents<Broadcasts, Database, Presence>, Broadcasts, Presence> {
  // `changes` are per component; `useChanges` adds them to the shared channel.
  const { changes = [], ...shared } = options
  const { private: isPrivate, broadcast, presence, key, identity } = options
  const transport = useMemo(
    () =>
      topic === null
        ? null
        : supabaseChannel(client, topic, { private: isPrivate, broadcast, presence, key, identity }),
    [client, topic, isPrivate, broadcast, presence, key, identity],
  )
  const view = useSharedConnection(transport, shared, build)
  useChanges({ client, topic: options.enabled === false ? null : topic, changes, rejoin: view.reconnect })
  // Nothing checks at run time what the wire carries: the cast trusts the caller.
  return view as never
}

function build(firstHolder: Holder<ConnectionUser>): Connection {
  const connection = buildSending(firstHolder)
  const additions: Additions<object> = {
    track: (state) => connection.emit(presenceEvent, state),
    untrack: () => connection.emit(presenceEvent, null),
  }
  return { ...connection, ...additions }
}
