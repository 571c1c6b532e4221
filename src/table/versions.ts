import type { Clock } from '../transport/clock'

/**
 * How much longer than the fastest one a change may take to arrive, in milliseconds. A change that seems to be committed
 * less than this after a row was read may in truth be older than what was read.
 */
const maxDelayDifferenceMs = 5000

/** When rows were read, and whether a change is newer than that. */
export interface Versions {
  /** All rows were loaded now. */
  loaded(): void
  /** This row was read or written now. */
  read(key: string): void
  /** This row is not known any more. */
  forget(key: string): void
  /** Whether a change was surely committed after its row was read. */
  isNewer(key: string, commitTimestamp: string): boolean
}

/** The clock of the database is another one than ours: only the fastest changes tell how they compare. */
export function createVersions(clock: Pick<Clock, 'now'>): Versions {
  /** When a row was read, where that was after all rows were loaded. Monotonic. */
  const readAt = new Map<string, number>()
  /** When all rows were loaded the last time. Monotonic. */
  let loadedAt = -Infinity
  /** From wall times of the database to our monotonic time, with the shortest time that a change ever took to arrive. */
  let clockOffset = Infinity

  return {
    loaded() {
      loadedAt = clock.now()
      readAt.clear()
    },
    read(key) {
      readAt.set(key, clock.now())
    },
    forget(key) {
      readAt.delete(key)
    },
    isNewer(key, commitTimestamp) {
      const committed = Date.parse(commitTimestamp)
      // A time that cannot be read says nothing: the row is read anew.
      if (Number.isNaN(committed)) return false
      clockOffset = Math.min(clockOffset, clock.now() - committed)
      return committed + clockOffset >= Math.max(loadedAt, readAt.get(key) ?? -Infinity) + maxDelayDifferenceMs
    },
  }
}
