import type { Connection } from '../connection/connection'
import type { ConnectionState } from '../connection/connectionState'
import { saidBy, WireError } from '../transport/error'
import type { ChangesFeed, LiveTable } from './liveTable'
import type { RowChange } from './rowSource'

declare const process: { env: { NODE_ENV?: string } }

/** The changes of the database that concern a row. */
export const changeKinds = ['INSERT', 'UPDATE', 'DELETE'] as const

/**
 * Keeps a live table up to date with the changes that arrive over a channel; returns what stops that.
 * @param table As the events of the channel name it, such as `todos` or `shop.orders`.
 */
export function followChanges<Row extends object>(
  live: LiveTable<Row>,
  { on, store }: Pick<Connection, 'on' | 'store'>,
  table: string,
): () => void {
  const stops = changeKinds.map((kind) => on(`${table}:${kind}`, (change) => live.changed(change as RowChange<Row>)))
  stops.push(
    store.subscribe((now, before) => {
      // The server says anew on every link whether changes arrive; those from before it said so may have been missed.
      const isNews =
        now.details !== before.details || now.error !== before.error || now.closeReason !== before.closeReason
      if (isNews) live.follow(feedOf(now, table))
    }),
  )
  const first = feedOf(store.getState(), table)
  live.follow(first)
  if (first.status !== 'ready') void live.load()

  return () => {
    for (const stop of stops) stop()
    live.follow({ status: 'waiting' })
    live.stop()
  }
}

/** Whether changes arrive over this link, and if not, what the server or the connection says of that. */
function feedOf({ status, details, error, closeReason }: ConnectionState, table: string): ChangesFeed {
  const refused = details['changesRefused']
  const isRefused = Array.isArray(refused) && refused.some((name) => name === table || name === '*')
  const said = details['changesError']
  if (isRefused && typeof said === 'string') return { status: 'refused', error: refusedError(table, said) }
  if (details['changesReady'] === true) return { status: 'ready' }
  const why = error ?? (status === 'open' ? undefined : closeReason?.error)
  return why ? { status: 'refused', error: why } : { status: 'waiting' }
}

/** Such as for a table that is in no publication: the server says so once, and changes never come. */
function refusedError(table: string, said: string): WireError {
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the server to tell of the changes that were asked for over the channel of "${table}", but it said: ${saidBy(said)}. Look whether the table that it names is in the publication supabase_realtime, and whether this user may read it. The rows are as they were when they were loaded.`,
  )
}
