import { createStore } from 'zustand/vanilla'
import { createFrameBatch } from '../connection/frameBatch'
import type { ReadonlyStore } from '../connection/connectionState'
import type { Clock } from '../transport/clock'
import { toWireError, type WireError } from '../transport/error'

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
  /** All rows of the query, in its order. */
  load(): Promise<readonly Row[]>
  /** The row with the same key as it is now; `undefined` when the query does not have it. */
  read(row: Partial<Row>): Promise<Row | undefined>
  insert(row: Partial<Row>): Promise<Row>
  update(row: Partial<Row>, patch: Partial<Row>): Promise<Row>
  remove(row: Partial<Row>): Promise<void>
  /** The primary key as text; `undefined` when one of its columns is missing, as in a row that the database will number. */
  keyOf(row: Partial<Row>): string | undefined
  /** Whether the filters of the query let a row pass. A column that is missing passes. */
  matches(row: Partial<Row>): boolean
  /** The order of the query. No two rows are equal in it, since the key decides in the end. */
  compare(one: Row, other: Row): number
  /** How many rows the query has at most; `Infinity` without a limit. */
  readonly limit: number
  /** Whether a row in a change looks the same as one that is read: not with chosen columns, or rows of other tables in it. */
  readonly isPlain: boolean
}

/** The rows of a query, and how far they can be trusted. */
export interface TableState<Row extends object> {
  /** In the order of the query. */
  readonly rows: readonly Row[]
  /** `loading` before the first rows are there, `stale` while changes may be missed, `live` otherwise. */
  readonly status: 'loading' | 'stale' | 'live'
  /** Why the rows, or one of them, could not be read the last time; `null` when they could. */
  readonly error: WireError | null
  /** Those of `rows` that were changed here, and are not confirmed by the database yet. */
  readonly pending: ReadonlySet<Row>
}

/** What became of a write. The promise of it never rejects; where there is an `error`, the rows no longer show the write. */
export interface WriteResult<Row extends object> {
  /** The row as the database has it now; `null` when it was removed, or the write was refused. */
  readonly row: Row | null
  /** Why the write was refused. */
  readonly error: WireError | null
}

/** The rows of a query, kept as the database has them. */
export interface LiveTable<Row extends object> {
  readonly store: ReadonlyStore<TableState<Row>>
  /** Loads all rows once more. */
  load(): Promise<void>
  /** Says whether changes arrive from now on. When they begin to, all rows are loaded, since some may have been missed. */
  follow(isReady: boolean): void
  /** Takes over a change of the database. */
  changed(change: RowChange<Row>): void
  /** Inserts a row, and shows it at once. A row without a key gets one from the database. */
  insert(row: Partial<Row>): Promise<WriteResult<Row>>
  /** Changes a row, and shows that at once. `row` must hold the key. */
  update(row: Partial<Row>, patch: Partial<Row>): Promise<WriteResult<Row>>
  /** Removes a row, and shows that at once. `row` must hold the key. */
  remove(row: Partial<Row>): Promise<WriteResult<Row>>
}

/**
 * How much longer than the fastest one a change may take to arrive, in milliseconds. A change that seems to be committed
 * less than this after a row was read may in truth be older than what was read.
 */
const maxDelayDifferenceMs = 5000
/** With so many rows being read one by one, all rows are loaded instead. */
const maxSingleReads = 20

/** A write that the database has not confirmed: how it changes what is shown. */
interface Draft<Row> {
  /** Of the row that it changes. */
  key: string
  /** Gets the row without the write, and returns the row with it; `undefined` is no row. */
  apply(row: Row | undefined): Row | undefined
}

/**
 * A change may arrive after the answer to a question that was asked later, or the other way round, and an answer does not
 * say when it was true. So a change is taken over as it is only if it was surely committed after the row was read.
 * Otherwise the row is read anew, which gives a version that is never older than the change.
 */
