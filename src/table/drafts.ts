/** A write that the database has not confirmed: how it changes what is shown. */
export interface Draft<Row> {
  /** Of the row that it changes. */
  key: string
  /** Whether something newer than the answer to this write may be known: it was only heard of, or it is shown. */
  overtaken: 'not' | 'by-what-is-heard' | 'by-what-is-shown'
  /** Gets the row without the write, and returns the row with it; `undefined` is no row. */
  apply(row: Row | undefined): Row | undefined
}

/** The rows with all drafts in them, by key, and those of them that a draft changed. */
export interface Drafted<Row> {
  readonly rows: ReadonlyMap<string, Row>
  readonly pending: ReadonlySet<Row>
}

/** Shows writes before they are confirmed. */
export function withDrafts<Row extends object>(
  known: ReadonlyMap<string, Row>,
  drafts: ReadonlySet<Draft<Row>>,
  keyOf: (row: Row) => string | undefined,
): Drafted<Row> {
  const rows = new Map(known)
  const changedKeys = new Set<string>()
  for (const { key, apply } of drafts) {
    const row = apply(rows.get(key))
    rows.delete(key)
    if (!row) continue
    // A write may change the key. The row may be known under its new one already.
    const newKey = keyOf(row) ?? key
    rows.set(newKey, row)
    changedKeys.add(newKey)
  }
  const pending = new Set<Row>()
  for (const key of changedKeys) {
    const row = rows.get(key)
    if (row) pending.add(row)
  }
  return { rows, pending }
}
