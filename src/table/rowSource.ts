/** What the database says about one row. */
export interface RowChange<Row extends object> {
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE'
  /** The row after the change; large columns that did not change may be missing. Empty for DELETE. */
  readonly new: Partial<Row>
  /** The row before the change; often its key alone. */
  readonly old: Partial<Row>
  /** When it was committed, by the clock of the database. */
  readonly commit_timestamp: string
  /** Which columns are missing, and why. */
  readonly errors?: readonly string[] | null
}

/** The table behind a live table: how to read and write it. Its promises reject when the database fails or refuses. */
export interface RowSource<Row extends object> {
  /** All rows of the query, in its order. It may stop asking for the rest as soon as they are not wanted any more. */
  load(isWanted: () => boolean): Promise<readonly Row[]>
  /** The row with the same key as it is now; `undefined` when the query does not have it. */
  read(row: Partial<Row>): Promise<Row | undefined>
  insert(row: Partial<Row>): Promise<Row>
  update(row: Partial<Row>, patch: Partial<Row>): Promise<Row>
  remove(row: Partial<Row>): Promise<undefined>
  /** The primary key as text; `undefined` when one of its columns is missing, as in a row that the database will number. */
  keyOf(row: Partial<Row>): string | undefined
  /** Whether the filters of the query let a row pass. A column that is missing passes. */
  matches(row: Partial<Row>): boolean
  /** The order of the query. No two rows are equal in it, since the key decides in the end. */
  compare(one: Row, other: Row): number
  /** How many rows the query has at most; `Infinity` without a limit. */
  readonly limit: number
  /**
   * Whether a row in a change can be shown as it came. If not, the row is read: with chosen columns, or with rows of other
   * tables in it.
   */
  readonly showsChanges: boolean
  /** Whether `matches` can be trusted: not once a row was read that it does not let pass. Then every row is read. */
  readonly knowsFilters: boolean
}
