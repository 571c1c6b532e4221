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
  let seen: object | undefined

  function look({ details }: Pick<ConnectionState, 'details'>): void {
    if (details === seen) return
    seen = details
    // Whenever the server says that changes come, some may have been missed before.
    live.follow(details['changesReady'] === true)
  }

  const stops = changeKinds.map((kind) => on(`${table}:${kind}`, (change) => live.changed(change as RowChange<Row>)))
  stops.push(store.subscribe(look))
  look(store.getState())
  if (!store.getState().details['changesReady']) void live.load()

  return () => {
    for (const stop of stops) stop()
    live.follow(false)
  }
}
