import type { Connection } from '../connection/connection'
import type { ConnectionState } from '../connection/state'
import type { LiveTable, RowChange } from './liveTable'

export const changeKinds = ['INSERT', 'UPDATE', 'DELETE'] as const

/** Keeps a live table up to date over the channel that its changes come over; returns what stops that. */
export function followChanges<Row extends object>(
  live: LiveTable<Row>,
  { on, store }: Pick<Connection, 'on' | 'store'>,
  table: string,
): () => void {
  const isReady = ({ details }: ConnectionState): boolean => details['changesReady'] === true

  const stops = changeKinds.map((kind) => on(`${table}:${kind}`, (change) => live.changed(change as RowChange<Row>)))
  stops.push(
    store.subscribe((now, before) => {
      // Whenever the server says that changes come, some may have been missed before.
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
