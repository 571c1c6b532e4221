/** A row of a fake table. */
export type FakeRow = Readonly<Record<string, unknown>>

/** What a fake database tells of one row. */
export interface FakeChange {
  readonly schema: string
  readonly table: string
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE'
  readonly commit_timestamp: string
  readonly new: FakeRow
  readonly old: FakeRow
  readonly errors: null
}

/** A table of a fake database. What is written here, others wrote: the channels that asked for it are told. */
export interface FakeTable {
  readonly rows: readonly FakeRow[]
  insert(row: FakeRow): FakeRow
  /** Changes all rows that match every column of `where`. */
  update(where: FakeRow, patch: FakeRow): readonly FakeRow[]
  delete(where: FakeRow): readonly FakeRow[]
  /** Whatever is asked or written from now on fails with this text; `null` ends that. */
  fail(message: string | null): void
  /** Why everything fails. */
  readonly failure: string | null
}

interface TableParts {
  name: string
  rows: readonly FakeRow[]
  tell(change: FakeChange): void
}

export function createFakeTable({ name, rows: initial, tell }: TableParts): FakeTable {
  let rows = [...initial]
  let failure: string | null = null

  function changed(eventType: FakeChange['eventType'], row: FakeRow, old: FakeRow): FakeRow {
    const commit_timestamp = new Date().toISOString()
    tell({ schema: 'public', table: name, eventType, commit_timestamp, new: row, old, errors: null })
    return row
  }

  function matching(where: FakeRow): FakeRow[] {
    return rows.filter((row) => Object.entries(where).every(([column, value]) => row[column] === value))
  }

  /** What a sequence would give. */
  function nextId(): number {
    return Math.max(0, ...rows.map(({ id }) => (typeof id === 'number' ? id : 0))) + 1
  }

  return {
    get rows() {
      return rows
    },
    insert(given) {
      const row = { id: nextId(), ...given }
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
