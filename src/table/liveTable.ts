import { createStore } from 'zustand/vanilla'
import type { ReadonlyStore } from '../connection/connectionState'
import { createFrameBatch } from '../connection/frameBatch'
import type { Clock } from '../transport/clock'
import { toWireError, WireError } from '../transport/error'
import { sorted } from '../transport/sorted'
import { createReadings } from './readings'
import type { RowChange, RowSource } from './rowSource'
import { createVersions } from './versions'
import { createRowWindow } from './window'
import { createWrites, saysTheSame, type Writes } from './writes'

declare const process: { env: { NODE_ENV?: string } }

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

/** Whether changes arrive: not yet or not any more (`waiting`), from now on (`ready`), or never over this link (`refused`). */
export type ChangesFeed =
  | { readonly status: 'waiting' | 'ready' }
  | { readonly status: 'refused'; readonly error: WireError }

/** The rows of a query, kept as the database has them. */
export interface LiveTable<Row extends object> extends Pick<Writes<Row>, 'insert' | 'update' | 'remove' | 'keyOf'> {
  readonly store: ReadonlyStore<TableState<Row>>
  /** Loads all rows once more. Where that fails, it is tried again, later and later. */
  load(): Promise<void>
  /** Says whether changes arrive. When they begin to, all rows are loaded, since some changes may have been missed. */
  follow(feed: ChangesFeed): void
  /** Ends all reading: answers that are on their way are ignored, and nothing is tried again. */
  stop(): void
  /** Takes over a change of the database. */
  changed(change: RowChange<Row>): void
}

