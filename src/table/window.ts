import { sorted } from '../transport/sorted'

/** The rows of a query that are known, from its first one on. */
export interface RowWindow<Row extends object> {
  readonly rows: ReadonlyMap<string, Row>
  /** Takes a row over, where it belongs to the window; otherwise takes it out. */
  set(key: string, row: Row): void
  delete(key: string): void
  /** All rows of the query were loaded, up to its limit. Call it before they are set: it decides which rows are taken. */
  loaded(rows: readonly Row[]): void
  /** Rows are missing at its end that only the database knows. */
  readonly isShort: boolean
}

interface WindowParts<Row extends object> {
  /** How many rows the query has at most. */
  readonly limit: number
  matches(row: Row): boolean
  compare(one: Row, other: Row): number
}

/**
 * With a limit, rows behind the last one that was loaded are unknown: that row is the horizon. A row behind it is not kept,
 * since nobody knows what stands between. Up to twice the limit are kept, so that one that goes can be replaced.
 */
export function createRowWindow<Row extends object>({ limit, matches, compare }: WindowParts<Row>): RowWindow<Row> {
  const rows = new Map<string, Row>()
  /** The last row that was loaded, where the limit was reached: rows may follow it that were never loaded. */
  let horizon: Row | undefined

  function trim(): void {
    if (rows.size <= 2 * limit) return
    const kept = sorted(rows, ([, one], [, other]) => compare(one, other)).slice(0, limit)
    rows.clear()
    for (const [key, row] of kept) rows.set(key, row)
    horizon = kept.at(-1)?.[1]
  }

  return {
    rows,
    set(key, row) {
      const isBeforeHorizon = !horizon || compare(row, horizon) <= 0
      if (isBeforeHorizon && matches(row)) rows.set(key, row)
      else rows.delete(key)
      trim()
    },
    delete: (key) => void rows.delete(key),
    loaded(loadedRows) {
      // The last one by our order: where that of the database is another one, no loaded row is behind the horizon.
      const [first, ...others] = loadedRows
      horizon = loadedRows.length < limit ? undefined : first
      for (const row of others) if (horizon && compare(horizon, row) < 0) horizon = row
      for (const [key, row] of rows) if (horizon && compare(row, horizon) > 0) rows.delete(key)
    },
    get isShort() {
      return horizon !== undefined && rows.size < limit
    },
  }
}
