import { WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** Some rows of a query, from a place on. */
export interface RowPage<Row> {
  readonly rows: readonly Row[]
  /** How many rows the whole query has; `null` where the server does not tell. */
  readonly total: number | null
}

interface PagesParts<Row extends object> {
  /** At most so many rows. */
  readonly limit: number
  /** The rows from this place on, at most so many: the server may give fewer than asked for. */
  read(from: number, count: number): Promise<RowPage<Row>>
  /** Whether two are the same row. */
  isSame(one: Row, other: Row): boolean
  /** Asked before every page but the first: the rest may be of no use any more. */
  isWanted(): boolean
}

/** How often all pages are read before it gives up, since rows change meanwhile. */
const mostReadings = 5

/**
 * All rows of a query. A server gives a maximum of rows at once, and cuts the rest without a word
 * (https://docs.postgrest.org/en/stable/references/configuration.html#db-max-rows). So the rest is asked for, page by page.
 * Each page begins with the last row of the one before: where it does not, rows came or went meanwhile, one may be missing,
 * and all are read anew.
 */
export async function readPages<Row extends object>(parts: PagesParts<Row>): Promise<readonly Row[]> {
  for (let reading = 0; reading < mostReadings; reading += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other: a reading begins where the last one failed
    const rows = await readOnce(parts)
    if (rows) return rows
  }
  throw new WireError(
    'unknown',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected rows that stay in their places while they are read in pages, but they changed during ${mostReadings} readings. Give the query a limit or filters, or raise the maximum of rows of the server.`,
  )
}

/** `null` where the rows changed between two pages. */
async function readOnce<Row extends object>(parts: PagesParts<Row>): Promise<readonly Row[] | null> {
  const { limit, read, isWanted } = parts
  const { rows: first, total } = await read(0, limit)
  const rows = [...first]
  const isAll = rows.length >= Math.min(limit, total ?? Infinity)
  // The number of all rows is out of date after the first page, so the end is where a page is not full.
  while (!isAll && rows.length > 0 && rows.length < limit && isWanted()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- where a page ends decides where the next one begins
    const more = await readAfter(rows, first.length, parts)
    if (!more) return null
    rows.push(...more)
    if (more.length === 0 || more.length < first.length - 1) break
  }
  return rows
}

/** The rows that follow these; `null` where the last one of these is not in its place any more. */
async function readAfter<Row extends object>(
  rows: readonly Row[],
  pageSize: number,
  { limit, read, isSame }: PagesParts<Row>,
): Promise<readonly Row[] | null> {
  const from = rows.length - 1
  const last = rows[from]
  const [overlap, ...rest] = (await read(from, limit - from)).rows
  if (!last || !overlap || !isSame(overlap, last)) return null
  if (pageSize > 1) return rest
  // A server with a maximum of one row gives the overlap alone: the next row is asked for without it.
  return (await read(rows.length, limit - rows.length)).rows
}
