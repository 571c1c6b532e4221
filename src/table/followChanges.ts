import type { Connection } from '../connection/connection'
import type { ConnectionState } from '../connection/connectionState'
import { WireError } from '../transport/error'
import type { LiveTable, RowChange } from './liveTable'

declare const process: { env: { NODE_ENV?: string } }

/** The changes of the database that concern a row. */
export const changeKinds = ['INSERT', 'UPDATE', 'DELETE'] as const

/** Keeps a live table up to date with the changes that arrive over a channel; returns what stops that. */
export function followChanges<Row extends object>(
  live: LiveTable<Row>,
  { on, store }: Pick<Connection, 'on' | 'store'>,
  table: string,
): () => void {
  const isReady = ({ details }: ConnectionState): boolean => details['changesReady'] === true

  /** Such as for a table that is in no publication: the server says so once, and changes never come. */
  function errorOf({ details }: ConnectionState): WireError | null {
    const said = details['changesError']
    if (typeof said !== 'string') return null
    return new WireError(
      'refused',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the server to tell of the changes that were asked for over the channel of "${table}", but it said: ${said}. Look whether the table that it names is in the publication supabase_realtime, and whether this user may read it. The rows are as they were when they were loaded.`,
    )
  }

  const stops = changeKinds.map((kind) => on(`${table}:${kind}`, (change) => live.changed(change as RowChange<Row>)))
  stops.push(
    store.subscribe((now, before) => {
      // The server says anew on every link whether changes arrive; those from before it said so may have been missed.
      if (now.details !== before.details) live.follow(isReady(now), errorOf(now))
    }),
  )
  const first = store.getState()
  live.follow(isReady(first), errorOf(first))
  if (!isReady(first)) void live.load()

  return () => {
    for (const stop of stops) stop()
    live.follow(false)
    live.stop()
  }
}
