import type { Connection } from '../connection/connection'
import type { ConnectionState } from '../connection/connectionState'
import type { LiveTable, RowChange } from './liveTable'

/** The changes of the database that concern a row. */
export const changeKinds = ['INSERT', 'UPDATE', 'DELETE'] as const

/** Keeps a live table up to date with the changes that arrive over a channel; returns what stops that. */
export function followChanges<Row extends object>(
  live: LiveTable<Row>,
  { on, store }: Pick<Connection, 'on' | 'store'>,
  table: string,
): () => void {
  const isReady = ({ details }: ConnectionState): boolean => details['changesReady'] === true

  const stops = changeKinds.map((kind) => on(`${table}:${kind}`, (change) => live.changed(change as RowChange<Row>)))
  stops.push(
    store.subscribe((now, before) => {
      // The server says anew on every link whether changes arrive; those from before it said so may have been missed.
      if (now.details !== before.details) live.follow(isReady(now))
    }),
  )
  if (isReady(store.getState())) live.follow(true)
  else void live.load()

  return () => {
    for (const stop of stops) stop()
    live.follow(false)
  }
}
