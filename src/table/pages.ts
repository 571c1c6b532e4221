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
async function readOnce<Row extends object>({ limit, read, isSame }: PagesParts<Row>): Promise<readonly Row[] | null> {
  const first = await read(0, limit)
  const rows = [...first.rows]
  const wanted = Math.min(limit, first.total ?? Infinity)
  let last = rows.at(-1)
  while (last && rows.length < wanted) {
    const from = rows.length - 1
    // oxlint-disable-next-line eslint/no-await-in-loop -- where a page ends decides where the next one begins
    const page = await read(from, limit - from)
    const [overlap, ...rest] = page.rows
    if (!overlap || !isSame(overlap, last)) return null
    // A server with a maximum of one row gives the overlap alone: the next row is asked for without it.
    const isCut = rest.length === 0 && rows.length < (first.total ?? 0)
    // oxlint-disable-next-line eslint/no-await-in-loop
    const next = isCut ? (await read(rows.length, limit - rows.length)).rows : rest
    if (next.length === 0) break
    rows.push(...next)
    last = rows.at(-1)
  }
  return rows
}
