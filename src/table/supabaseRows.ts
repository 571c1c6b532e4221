import { warn, warnOnce } from '../transport/development'
import { saidBy, WireError } from '../transport/error'
import { withColumns } from './columns'
import { readPages, type RowPage } from './pages'
import { filterText, passes, type RowFilter, plainFilter } from './rowFilter'
import type { RowSource } from './rowSource'
import { type Answer, type HasTables, type Query, queryOf } from './tableClient'
import { compareValues } from './typedValues'

declare const process: { env: { NODE_ENV?: string } }

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
   * Where the rows come in another order than this library would have, development builds say so.
   * @default numbers by size, text by code point, as the collation "C" has it
   */
  compare?: ((one: unknown, other: unknown) => number) | undefined
}

/** Which rows of a table, and in which order. */
export interface RowQuery<Row> {
  /**
   * The columns, as PostgREST takes them. Rows of other tables that are embedded are loaded, but not kept up to date. The
   * key, and the columns of `order` and `filters`, are added where they are missing.
   * @default '*'
   */
  select?: string | undefined
  /**
   * Only rows that pass all of these. Values may be written as text, as in a url: the type of the column decides what they
   * mean. Where this library reads one otherwise than the database does, development builds say so, and every change is
   * read from the database.
   * @default all rows
   */
  filters?: readonly RowFilter<Row>[] | undefined
  /**
   * The order of the rows. Rows that are equal in it are ordered by their key.
   * @default by the key
   */
  order?: readonly RowOrder<Row>[] | undefined
  /**
   * How many rows at most. Without it all are loaded, in pages where the server gives a maximum of rows at once.
   * @default Infinity
   */
  limit?: number | undefined
  /**
   * The columns of the primary key.
   * @default ['id']
   */
  key?: readonly (keyof Row & string)[] | undefined
  /**
   * The schema of the table. The project has to expose it.
   * @default that of the client, `db: { schema }`, which is `public` unless it says otherwise
   */
  schema?: string | undefined
}

/** Rows of one table of a Supabase project, over PostgREST. */
export function supabaseRows<Row extends object>(
  client: HasTables,
  table: string,
  query: RowQuery<Row>,
): RowSource<Row> {
  const { limit = Infinity, schema } = query
  const filters = (query.filters ?? []).map(plainFilter)
  const key = query.key ?? (['id'] as (keyof Row & string)[])
  const order: readonly RowOrder<Row>[] = [...(query.order ?? []), ...key.map((column) => ({ column }))]
  const select = withColumns(query.select ?? '*', [
    ...order.map(({ column }) => column),
    ...filters.map(([column]) => column),
  ])
  /** Whether our filters and those of the database let the same rows pass, as far as is known. */
  let areFiltersAlike = true

  const rows = (): Query => queryOf(client, table, schema)

  const filtered = (builder: Query): Query =>
    filters.reduce(
      (rest, [column, operator, value]) => rest.filter(column, operator, filterText(operator, value)),
      builder,
    )

  const ordered = (builder: Query): Query =>
    order.reduce((rest, { column, ascending = true }) => rest.order(column, { ascending }), builder)

  const withKey = (builder: Query, row: Partial<Row>): Query =>
    key.reduce((rest, column) => rest.filter(column, 'eq', row[column]), builder)

  async function pageOf(builder: PromiseLike<Answer>): Promise<RowPage<Row>> {
    const { data, count = null, error: cause, status } = await builder
    if (cause && status === 0) throw lostError(cause)
    if (cause) throw new Error(cause.message, { cause })
    return { rows: data as readonly Row[], total: count }
  }

  async function rowsOf(builder: PromiseLike<Answer>): Promise<readonly Row[]> {
    const { rows } = await pageOf(builder)
    return rows
  }

  function keyOf(row: Partial<Row>): string | undefined {
    const isComplete = key.every((column) => row[column] !== undefined)
    return isComplete ? JSON.stringify(key.map((column) => row[column])) : undefined
  }

  function compare(one: Row, other: Row): number {
    for (const { column, ascending = true, compare: by = compareValues } of order) {
      const difference = by(one[column], other[column])
      if (difference) return ascending ? difference : -difference
    }
    return 0
  }

  function readPage(from: number, count: number): Promise<RowPage<Row>> {
    const query = ordered(filtered(from === 0 ? rows().select(select, { count: 'exact' }) : rows().select(select)))
    const isAll = from === 0 && count === Infinity
    return pageOf(isAll ? query : query.range(from, lastPlace(from, count)))
  }

  /** The database let this row pass. Where our filters do not, they read a value in another way, and are not used any more. */
  function expectToPass(row: Row): void {
    if (!areFiltersAlike) return
    const filter = filters.find((one) => !passes(row, one))
    if (!filter) return
    areFiltersAlike = false
    const [column, operator] = filter
    warn(
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the filter ["${column}", "${operator}", …] of the table "${table}" to mean the same here and in the database, but a row that was loaded does not pass it here. Every change is read from the database from now on; give the value as JSON has it in a row to save that.`,
    )
  }

  /** The database ordered these rows. Where our order is another one, the rows are shown in ours. */
  function expectInOrder(all: readonly Row[]): void {
    const isInOrder = all.every((row, index) => index === 0 || compare(all[index - 1]!, row) <= 0)
    if (isInOrder) return
    warnOnce(
      `order of ${table}`,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the order of the table "${table}" to be the same here and in the database, but its rows came in another one. Give the column of the order a function compare, which is needed for text with a collation of its own and for enums.`,
    )
  }

  /** The row that a write gives back. The database reports no error when a write finds no row. */
  async function returnedRow(builder: PromiseLike<Answer>): Promise<Row> {
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
    showsChanges: select === '*',
    get knowsFilters() {
      return areFiltersAlike
    },
    keyOf,
    matches: (row) => !areFiltersAlike || filters.every((filter) => passes(row, filter)),
    compare,
    async load(isWanted) {
      const isSame = (one: Row, other: Row): boolean => keyOf(one) === keyOf(other)
      const all = await readPages<Row>({ limit, read: readPage, isSame, isWanted })
      for (const row of all) expectToPass(row)
      expectInOrder(all)
      return all
    },
    async read(row) {
      const [found] = await rowsOf(withKey(filtered(rows().select(select)), row))
      if (found) expectToPass(found)
      return found
    },
    insert: (row) => returnedRow(rows().insert(row).select(select)),
    update: (row, patch) => returnedRow(withKey(rows().update(patch), row).select(select)),
    async remove(row) {
      await returnedRow(withKey(rows().delete(), row).select())
      return undefined
    },
  }
}

/** The client gives 0 for the status where no answer came: a write may have arrived. */
function lostError(cause: { readonly message: string }): WireError {
  return new WireError(
    'unknown',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected an answer of the database, but none came: ${saidBy(cause.message)}. A write may have arrived; the rows show it when they are loaded again.`,
    cause,
  )
}

/** `range()` takes no `Infinity`: without an end is up to the largest safe integer. */
function lastPlace(from: number, count: number): number {
  return count === Infinity ? Number.MAX_SAFE_INTEGER : from + count - 1
}
