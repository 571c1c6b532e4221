import { delayRange, delayWithin } from '../connection/backoff'
import type { Clock } from '../transport/clock'

/** With so many rows being read one by one, all rows are read instead. */
const maxSingleReadings = 20

/** Reads rows, so that an older version of a row never follows a newer one. */
export interface Readings<Row extends object> {
  /** Reads all rows of the query. Where that fails, it is tried again, later and later. Ends with the newest such reading. */
  readAll(): Promise<void>
  /**
   * Reads one row anew. Ends when an answer came that is not older than this call, or when the row could not be read.
   * @param row Its key, at least.
   */
  readRow(key: string, row: Partial<Row>): Promise<void>
  /** Something was heard of this row just now: what is being read of it may be older, and is not taken over. */
  overtake(key: string): void
  /** Whether this row is being read alone. */
  isReading(key: string): boolean
  /** Whether all rows are being read. */
  readonly isReadingAll: boolean
  /** Reads again after `stop`. */
  start(): void
  /** Nothing is read any more: answers that are on their way are ignored, and nothing is tried again. */
  stop(): void
}

interface ReadingParts<Row extends object> {
  readonly source: {
    load(): Promise<readonly Row[]>
    read(row: Partial<Row>): Promise<Row | undefined>
  }
  readonly clock: Pick<Clock, 'now' | 'after' | 'random'>
  /** Takes over what was read; `undefined` is no row. */
  onRow(key: string, row: Row | undefined): void
  /** Takes over all rows of the query, but those that were overtaken. */
  onRows(rows: readonly Row[], overtaken: ReadonlySet<string>): void
  /** Something could not be read. All rows are read again a little later. */
  onError(cause: unknown): void
}

/** One row is being read. */
interface SingleReading {
  /** Something was heard of the row since it was asked for: the answer may be older. */
  isOvertaken: boolean
  /** All rows are being read since: their answer counts. */
  isDropped: boolean
  answered: Promise<void>
  /** The next reading of the same row, which begins when this one has ended. */
  next?: Promise<void>
}

/** All rows are being read. */
interface FullReading {
  /** The keys of the rows of which something was heard since. */
  readonly overtaken: Set<string>
  ended: Promise<void>
}

/**
 * Answers to questions that were on their way together say nothing of their order. So a row is asked for once at a time,
 * and an answer counts only if nothing was heard of the row since it was asked for; otherwise the row is read again.
 */
export function createReadings<Row extends object>({
  source,
  clock,
  onRow,
  onRows,
  onError,
}: ReadingParts<Row>): Readings<Row> {
  const singles = new Map<string, SingleReading>()
  /** Rows that are read once all rows are there: too many are being read, or reading them failed meanwhile. */
  const waiting = new Map<string, Partial<Row>>()
  let all: FullReading | undefined
  /** How often in a row reading failed, and since when. */
  let failures = 0
  let failingSince = 0
  let cancelRetry = (): void => {}
  let isStopped = false

  function readRow(key: string, row: Partial<Row>): Promise<void> {
    if (isStopped) return Promise.resolve()
    const current = singles.get(key)
    if (current)
      return (current.next ??= current.answered.then(() => (current.isDropped ? all?.ended : readRow(key, row))))
    if (singles.size < maxSingleReadings) return begin(key, row)
    if (!all) return readAll()
    // A reading of all rows that began anew with every change would never end.
    waiting.set(key, row)
    return all.ended.then(() => singles.get(key)?.answered)
  }

  function begin(key: string, row: Partial<Row>): Promise<void> {
    const mine: SingleReading = { isOvertaken: false, isDropped: false, answered: Promise.resolve() }
    singles.set(key, mine)
    mine.answered = ask(key, row, mine)
    return mine.answered
  }

  async function ask(key: string, row: Partial<Row>, mine: SingleReading): Promise<void> {
    try {
      const newest = await source.read(row)
      if (mine.isDropped) return all?.ended
      singles.delete(key)
      if (!mine.isOvertaken) onRow(key, newest)
      else if (!mine.next) return readRow(key, row)
    } catch (cause) {
      if (mine.isDropped) return all?.ended
      singles.delete(key)
      if (all) waiting.set(key, row)
      else failed(cause)
    }
  }

  function readAll(): Promise<void> {
    if (isStopped) return Promise.resolve()
    cancelRetry()
    dropSingles()
    const mine: FullReading = { overtaken: new Set(), ended: Promise.resolve() }
    all = mine
    mine.ended = askForAll(mine)
    return mine.ended
  }

  async function askForAll(mine: FullReading): Promise<void> {
    try {
      const rows = await source.load()
      if (all !== mine) return all?.ended
      all = undefined
      failures = 0
      onRows(rows, mine.overtaken)
      if (!all) readWaiting()
    } catch (cause) {
      if (all !== mine) return all?.ended
      all = undefined
      failed(cause)
    }
  }

  function readWaiting(): void {
    const rows = [...waiting]
    waiting.clear()
    // One reading of all is cheaper than so many.
    if (rows.length > maxSingleReadings) return void readAll()
    for (const [key, row] of rows) void readRow(key, row)
  }

  /** What was asked for before is older than what will be asked for next. */
  function dropSingles(): void {
    for (const single of singles.values()) single.isDropped = true
    singles.clear()
  }

  function failed(cause: unknown): void {
    onError(cause)
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
      all?.overtaken.add(key)
      const single = singles.get(key)
      if (single) single.isOvertaken = true
    },
    isReading: (key) => singles.has(key),
    get isReadingAll() {
      return all !== undefined
    },
    start() {
      isStopped = false
    },
    stop() {
      isStopped = true
      cancelRetry()
      failures = 0
      all = undefined
      dropSingles()
      waiting.clear()
    },
  }
}
