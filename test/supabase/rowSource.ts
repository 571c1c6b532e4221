import { createFakeClock } from 'wirehooks/testing'
import { createLiveTable, type TableState } from '../../src/table/liveTable'
import type { RowChange, RowSource } from '../../src/table/rowSource'
import { type RowQuery, supabaseRows } from '../../src/table/supabaseRows'

export interface Item {
  id: number
  name: string
  list: number
  note?: string
}

interface Call {
  readonly what: string
  answer(value?: unknown): void
  refuse(message: string): void
}

/** A live table whose database is a hand: it answers when the test says so, in the order that the test says. */
export function byHand(query: RowQuery<Item> = {}) {
  const clock = createFakeClock()
  const calls: Call[] = []

  function ask(what: string): Promise<never> {
    return new Promise((answer, reject) => {
      calls.push({ what, answer, refuse: (message) => reject(new Error(message)) })
    })
  }

  const shape = supabaseRows<Item>({ from: () => ({}) }, 'items', query)
  const source: RowSource<Item> = {
    ...shape,
    load: () => ask('load'),
    read: ({ id }) => ask(`read ${id}`),
    insert: ({ name }) => ask(`insert ${name}`),
    update: ({ id }, { name }) => ask(`update ${id} ${name}`),
    remove: ({ id }) => ask(`remove ${id}`),
  }
  const table = createLiveTable(source, clock)
  const states: TableState<Item>[] = []
  table.store.subscribe((state) => states.push(state))

  /** Until the next frame. */
  const settle = () => clock.advance(16)

  function hurl(change: Partial<RowChange<Item>>, ago = 0): void {
    const commit_timestamp = new Date(Date.UTC(2026, 0, 1) + clock.now() - ago).toISOString()
    table.changed({ eventType: 'UPDATE', new: {}, old: {}, errors: null, commit_timestamp, ...change })
  }

  return {
    clock,
    table,
    states,
    /** What is asked and not yet answered. */
    asked: () => calls.map(({ what }) => what),
    async answer(what: string, value?: unknown) {
      const index = calls.findIndex((call) => call.what === what)
      if (index < 0) throw new Error(`Nobody asked to ${what}, but to ${calls.map((call) => call.what).join()}`)
      calls.splice(index, 1)[0]!.answer(value)
      await settle()
    },
    async refuse(what: string, message: string) {
      const index = calls.findIndex((call) => call.what === what)
      calls.splice(index, 1)[0]!.refuse(message)
      await settle()
    },
    /** Loads these, and lets the time pass in which changes may be older. */
    async begin(...rows: Item[]) {
      table.follow({ status: 'ready' })
      calls.splice(0)[0]!.answer(rows)
      await clock.advance(10_000)
    },
    /** The database tells of a change that was committed so many milliseconds ago. */
    async tell(change: Partial<RowChange<Item>>, ago = 0) {
      hurl(change, ago)
      await settle()
    },
    /** The same, and no time passes. */
    hurl,
    names: () => table.store.getState().rows.map(({ name }) => name),
    /** The names of the rows that wait for the database. */
    pending: () => [...table.store.getState().pending].map(({ name }) => name),
  }
}

export const item = (id: number, name: string, more: Partial<Item> = {}): Item => ({ id, name, list: 1, ...more })
