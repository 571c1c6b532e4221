import { WireError } from '../transport/error'
import type { RowSource } from './liveTable'

declare const process: { env: { NODE_ENV?: string } }

/** A comparison of a column with a value: the database makes it when rows are loaded, and we make it for every change. */
export type RowFilter<Row> = readonly [
  column: keyof Row & string,
  operator: 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'is',
  value: unknown,
]

/** One column of an order. */
export interface RowOrder<Row> {
  /** The name of the column. */
  column: keyof Row & string
  /**
   * Whether small values come first.
   * @default true
   */
  ascending?: boolean | undefined
  /**
   * Compares two values of the column as the database does: needed for text with another collation than "C".
   * @default numbers by size, text by code point, as the collation "C" has it
   */
  compare?: ((one: unknown, other: unknown) => number) | undefined
}

/** Which rows of a table, and in which order. */
export interface RowQuery<Row> {
  /**
   * The columns, as PostgREST takes them. Rows of other tables that are embedded are loaded, but not kept up to date.
   * @default '*'
   */
  select?: string | undefined
  /**
   * Only rows that pass all of these. For columns of text, numbers and booleans; not of types that PostgreSQL writes in
   * several ways, such as timestamps.
   * @default all rows
   */
  filters?: readonly RowFilter<Row>[] | undefined
  /**
   * The order of the rows. Rows that are equal in it are ordered by their key.
   * @default by the key
   */
  order?: readonly RowOrder<Row>[] | undefined
  /**
   * How many rows at most.
   * @default Infinity
   */
  limit?: number | undefined
  /**
   * The columns of the primary key.
   * @default ['id']
   */
  key?: readonly (keyof Row & string)[] | undefined
}

interface Answer {
  readonly data: unknown
  readonly error: { readonly message: string } | null
}

/** The part of a query builder of supabase-js that is needed: every step returns another one, and it can be awaited. */
interface Query extends PromiseLike<Answer> {
  select(columns?: string): Query
  insert(row: object): Query
  update(patch: object): Query
  delete(): Query
  filter(column: string, operator: string, value: unknown): Query
  order(column: string, options: { ascending: boolean }): Query
  limit(count: number): Query
}

/** The part of a client of supabase-js that is needed. Its types know every table of a project, which is not needed here. */
export interface HasTables {
  /** Begins a query of one table. */
  from(table: never): object
}

/** Rows of one table of a Supabase project, over PostgREST. */
export function supabaseRows<Row extends object>(
  client: HasTables,
  table: string,
  query: RowQuery<Row>,
): RowSource<Row> {
  const { select = '*', filters = [], limit = Infinity } = query
  const key = query.key ?? (['id'] as (keyof Row & string)[])
  const order: readonly RowOrder<Row>[] = [...(query.order ?? []), ...key.map((column) => ({ column }))]

  const rows = (): Query => client.from(table as never) as Query

  const selected = (): Query =>
    filters.reduce(
      (rest, [column, operator, value]) => rest.filter(column, operator, written(operator, value)),
      rows().select(select),
    )

  const withKey = (builder: Query, row: Partial<Row>): Query =>
    key.reduce((rest, column) => rest.filter(column, 'eq', row[column]), builder)

  async function rowsOf(builder: PromiseLike<Answer>): Promise<readonly Row[]> {
    const { data, error: cause } = await builder
    if (cause) throw new Error(cause.message, { cause })
    return data as readonly Row[]
  }

  /** The row that a write gives back. The database reports no error when a write finds no row. */
  async function writtenRow(builder: PromiseLike<Answer>): Promise<Row> {
    const [row] = await rowsOf(builder)
    if (row) return row
    throw new WireError(
      'rejected',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the written row of the table "${table}" to come back, got none: no row has this key, or a policy of row-level security hides it from this user. Check the key, and the policies for reading and for writing.`,
    )
  }

  return {
    limit,
    isPlain: select === '*',
    keyOf: (row) =>
      key.every((column) => row[column] !== undefined) ? JSON.stringify(key.map((column) => row[column])) : undefined,
    matches: (row) =>
      filters.every(([column, operator, wanted]) => {
        const value = row[column]
        // In SQL, no comparison with null holds, but for `is`.
        const isComparable = value !== null || operator === 'is'
        return value === undefined || (isComparable && holds[operator](value, wanted))
      }),
    compare(one, other) {
      for (const { column, ascending = true, compare: by = compare } of order) {
        const difference = by(one[column], other[column])
        if (difference) return ascending ? difference : -difference
      }
      return 0
    },
    load() {
      const sorted = order.reduce((rest, { column, ascending = true }) => rest.order(column, { ascending }), selected())
      return rowsOf(limit < Infinity ? sorted.limit(limit) : sorted)
    },
    read: async (row) => (await rowsOf(withKey(selected(), row)))[0],
    insert: (row) => writtenRow(rows().insert(row).select(select)),
    update: (row, patch) => writtenRow(withKey(rows().update(patch), row).select(select)),
    async remove(row) {
      await writtenRow(withKey(rows().delete(), row).select())
    },
  }
}

/** The value of a filter as PostgREST takes it; lists have a form of their own: https://docs.postgrest.org/en/stable/references/api/tables_views.html#operators */
function written(operator: string, value: unknown): unknown {
  if (operator !== 'in') return value
  return `(${(value as readonly unknown[]).map((part) => (typeof part === 'string' ? JSON.stringify(part) : part)).join(',')})`
}

const holds: Record<RowFilter<never>[1], (value: unknown, wanted: unknown) => boolean> = {
  eq: (value, wanted) => compare(value, wanted) === 0,
  neq: (value, wanted) => compare(value, wanted) !== 0,
  lt: (value, wanted) => compare(value, wanted) < 0,
  lte: (value, wanted) => compare(value, wanted) <= 0,
  gt: (value, wanted) => compare(value, wanted) > 0,
  gte: (value, wanted) => compare(value, wanted) >= 0,
  in: (value, wanted) => (wanted as readonly unknown[]).includes(value),
  is: (value, wanted) => value === wanted,
}

/** The order of PostgreSQL, where nulls come last. */
function compare(one: unknown, other: unknown): number {
  if (one === other) return 0
  if (one === null || one === undefined) return 1
  if (other === null || other === undefined) return -1
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : 1
  return Number(one) - Number(other)
}
