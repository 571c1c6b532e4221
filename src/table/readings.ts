import { delayRange, delayWithin } from '../connection/backoff'
import type { Clock } from '../transport/clock'
import type { RowSource } from './rowSource'

/** With so many rows being read one by one, all rows are read instead. */
const maxSingleReadings = 20

/** Reads rows, so that an older version of a row never follows a newer one. */
export interface Readings<Row extends object> {
  /**
   * Reads all rows of the query. Where that fails, it is tried again, later and later. Resolves with the newest such reading,
   * to whether it succeeded.
   */
  readAll(): Promise<boolean>
  /**
   * Reads one row anew. Resolves when an answer was taken that is not older than this call, to `true`; or to `false` when the
   * row could not be read.
   * @param row Its key, at least.
   */
  readRow(key: string, row: Partial<Row>): Promise<boolean>
  /** What is shown of this row now is newer than every answer that is on its way: they are not taken. */
  overtake(key: string): void
  /** Whether this row is being read alone. */
  isReading(key: string): boolean
  /** Whether all rows are being read. */
  readonly isReadingAll: boolean
  /** Allows reading after `stop`, and reads nothing by itself. */
  start(): void
  /** Nothing is read any more: answers that are on their way are ignored, and nothing is tried again. */
  stop(): void
}

interface ReadingParts<Row extends object> {
  readonly source: Pick<RowSource<Row>, 'load' | 'read'>
  readonly clock: Pick<Clock, 'now' | 'after' | 'random'>
  /** Takes what was read of a row; `undefined` is no row. */
  onRow(key: string, row: Row | undefined): void
  /** Takes all rows of the query, but those that were overtaken. */
  onRows(rows: readonly Row[], overtaken: ReadonlySet<string>): void
  /** Something could not be read. All rows are read again a little later. */
  onError(cause: unknown): void
}

/** Something is being read. */
interface Reading {
  /** Whether it could be read; also by a newer reading in its place. */
  readonly ended: Promise<boolean>
  end(isRead: boolean | Promise<boolean>): void
}

/** One row is being read. */
interface SingleReading extends Reading {
  /**
   * What becomes of the answer. It is taken; or the row is read again, since something newer is shown; or it is ignored,
   * since all rows are being read, or nothing is read any more.
   */
  answer: 'taken' | 'overtaken' | 'ignored'
  /** The reading of the same row that begins when this one was answered. */
  next?: Reading
}

/** All rows are being read. */
interface FullReading extends Reading {
  /** The keys of the rows of which something newer is shown. */
  readonly overtaken: Set<string>
}

/**
 * Two answers that were on their way at the same time may be in either order. So a row is asked for once at a time, and an
 * answer is taken only if nothing was shown or removed of the row since it was asked for. A change that was only heard
 * does not make an answer old: that answer is taken, and the row is read once more.
 */
export function createReadings<Row extends object>(parts: ReadingParts<Row>): Readings<Row> {
  const { source, clock } = parts
  const singles = new Map<string, SingleReading>()
  /** Rows that are read once all rows are there: too many are being read, or reading them failed meanwhile. */
  const waiting = new Map<string, Partial<Row>>()
  let full: FullReading | undefined
  /** How often in a row reading failed, and since when. */
  let failures = 0
  let failingSince = 0
  let cancelRetry = (): void => {}
  let isStopped = false

  function readRow(key: string, row: Partial<Row>): Promise<boolean> {
    if (isStopped) return Promise.resolve(false)
    const single = singles.get(key)
    if (single) {
      // However often a row is asked for while it is being read: it is read once more after that.
      single.next ??= createReading()
      return single.next.ended
    }
    if (singles.size < maxSingleReadings) return startReading(key, row)
    if (!full) return readAll()
    // A reading of all rows that began anew with every change would never end.
    waiting.set(key, row)
    return full.ended.then(() => (singles.get(key) ?? full)?.ended ?? false)
  }

  function startReading(key: string, row: Partial<Row>): Promise<boolean> {
    const single: SingleReading = { ...createReading(), answer: 'taken' }
    singles.set(key, single)
    void askForOne(key, row, single)
    return single.ended
  }

  async function askForOne(key: string, row: Partial<Row>, single: SingleReading): Promise<void> {
    let isRead = false
    let cause: unknown
    let newest: Row | undefined
    try {
      newest = await source.read(row)
      isRead = true
    } catch (error) {
      cause = error
    }
    if (single.answer === 'ignored') return
    singles.delete(key)
    if (!isRead && full) waiting.set(key, row)
    else if (!isRead) failed(cause)
    else if (single.answer === 'taken') parts.onRow(key, newest)
    const isUseless = isRead && single.answer === 'overtaken'
    const next = single.next || isUseless ? readRow(key, row) : undefined
    if (next) single.next?.end(next)
    single.end(isUseless && next ? next : isRead)
  }

  function readAll(): Promise<boolean> {
    if (isStopped) return Promise.resolve(false)
    cancelRetry()
    const previous = full
    const mine: FullReading = { ...createReading(), overtaken: new Set() }
    full = mine
    // What was asked for before is older than what is asked for now.
    previous?.end(mine.ended)
    ignoreSingles(mine.ended)
    void askForAll(mine)
    return mine.ended
  }

  async function askForAll(mine: FullReading): Promise<void> {
    try {
      const rows = await source.load(() => full === mine)
      if (full !== mine) return
      full = undefined
      parts.onRows(rows, mine.overtaken)
      failures = 0
      readWaiting()
      mine.end(true)
    } catch (cause) {
      if (isStopped || (full && full !== mine)) return
      full = undefined
      failed(cause)
      mine.end(false)
    }
  }

  function readWaiting(): void {
    // All rows are being read again already.
    if (full) return
    const rows = [...waiting]
    waiting.clear()
    // One reading of all is cheaper than so many.
    if (rows.length > maxSingleReadings) return void readAll()
    for (const [key, row] of rows) void readRow(key, row)
  }

  function ignoreSingles(replacement: boolean | Promise<boolean>): void {
    for (const single of singles.values()) {
      single.answer = 'ignored'
      single.end(replacement)
      single.next?.end(replacement)
    }
    singles.clear()
  }

  function failed(cause: unknown): void {
    parts.onError(cause)
    if (failures === 0) failingSince = clock.now()
    const range = delayRange({ failures, lastedMs: clock.now() - failingSince, flapped: false }, {})
    failures += 1
    cancelRetry()
    cancelRetry = clock.after(delayWithin(range, clock.random()), () => void readAll())
  }

  return {
    readAll,
    readRow,
    overtake(key) {
      full?.overtaken.add(key)
      const single = singles.get(key)
      if (single) single.answer = 'overtaken'
    },
    isReading: (key) => singles.has(key),
    get isReadingAll() {
      return full !== undefined
    },
    start() {
      isStopped = false
    },
    stop() {
      isStopped = true
      cancelRetry()
      failures = 0
      full?.end(false)
      full = undefined
      ignoreSingles(false)
      waiting.clear()
    },
  }
}

function createReading(): Reading {
  let end: Reading['end'] = () => {}
  const ended = new Promise<boolean>((resolve) => {
    end = resolve
  })
  return { ended, end }
}