/** Keeps the rows of a query as the database has them. PROTOCOL.md has the rules. */
export function createLiveTable<Row extends object>(
  source: RowSource<Row>,
  clock: Pick<Clock, 'now' | 'frame' | 'after' | 'random'>,
): LiveTable<Row> {
  const { keyOf, matches, compare, limit } = source
  const store = createStore<TableState<Row>>(() => ({ rows: [], status: 'loading', error: null, pending: new Set() }))
  const batch = createFrameBatch(clock)
  const known = createRowWindow<Row>(source)
  const versions = createVersions(clock)
  const readings = createReadings<Row>({ source, clock, onRow: takeRow, onRows: takeRows, onError: failed })
  const writes = createWrites<Row>({ source, readings, onRow: takeRow, onMoved: forget, onChange: publish })
  /** Rows that came while all rows are being read, and that belong behind those that were known before. */
  const rowsBehind = new Map<string, Row>()
  let feed: ChangesFeed = { status: 'waiting' }
  /** `follow` was called, and `stop` was not. */
  let isFollowed = false

  /** Makes the rows that are shown of those that are known and those that are being written. */
  function publish(patch: Partial<TableState<Row>> = {}): void {
    const { rows, pending } = writes.shown(known.rows)
    let ordered: readonly Row[]
    try {
      ordered = sorted([...rows.values()].filter(matches), compare)
    } catch (cause) {
      // A function of the user's that compares values threw: nothing can be shown in its order.
      return failed(cause)
    }
    store.setState({ ...patch, rows: ordered.slice(0, limit), pending })
  }

  /** Shows a row that is newer than what is on its way; `undefined` is no row. A burst of rows is shown once a frame. */
  function show(key: string, row: Row | undefined): void {
    overtake(key, 'by-what-is-shown')
    place(key, row)
    batch.mark(publish)
    batch.run()
    // The list was full, so the row after its last one was never loaded.
    if (known.isShort && !readings.isReadingAll) void readings.readAll()
  }

  function place(key: string, row: Row | undefined): void {
    if (row) known.set(key, row)
    else known.delete(key)
    if (!row || known.rows.has(key) || !matches(row)) return
    versions.forget(key)
    // It does not belong to the rows that are known. It may belong to those that are being read.
    if (readings.isReadingAll) rowsBehind.set(key, row)
  }

  /** Takes what the database said of a row just now. */
  function takeRow(key: string, row: Row | undefined): void {
    versions.read(key)
    show(key, row)
  }

  function takeRows(rows: readonly Row[], overtaken: ReadonlySet<string>): void {
    const loaded = keyed(rows)
    const newer = [...rowsBehind]
    rowsBehind.clear()
    known.loaded(rows)
    for (const key of new Set([...known.rows.keys(), ...loaded.keys()])) {
      const row = loaded.get(key)
      const isOurs = row && !known.rows.has(key) && writes.holdsBack(key, row)
      if (overtaken.has(key) || isOurs) continue
      if (row) known.set(key, row)
      else known.delete(key)
      readings.overtake(key)
    }
    for (const [key, row] of newer) if (overtaken.has(key)) known.set(key, row)
    versions.loaded()
    writes.overtakeAll()
    publish({
      status: feed.status === 'ready' ? 'live' : 'stale',
      error: feed.status === 'refused' ? feed.error : null,
    })
    // A row that went meanwhile may leave room that only the database can fill.
    if (known.isShort && overtaken.size > 0) void readings.readAll()
  }

  function keyed(rows: readonly Row[]): ReadonlyMap<string, Row> {
    return new Map(
      rows.map((row) => {
        const key = keyOf(row)
        if (key === undefined) throw rowWithoutKey()
        return [key, row]
      }),
    )
  }

  /** Rows could not be read or put in order: what is shown may be out of date. */
  function failed(cause: unknown): void {
    const { status } = store.getState()
    store.setState({ error: toWireError(cause, 'unknown'), status: status === 'loading' ? 'loading' : 'stale' })
  }

  /** A row has another key now. */
  function forget(keyBefore: string): void {
    known.delete(keyBefore)
    overtake(keyBefore)
  }

  /** What is known of this row now is newer than what is on its way. */
  function overtake(key: string, how: 'by-what-is-heard' | 'by-what-is-shown' = 'by-what-is-heard'): void {
    writes.overtake(key, how)
    readings.overtake(key)
    rowsBehind.delete(key)
  }

  function changed({ eventType, new: next, old, commit_timestamp, errors }: RowChange<Row>): void {
    const about = eventType === 'DELETE' ? old : next
    const key = keyOf(about)
    if (key === undefined) return
    versions.arrived(commit_timestamp)
    const keyBefore = keyOf(old)
    // An update may change the key, too: then the row with the old one is gone.
    if (keyBefore !== undefined && keyBefore !== key && mayBeShown(keyBefore)) readGone(keyBefore, old)
    const row = known.rows.get(key)
    const isGone = eventType === 'DELETE' || !matches({ ...row, ...next })

    if (!row && !isGone && writes.holdsBack(key, about)) return
    // A row that is neither shown nor read alone: a reading of all rows that is on its way must not bring it.
    if (isGone && !row && !readings.isReading(key)) return overtake(key)
    // Our own write, which was answered before its change came.
    if (row && !isGone && !errors && !isOnItsWay(key) && saysTheSame(row, next)) return

    const isComplete =
      source.showsChanges && source.knowsFilters && !errors && (row !== undefined || eventType === 'INSERT')
    const isInOrder = !isOnItsWay(key) && versions.isNewer(key, commit_timestamp)
    if (isInOrder && isGone) show(key, undefined)
    else if (isInOrder && isComplete) show(key, { ...row, ...next } as Row)
    else if (isGone) readGone(key, about)
    else readChanged(key, about)
  }

  const isOnItsWay = (key: string): boolean => readings.isReadingAll || readings.isReading(key)
  const mayBeShown = (key: string): boolean => known.rows.has(key) || isOnItsWay(key)

  /** Reads a row of which a change was heard. */
  function readChanged(key: string, about: Partial<Row>): void {
    writes.overtake(key, 'by-what-is-heard')
    void readings.readRow(key, about)
  }

  /** The same for a row that is gone: no answer to an earlier question shows it again. */
  function readGone(key: string, about: Partial<Row>): void {
    overtake(key)
    readChanged(key, about)
  }

  return {
    store,
    insert: writes.insert,
    update: writes.update,
    remove: writes.remove,
    keyOf: writes.keyOf,
    async load() {
      readings.start()
      await readings.readAll()
      // Nobody sees the rows: what failed is not tried again.
      if (!isFollowed) readings.stop()
    },
    follow(next) {
      isFollowed = true
      feed = next
      if (feed.status === 'ready') {
        readings.start()
        return void readings.readAll()
      }
      if (store.getState().status === 'live') store.setState({ status: 'stale' })
      if (feed.status === 'refused') store.setState({ error: feed.error })
    },
    stop() {
      isFollowed = false
      readings.stop()
    },
    changed,
  }
}

/** Nobody can tell which row is which. */
function rowWithoutKey(): WireError {
  return new WireError(
    'invalid-option',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected every row that was loaded to have all columns of its key, and one is missing. Name the columns of the key with the option key where it is not "id", and give no alias to them in select.',
  )
}
