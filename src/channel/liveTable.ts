import { createStore } from 'zustand/vanilla'
import { createFlush } from '../connection/flush'
import type { ReadonlyStore } from '../connection/state'
import type { Clock } from '../transport/clock'
import { toWireError, type WireError } from '../transport/error'

/** What the database says about one row. `new` may lack large columns that did not change; `old` may be the key alone. */
export interface RowChange<Row extends object> {
  readonly eventType: 'INSERT' | 'UPDATE' | 'DELETE'
  readonly new: Partial<Row>
  readonly old: Partial<Row>
  readonly commit_timestamp: string
  /** What is missing, and why. */
  readonly errors?: readonly string[] | null
}

/** The table behind a live table: how to read and write it. They reject when they fail. */
export interface RowSource<Row extends object> {
  /** All rows of the query, in its order. */
  load(): Promise<readonly Row[]>
  /** The row with this key as it is now, if the query has it. */
  read(row: Partial<Row>): Promise<Row | undefined>
  insert(row: Partial<Row>): Promise<Row>
  update(row: Partial<Row>, patch: Partial<Row>): Promise<Row>
  remove(row: Partial<Row>): Promise<void>
  /** The primary key as text; `undefined` when the row has none yet. */
  keyOf(row: Partial<Row>): string | undefined
  /** Whether the query has a row; `true` while columns that decide it are missing. */
  matches(row: Partial<Row>): boolean
  /** The order of the query, in which no two rows are equal. */
  compare(one: Row, other: Row): number
  readonly limit: number
  /** Whether a change brings a row just as it is read. */
  readonly isPlain: boolean
}

/** The rows of a query, and how far they can be trusted. */
export interface TableState<Row extends object> {
  /** In the order of the query. */
  readonly rows: readonly Row[]
  /** `loading` before the first rows, `stale` while changes may be missed, `live` otherwise. */
  readonly status: 'loading' | 'stale' | 'live'
  /** Why the last reading failed. */
  readonly error: WireError | null
  /** Those of the rows that show what the database has not confirmed. */
  readonly pending: ReadonlySet<Row>
}

/** What became of a write. Its promise never rejects; with an `error`, what was shown is taken back. */
export interface WriteResult<Row extends object> {
  /** The row as the database has it now; `null` when it is gone, or was refused. */
  readonly row: Row | null
  /** Why it was refused. */
  readonly error: WireError | null
}

/** The rows of a query, kept as the database has them. */
export interface LiveTable<Row extends object> {
  readonly store: ReadonlyStore<TableState<Row>>
  /** Loads all rows once more. */
  load(): Promise<void>
  /** Whether changes arrive from now on. What changed before they did is loaded. */
  follow(isReady: boolean): void
  changed(change: RowChange<Row>): void
  /** Shown at once; a row without a key gets one from the database. */
  insert(row: Partial<Row>): Promise<WriteResult<Row>>
  /** `row` must hold the key. */
  update(row: Partial<Row>, patch: Partial<Row>): Promise<WriteResult<Row>>
  /** `row` must hold the key. */
  remove(row: Partial<Row>): Promise<WriteResult<Row>>
}

/** How much later than most a change may come, in milliseconds, and still be known to be older than what was read. */
const lag = 5000
/** With more rows than this to read one by one, all are loaded instead. */
const many = 20

/** What is shown of a row before the database has it. */
interface Draft<Row> {
  key: string
  /** `undefined` takes the row away. */
  apply(row: Row | undefined): Row | undefined
}

/**
 * A change and an answer of the database overtake each other, and an answer has no time. So a change is taken as it is
 * only if it was surely committed after what is known was read. Otherwise the row is read anew, which is never older
 * than the change that caused it.
 */
