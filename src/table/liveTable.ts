import { createStore } from 'zustand/vanilla'
import { createFrameBatch } from '../connection/frameBatch'
import type { ReadonlyStore } from '../connection/connectionState'
import type { Clock } from '../transport/clock'
import { toWireError, WireError } from '../transport/error'
import { sorted } from '../transport/sorted'
import { type Draft, draftOf, withDrafts } from './drafts'
import { createReadings } from './readings'
import { createVersions } from './versions'
import { createRowWindow } from './window'

declare const process: { env: { NODE_ENV?: string } }

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
  /** Loads all rows once more. Where that fails, it is tried again, later and later. */
  load(): Promise<void>
  /**
   * Says whether changes arrive from now on. When they begin to, all rows are loaded, since some may have been missed.
   * @param error Why no changes arrive over this link; they may over the next one.
   */
  follow(isReady: boolean, error?: WireError | null): void
  /** Ends all reading: answers that are on their way are ignored, and nothing is tried again. */
  stop(): void
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
 * A change may arrive after the answer to a question that was asked later, or the other way round, and an answer does not
 * say when it was true. So a change is taken over as it is only if it was surely committed after the row was read.
 * Otherwise the row is read anew, which gives a version that is never older than the change.
 */
export function createLiveTable<Row extends object>(
  source: RowSource<Row>,
  clock: Pick<Clock, 'now' | 'frame' | 'after' | 'random'>,
): LiveTable<Row> {
  const { keyOf, matches, compare, limit } = source
  const store = createStore<TableState<Row>>(() => ({ rows: [], status: 'loading', error: null, pending: new Set() }))
  const batch = createFrameBatch(clock)
  const known = createRowWindow<Row>(source)
  const versions = createVersions(clock)
  const drafts = new Set<Draft<Row>>()
  const readings = createReadings<Row>({ source, clock, onRow: takeRow, onRows: takeRows, onError: failed })
  /**
   * Rows that came while a row without a key was being inserted: one of them may be that row. They are not shown before
   * the database has said which key it gave, since the row would be there twice.
   */
  const unclaimed = new Map<string, Partial<Row>>()
  /** How many rows without a key are being inserted. */
  let insertsWithoutKey = 0
  let isReady = false
  /** Why no changes arrive. */
  let channelError: WireError | null = null
  let draftCount = 0

  /** Makes the rows that are shown of those that are known and those that are being written. */
  function publish(patch: Partial<TableState<Row>> = {}): void {
    const { rows, pending } = withDrafts(known.rows, drafts)
    const shown = sorted([...rows.values()].filter(matches), compare)
    store.setState({ ...patch, rows: shown.slice(0, limit), pending })
  }

  /** Answers to writes of this row that are on their way may be older than what is heard now. */
  function heard(key: string): void {
    for (const draft of drafts) if (draft.key === key) draft.isOvertaken = true
  }

  /** Takes over what the database said of a row just now; `undefined` is no row. A burst of that is shown once a frame. */
  function applyRow(key: string, row: Row | undefined): void {
    if (row) known.set(key, row)
    else known.delete(key)
    if (!known.rows.has(key)) versions.forget(key)
    heard(key)
    readings.overtake(key)
    batch.mark(publish)
    batch.run()
    // The rows that follow were never loaded.
    if (known.isShort && !readings.isReadingAll) void readings.readAll()
  }

  function takeRow(key: string, row: Row | undefined): void {
    versions.read(key)
    applyRow(key, row)
  }

  function takeRows(rows: readonly Row[], overtaken: ReadonlySet<string>): void {
    const loaded = new Map(rows.map((row) => [keyOf(row) ?? '', row]))
    const take = (key: string, row: Row | undefined): void => {
      if (overtaken.has(key)) return
      if (row) known.set(key, row)
      else known.delete(key)
      readings.overtake(key)
    }
    for (const key of known.rows.keys()) if (!loaded.has(key)) take(key, undefined)
    known.loaded(rows)
    for (const [key, row] of loaded) {
      if (insertsWithoutKey > 0 && !known.rows.has(key)) unclaimed.set(key, row)
      else take(key, row)
    }
    versions.loaded()
    for (const draft of drafts) draft.isOvertaken = true
    publish({ status: isReady ? 'live' : 'stale', error: isReady ? null : channelError })
    // A row that went meanwhile may leave room that only the database can fill.
    if (known.isShort && overtaken.size > 0) void readings.readAll()
  }

  /** Rows could not be read: what is shown may be out of date. */
  function failed(cause: unknown): void {
    const { status } = store.getState()
    publish({ error: toWireError(cause, 'unknown'), status: status === 'loading' ? 'loading' : 'stale' })
  }

  function changed({ eventType, new: next, old, commit_timestamp, errors }: RowChange<Row>): void {
    const about = eventType === 'DELETE' ? old : next
    const key = keyOf(about)
    if (key === undefined) return
    const keyBefore = keyOf(old)
    // An update may change the key, too: then the row with the old one is gone.
    const isMoved = keyBefore !== undefined && keyBefore !== key
    if (isMoved && (known.rows.has(keyBefore) || readings.isReadingAll || readings.isReading(keyBefore)))
      readAnew(keyBefore, old, true)
    const row = known.rows.get(key)
    const isGone = eventType === 'DELETE' || !matches({ ...row, ...next })
    const isNewer = versions.isNewer(key, commit_timestamp)
    const isComplete = source.isPlain && !errors && (row ?? eventType === 'INSERT')

    if (!row && insertsWithoutKey > 0 && !isGone) unclaimed.set(key, about)
    else if (readings.isReading(key)) readAnew(key, about, isGone)
    else if (!row && isGone && !readings.isReadingAll) heard(key)
    else if (row && !isGone && saysTheSame(row, next)) readings.overtake(key)
    else if (readings.isReadingAll || !isNewer || (!isGone && !isComplete)) readAnew(key, about, isGone)
    else applyRow(key, isGone ? undefined : ({ ...row, ...next } as Row))
  }

  /** Reads a row of which a change was heard. One that is gone is not shown by an answer to an earlier question. */
  function readAnew(key: string, about: Partial<Row>, isGone: boolean): void {
    heard(key)
    if (isGone) readings.overtake(key)
    void readings.readRow(key, about)
  }

  async function write(
    draft: Draft<Row>,
    about: Partial<Row>,
    act: () => Promise<Row | void>,
  ): Promise<WriteResult<Row>> {
    drafts.add(draft)
    publish()
    try {
      const row = (await act()) ?? undefined
      const key = (row && keyOf(row)) ?? draft.key
      const keyBefore = draft.key
      draft.key = key
      if (key !== keyBefore) {
        known.delete(keyBefore)
        heard(keyBefore)
        readings.overtake(keyBefore)
      }
      const claimed = unclaimed.get(key)
      unclaimed.delete(key)
      const isChanged = claimed && row && !saysTheSame(row, claimed)
      if (draft.isOvertaken || isChanged || readings.isReading(key)) {
        await readings.readRow(key, row ?? about)
      } else {
        takeRow(key, row)
        // A change between this write and the reading of all rows may never be told, if there was a gap.
        if (readings.isReadingAll) void readings.readRow(key, row ?? about)
      }
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
    load() {
      readings.start()
      return readings.readAll()
    },
    follow(nowReady, error = null) {
      isReady = nowReady
      channelError = error
      if (isReady) {
        readings.start()
        return void readings.readAll()
      }
      const { status } = store.getState()
      if (status === 'live') store.setState({ status: 'stale' })
      if (error) store.setState({ error })
    },
    stop: () => readings.stop(),
    changed,
    async insert(row) {
      const key = keyOf(row)
      draftCount += 1
      const draft = draftOf<Row>(key ?? `new ${draftCount}`, (shown) => shown ?? (row as Row))
      if (key !== undefined) return write(draft, row, () => source.insert(row))
      insertsWithoutKey += 1
      const result = await write(draft, row, () => source.insert(row))
      insertsWithoutKey -= 1
      if (insertsWithoutKey === 0) {
        for (const [key, about] of unclaimed) void readings.readRow(key, about)
        unclaimed.clear()
      }
      return result
    },
    update(row, patch) {
      const key = keyOf(row)
      if (key === undefined) return Promise.resolve({ row: null, error: withoutKey() })
      const draft = draftOf<Row>(key, (shown) => shown && { ...shown, ...patch })
      return write(draft, row, () => source.update(row, patch))
    },
    remove(row) {
      const key = keyOf(row)
      if (key === undefined) return Promise.resolve({ row: null, error: withoutKey() })
      return write(
        draftOf<Row>(key, () => undefined),
        row,
        () => source.remove(row),
      )
    },
  }
}

/** Nobody can tell which row is meant. */
function withoutKey(): WireError {
  return new WireError(
    'invalid-option',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected a row with all columns of its key, and one is missing, so nothing was written. Hand over the row as it is in rows, and name the columns of the key with the option key where it is not "id".',
  )
}

/** True when the known row has all of these values, for example because our own write was answered first. */
function saysTheSame<Row extends object>(row: Row, next: Partial<Row>): boolean {
  return Object.entries(next).every(([name, value]) => JSON.stringify(row[name as keyof Row]) === JSON.stringify(value))
}
