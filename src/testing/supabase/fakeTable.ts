/** A row of a fake table. */
export type FakeRow = Readonly<Record<string, unknown>>

/** What a fake database tells of one row. */
export interface FakeChange {
  /** The schema of the table. */
  readonly schema: string
  /** The table. */
  readonly table: string
  /** What happened to the row. */
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE'
  /** When: wall time as ISO 8601. */
  readonly commit_timestamp: string
  /** The row as it is now; empty for DELETE. */
  readonly new: FakeRow
  /** What is known of the row as it was. */
  readonly old: FakeRow
  /** Nothing is ever missing. */
  readonly errors: null
}

/** A table of a fake database. What is written here, others wrote: the channels that asked for it are told. */
export interface FakeTable {
  /** As they are now. */
  readonly rows: readonly FakeRow[]
  /** Adds a row; one without an `id` gets the next one. Throws where that is taken. */
  insert(row: object): FakeRow
  /** Changes all rows that match every column of `where`. */
  update(where: object, patch: object): readonly FakeRow[]
  /** Removes all rows that match every column of `where`. */
  delete(where: object): readonly FakeRow[]
  /** Whatever is asked or written from now on fails with this text; `null` ends that. */
  fail(message: string | null): void
  /** Why everything fails. */
  readonly failure: string | null
  /** A query gets at most so many rows, whatever it asks for. */
  readonly maxRows: number
}

/** The database refuses a write: a query answers with that, and does not reject. */
export class Refusal extends Error {
  override name = 'Refusal'
}

interface TableParts {
  schema: string
  name: string
  maxRows: number
  rows: readonly object[]
  tell(change: FakeChange): void
}

export function createFakeTable({ schema, name, maxRows, rows: initial, tell }: TableParts): FakeTable {
  let rows = initial.map((row): FakeRow => ({ ...row }))
  let failure: string | null = null
  let lastId = 0

  function changed(eventType: FakeChange['eventType'], row: FakeRow, old: FakeRow): FakeRow {
    const commit_timestamp = new Date().toISOString()
    tell({ schema, table: name, eventType, commit_timestamp, new: row, old, errors: null })
    return row
  }

  function matching(where: object): FakeRow[] {
    return rows.filter((row) => Object.entries(where).every(([column, value]) => row[column] === value))
  }

  /** As a sequence does: what was given once is not given again. */
  function nextId(): number {
    lastId = Math.max(lastId, ...rows.map(({ id }) => (typeof id === 'number' ? id : 0))) + 1
    return lastId
  }

  return {
    maxRows,
    get rows() {
      return rows
    },
    insert(given) {
      const row: FakeRow = { id: nextId(), ...given }
      if (rows.some(({ id }) => id === row.id))
        throw new Refusal(`duplicate key value violates unique constraint "${name}_pkey"`)
      rows.push(row)
      return changed('INSERT', row, {})
    },
    update(where, patch) {
      const before = matching(where)
      const after = new Map(before.map((row) => [row, { ...row, ...patch }]))
      rows = rows.map((row) => after.get(row) ?? row)
      return Array.from(after, ([{ id }, row]) => changed('UPDATE', row, { id }))
    },
    delete(where) {
      const gone = new Set(matching(where))
      rows = rows.filter((row) => !gone.has(row))
      for (const { id } of gone) changed('DELETE', {}, { id })
      return [...gone]
    },
    fail(message) {
      failure = message
    },
    get failure() {
      return failure
    },
  }
}