export function createLiveTable<Row extends object>(
  source: RowSource<Row>,
  clock: Pick<Clock, 'now' | 'frame'>,
): LiveTable<Row> {
  const { keyOf, matches, compare, limit } = source
  const store = createStore<TableState<Row>>(() => ({ rows: [], status: 'loading', error: null, pending: new Set() }))
  const flush = createFlush(clock)
  /** What the database has, as far as it was told. */
  const known = new Map<string, Row>()
  const drafts = new Set<Draft<Row>>()
  /** When a row was read or written, if after all were loaded. */
  const readAt = new Map<string, number>()
  /** What is being read: the newest reading of a row counts. */
  const readings = new Map<string, object>()
  /** The last news of a row. */
  const news = new Map<string, object>()
  /** Rows that came while others were inserted that have no key yet: they may be those. */
  const unclaimed = new Map<string, Partial<Row>>()
  let inserting = 0
  let loadedAt = -Infinity
  /** While all is being loaded: what was heard of, and may be newer than what comes. */
  let loading: Set<string> | undefined
  /** Of a list that was full: what comes after its last row is not known. */
  let horizon: Row | undefined
  let isReady = false
  /** From the clock of the database to ours, with the shortest way that a change ever took. */
  let offset = Infinity
  let count = 0

  function show(patch: Partial<TableState<Row>> = {}): void {
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

  /** What the database said of a row just now; a burst of that is shown once a frame. */
  function put(key: string, row: Row | undefined): void {
    if (row) known.set(key, row)
    else known.delete(key)
    loading?.add(key)
    news.set(key, {})
    flush.mark(show)
    flush.run()
    // The rows that move up are not known.
    const last = horizon
    if (last && [...known.values()].filter((row) => matches(row) && compare(row, last) <= 0).length < limit) void load()
  }

  /** Asks the database for one row, instead of guessing which of two versions is the newer one. */
  async function read(key: string, row: Partial<Row>): Promise<void> {
    if (readings.size >= many) return load()
    const mine = {}
    loading?.add(key)
    news.set(key, mine)
    readings.set(key, mine)
    try {
      const newest = await source.read(row)
      if (readings.get(key) !== mine) return
      readings.delete(key)
      readAt.set(key, clock.now())
      put(key, newest)
    } catch (cause) {
      if (readings.get(key) === mine) show({ error: toWireError(cause, 'unknown'), status: 'stale' })
    }
  }

  async function load(): Promise<void> {
    const mine = new Set<string>()
    loading = mine
    // What is being read is older than this.
    readings.clear()
    try {
      const rows = await source.load()
      if (loading !== mine) return
      loading = undefined
      const loaded = new Map(rows.map((row) => [keyOf(row) ?? '', row]))
      for (const key of known.keys()) if (!mine.has(key) && !loaded.has(key)) known.delete(key)
      for (const [key, row] of loaded)
        if (inserting && !known.has(key)) unclaimed.set(key, row)
        else if (!mine.has(key)) known.set(key, row)
      loadedAt = clock.now()
      readAt.clear()
      horizon = rows.length < limit ? undefined : rows.at(-1)
      show({ status: isReady ? 'live' : 'stale', error: null })
    } catch (cause) {
      if (loading !== mine) return
      loading = undefined
      show({ error: toWireError(cause, 'unknown') })
    }
  }

  function changed({ eventType, new: next, old, commit_timestamp, errors }: RowChange<Row>): void {
    const about = eventType === 'DELETE' ? old : next
    const key = keyOf(about)
    if (key === undefined) return
    const row = known.get(key)
    const isGone = eventType === 'DELETE' || !matches({ ...row, ...next })
    const committed = Date.parse(commit_timestamp)
    offset = Math.min(offset, clock.now() - committed)
    const isNewer = committed + offset >= Math.max(loadedAt, readAt.get(key) ?? -Infinity) + lag
    const isComplete = source.isPlain && !errors && (row ?? eventType === 'INSERT')

    if (!row && inserting && !isGone) unclaimed.set(key, about)
    else if (readings.has(key)) void read(key, about)
    else if (!row && isGone && !loading) news.set(key, {})
    else if (row && !isGone && isSame(row, next)) loading?.add(key)
    else if (loading || !isNewer || (!isGone && !isComplete)) void read(key, about)
    else put(key, isGone ? undefined : ({ ...row, ...next } as Row))
  }

  async function write(
    draft: Draft<Row>,
    about: Partial<Row>,
    act: () => Promise<Row | void>,
  ): Promise<WriteResult<Row>> {
    const before = news.get(draft.key)
    const startedAt = clock.now()
    drafts.add(draft)
    show()
    try {
      const row = (await act()) ?? undefined
      const key = (draft.key = (row && keyOf(row)) ?? draft.key)
      const claimed = unclaimed.get(key)
      unclaimed.delete(key)
      readAt.set(key, clock.now())
      const isOvertaken = claimed && row && !isSame(row, claimed)
      // What was heard meanwhile may be newer than this answer.
      if (isOvertaken || news.get(key) !== before || loadedAt >= startedAt) await read(key, row ?? about)
      else put(key, row)
      return { row: row ?? null, error: null }
    } catch (cause) {
      return { row: null, error: toWireError(cause, 'rejected') }
    } finally {
      drafts.delete(draft)
      show()
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
      const draft = { key: key ?? `new ${(count += 1)}`, apply: (shown: Row | undefined) => shown ?? (row as Row) }
      if (key !== undefined) return write(draft, row, () => source.insert(row))
      inserting += 1
      const result = await write(draft, row, () => source.insert(row))
      inserting -= 1
      if (inserting === 0) {
        for (const [key, about] of unclaimed) void read(key, about)
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

/** A change that changes nothing: the answer to a write came before it. */
function isSame<Row extends object>(row: Row, next: Partial<Row>): boolean {
  return Object.entries(next).every(([name, value]) => JSON.stringify(row[name as keyof Row]) === JSON.stringify(value))
}
