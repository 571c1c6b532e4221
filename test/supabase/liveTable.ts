import type { SupabaseClient } from '@supabase/supabase-js'
import type { ConnectionOptions } from 'wirehooks/vanilla'
import { followChanges } from '../../src/table/followChanges'
import { createLiveTable, type LiveTable, type TableState } from '../../src/table/liveTable'
import { type RowQuery, supabaseRows } from '../../src/table/supabaseRows'
import { systemClock } from '../../src/transport/clock'
import { createSignal, type Observable, until } from '../support/until'
import { type Client, createClient } from './stage'
import type { SupabaseChannelOptions } from 'wirehooks/supabase'

/** A live table over a real client, and every state that it had. */
export interface Shown<Row extends object> extends Observable {
  readonly channel: Client
  readonly table: LiveTable<Row>
  readonly states: readonly TableState<Row>[]
  readonly rows: readonly Row[]
  readonly status: TableState<Row>['status']
  /** Resolves when it shows these, or too late. */
  shows(rows: readonly object[], within?: number): Promise<unknown>
  reaches(status: TableState<Row>['status']): Promise<unknown>
  stop(): void
}

export function showTable<Row extends object>(
  client: SupabaseClient,
  name: string,
  query: RowQuery<Row> = {},
  options: SupabaseChannelOptions & ConnectionOptions & { topic?: string } = {},
): Shown<Row> {
  const signal = createSignal()
  const channel = createClient(client, options.topic ?? `table:${name}`, { changes: [{ table: name }], ...options })
  const table = createLiveTable<Row>(supabaseRows(client, name, query), systemClock)
  const states: TableState<Row>[] = []
  table.store.subscribe((state) => {
    states.push(state)
    signal.notify()
  })
  const unfollow = followChanges(table, channel.connection, name)
  channel.connection.open()
  const state = () => table.store.getState()
  return {
    channel,
    table,
    states,
    get rows() {
      return state().rows
    },
    get status() {
      return state().status
    },
    subscribe: signal.subscribe,
    shows: (rows, within) => until(signal, () => JSON.stringify(state().rows) === JSON.stringify(rows), within),
    reaches: (status) => until(signal, () => state().status === status),
    stop() {
      unfollow()
      channel.connection.close()
    },
  }
}