export function createLiveTable<Row extends object>(
  source: RowSource<Row>,
  clock: Pick<Clock, 'now' | 'frame'>,
): LiveTable<Row> {
  const { keyOf, matches, compare, limit } = source
  const store = createStore<TableState<Row>>(() => ({ rows: [], status: 'loading', error: null, pending: new Set() }))
  const batch = createFrameBatch(clock)
  /** The rows that the database has, as far as is known, by their keys. */
  const known = new Map<string, Row>()
  const drafts = new Set<Draft<Row>>()
  /** When a row was read or written, where that was after all rows were loaded. Monotonic. */
  const readAt = new Map<string, number>()
  /** The rows that are being read, each with a token of its newest reading: older readings do not count. */
  const readings = new Map<string, object>()
  /** Per row, a new object whenever something arrives, so that a write sees whether anything came while it ran. */
  const lastHeard = new Map<string, object>()
  /**
   * Rows that came while a row without a key was being inserted: one of them may be that row. They are not shown before
   * the database has said which key it gave, since the row would be there twice.
   */
  const unclaimed = new Map<string, Partial<Row>>()
  /** How many rows without a key are being inserted. */
  let insertsWithoutKey = 0
  /** When all rows were loaded. Monotonic. */
  let loadedAt = -Infinity
  /** While all rows are being loaded: the keys of what was heard of since, which may be newer than what will be loaded. */
  let heardWhileLoading: Set<string> | undefined
  /** The last row that was loaded, where the query reached its limit: rows that follow it were never loaded. */
  let lastLoadedRow: Row | undefined
  let isReady = false
  /** From wall times of the database to our monotonic time, with the shortest time that a change ever took to arrive. */
  let clockOffset = Infinity
  let draftCount = 0

  /** Makes the rows that are shown of those that are known and those that are being written. */
  function publish(patch: Partial<TableState<Row>> = {}): void {
    const rows = new Map(known)
    const changed = new Set<Row>()
    for (const { key, apply } of drafts) {
      const row = apply(rows.get(key))
      rows.delete(key)
      if (row) rows.set(key, row)
    }
    for (const { key } of drafts) if (rows.has(key)) changed.add(rows.get(key) as Row)
    const shown = [...rows.values()].filter(matches).toSorted(compare)
    store.setState({ ...patch, rows: shown.slice(0, limit), pending: changed })
  }

  /** Takes over what the database said of a row just now; `undefined` is no row. A burst of that is shown once a frame. */
  function applyRow(key: string, row: Row | undefined): void {
    if (row) known.set(key, row)
    else known.delete(key)
    heardWhileLoading?.add(key)
    lastHeard.set(key, {})
    batch.mark(publish)
    batch.run()
    // With a `limit`, rows after the last loaded one are unknown. If rows before it vanish, load again to fill the
    // list.
    const last = lastLoadedRow
    if (last && [...known.values()].filter((row) => matches(row) && compare(row, last) <= 0).length < limit) void load()
  }

  /** Asks the database for one row, where it is not known which of two versions is the newer one. */
  async function readRow(key: string, row: Partial<Row>): Promise<void> {
    if (readings.size >= maxSingleReads) return load()
    const mine = {}
    heardWhileLoading?.add(key)
    lastHeard.set(key, mine)
    readings.set(key, mine)
    try {
      const newest = await source.read(row)
      if (readings.get(key) !== mine) return
      readings.delete(key)
      readAt.set(key, clock.now())
      applyRow(key, newest)
    } catch (cause) {
      if (readings.get(key) === mine) publish({ error: toWireError(cause, 'unknown'), status: 'stale' })
    }
  }

  async function load(): Promise<void> {
    const mine = new Set<string>()
    heardWhileLoading = mine
    // Single rows that are being read now may be older than what is loaded.
    readings.clear()
    try {
      const rows = await source.load()
      if (heardWhileLoading !== mine) return
      heardWhileLoading = undefined
      const loaded = new Map(rows.map((row) => [keyOf(row) ?? '', row]))
      for (const key of known.keys()) if (!mine.has(key) && !loaded.has(key)) known.delete(key)
      for (const [key, row] of loaded) {
        if (insertsWithoutKey > 0 && !known.has(key)) unclaimed.set(key, row)
        else if (!mine.has(key)) known.set(key, row)
      }
      loadedAt = clock.now()
      readAt.clear()
      lastLoadedRow = rows.length < limit ? undefined : rows.at(-1)
      publish({ status: isReady ? 'live' : 'stale', error: null })
    } catch (cause) {
      if (heardWhileLoading !== mine) return
      heardWhileLoading = undefined
      publish({ error: toWireError(cause, 'unknown') })
    }
  }

  function changed({ eventType, new: next, old, commit_timestamp, errors }: RowChange<Row>): void {
    const about = eventType === 'DELETE' ? old : next
    const key = keyOf(about)
    if (key === undefined) return
    const row = known.get(key)
    const isGone = eventType === 'DELETE' || !matches({ ...row, ...next })
    const committed = Date.parse(commit_timestamp)
    // A time that cannot be read says nothing: the row is read anew.
    if (!Number.isNaN(committed)) clockOffset = Math.min(clockOffset, clock.now() - committed)
    const isNewer = committed + clockOffset >= Math.max(loadedAt, readAt.get(key) ?? -Infinity) + maxDelayDifferenceMs
    const isComplete = source.isPlain && !errors && (row ?? eventType === 'INSERT')

    if (!row && insertsWithoutKey > 0 && !isGone) unclaimed.set(key, about)
    else if (readings.has(key)) void readRow(key, about)
    else if (!row && isGone && !heardWhileLoading) lastHeard.set(key, {})
    else if (row && !isGone && saysTheSame(row, next)) heardWhileLoading?.add(key)
    else if (heardWhileLoading || !isNewer || (!isGone && !isComplete)) void readRow(key, about)
    else applyRow(key, isGone ? undefined : ({ ...row, ...next } as Row))
  }

  async function write(
    draft: Draft<Row>,
    about: Partial<Row>,
    act: () => Promise<Row | void>,
  ): Promise<WriteResult<Row>> {
    const before = lastHeard.get(draft.key)
    const startedAt = clock.now()
    drafts.add(draft)
    publish()
    try {
      const row = (await act()) ?? undefined
      const key = (row && keyOf(row)) ?? draft.key
      draft.key = key
      const claimed = unclaimed.get(key)
      unclaimed.delete(key)
      readAt.set(key, clock.now())
      const isOvertaken = claimed && row && !saysTheSame(row, claimed)
      // Something may have been heard meanwhile that is newer than this answer.
      if (isOvertaken || lastHeard.get(key) !== before || loadedAt >= startedAt) await readRow(key, row ?? about)
      else applyRow(key, row)
      return { row: row ?? null, error: null }
    } catch (cause) {
      return { row: null, error: toWireError(cause, 'rejected') }
    } finally {
      drafts.delete(draft)
      publish()
    }
  }

  return {
    store,
    load,
    follow(nowReady) {
      isReady = nowReady
      if (isReady) void load()
      else if (store.getState().status === 'live') store.setState({ status: 'stale' })
    },
    changed,
    async insert(row) {
      const key = keyOf(row)
      draftCount += 1
      const draft = { key: key ?? `new ${draftCount}`, apply: (shown: Row | undefined) => shown ?? (row as Row) }
      if (key !== undefined) return write(draft, row, () => source.insert(row))
      insertsWithoutKey += 1
      const result = await write(draft, row, () => source.insert(row))
      insertsWithoutKey -= 1
      if (insertsWithoutKey === 0) {
        for (const [key, about] of unclaimed) void readRow(key, about)
        unclaimed.clear()
      }
      return result
    },
    update(row, patch) {
      const apply = (shown: Row | undefined): Row | undefined => shown && { ...shown, ...patch }
      return write({ key: keyOf(row) ?? '', apply }, row, () => source.update(row, patch))
    },
    remove(row) {
      return write({ key: keyOf(row) ?? '', apply: () => undefined }, row, () => source.remove(row))
    },
  }
}

/** Whether a change says nothing new: the answer to the write that caused it came before it. */
function saysTheSame<Row extends object>(row: Row, next: Partial<Row>): boolean {
  return Object.entries(next).every(([name, value]) => JSON.stringify(row[name as keyof Row]) === JSON.stringify(value))
}
