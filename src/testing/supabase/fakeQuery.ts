import { compare, passes } from './filters'
import { type FakeRow, type FakeTable, Refusal } from './fakeTable'

/** What a query of the fake answers: it fails as one of PostgREST does, without a rejection. */
export interface FakeAnswer {
  /** The rows, or `null` when it failed. */
  readonly data: readonly FakeRow[] | null
  /** How many rows the query has in all, where `select` asked for it. */
  readonly count: number | null
  /** Why it failed. */
  readonly error: { readonly message: string } | null
}

/** As much of the query builder of supabase-js as `useSupabaseTable` needs. Columns and embedded tables are not chosen. */
export interface FakeQuery extends PromiseLike<FakeAnswer> {
  /** Asks for the rows, with all of their columns, and with `count` also how many there are in all. */
  select(columns?: string, options?: { readonly count?: 'exact' }): FakeQuery
  /** Adds a row. */
  insert(row: object): FakeQuery
  /** Changes the rows of the query. */
  update(patch: object): FakeQuery
  /** Removes the rows of the query. */
  delete(): FakeQuery
  /** Only rows that compare so. */
  filter(column: string, operator: string, value: unknown): FakeQuery
  /** Sorts by a column; by several, one after the other. */
  order(column: string, options?: { readonly ascending?: boolean }): FakeQuery
  /** Not more than so many. */
  limit(count: number): FakeQuery
  /** From one place to another one, both included; the first one is 0. */
  range(from: number, to: number): FakeQuery
}

interface Steps {
  act(rows: readonly FakeRow[]): readonly FakeRow[]
  filters: readonly ((row: FakeRow) => boolean)[]
  orders: readonly ((one: FakeRow, other: FakeRow) => number)[]
  from: number
  most: number
  isCounted: boolean
}

/** What the database lets a query do. */
interface Limits {
  /** Why the table cannot be asked at all. */
  readonly failure: string | null
  /** Row-level security. */
  sees(row: FakeRow): boolean
}

export function createFakeQuery(table: FakeTable, limits: Limits): FakeQuery {
  const steps = { act: (rows: readonly FakeRow[]) => rows, filters: [], orders: [], from: 0, most: Infinity }
  return build(table, limits, { ...steps, isCounted: false })
}

function build(table: FakeTable, limits: Limits, steps: Steps): FakeQuery {
  const next = (more: Partial<Steps>): FakeQuery => build(table, limits, { ...steps, ...more })
  /** One by one: rows are the same when all of their columns are. */
  const each = (write: (row: FakeRow) => readonly FakeRow[]): FakeQuery =>
    next({ act: (rows) => rows.flatMap((row) => write(row)) })

  /** A row that the client may not see is none that it may write. */
  function permitted(row: FakeRow): FakeRow {
    if (limits.sees(row)) return row
    throw new Refusal('new row violates row-level security policy')
  }

  function run(): FakeAnswer {
    const failure = table.failure ?? limits.failure
    if (failure !== null) return failed(failure)
    try {
      return read()
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      return failed(cause.message)
    }
  }

  function read(): FakeAnswer {
    const rows = table.rows
      .filter((row) => limits.sees(row))
      .filter((row) => steps.filters.every((holds) => holds(row)))
      .sort((one, other) => steps.orders.map((order) => order(one, other)).find((difference) => difference) ?? 0)
    const most = Math.min(steps.most, table.maxRows)
    const data = steps.act(rows.slice(steps.from, steps.from + most))
    return { data, count: steps.isCounted ? rows.length : null, error: null }
  }

  return {
    select: (_columns, { count } = {}) => next({ isCounted: steps.isCounted || count === 'exact' }),
    insert: (row) => next({ act: () => [table.insert(permitted({ ...row }))] }),
    update: (patch) => each((row) => permitted({ ...row, ...patch }) && table.update(row, patch)),
    delete: () => each((row) => table.delete(row)),
    filter: (column, operator, value) =>
      next({ filters: [...steps.filters, (row) => passes(row, column, operator, value)] }),
    order: (column, { ascending = true } = {}) =>
      next({
        orders: [
          ...steps.orders,
          (one, other) => (ascending ? compare(one[column], other[column]) : compare(other[column], one[column])),
        ],
      }),
    limit: (count) => next({ most: count }),
    range: (from, to) => next({ from, most: to - from + 1 }),
    // oxlint-disable-next-line unicorn/no-thenable -- a query of supabase-js is awaited, and runs when it is
    then: (resolve, reject) => Promise.resolve().then(run).then(resolve, reject),
  }
}

function failed(message: string): FakeAnswer {
  return { data: null, count: null, error: { message } }
}
