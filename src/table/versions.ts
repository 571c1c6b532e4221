import type { Clock } from '../transport/clock'

/** How much slower than the fastest change another change may be, in milliseconds. */
const maxDelayDifferenceMs = 5000

/** Of how many rows it is known when they were read. Rows that are gone are among them: a late change must not bring one back. */
const mostRemembered = 10_000

/** When rows were read, and whether a change is newer than that. */
export interface Versions {
  /** All rows were loaded now. */
  loaded(): void
  /** This row was read or written now. */
  read(key: string): void
  /** This row is not shown, since it is behind the others. */
  forget(key: string): void
  /** A change arrived now that was committed at this time. Call it for every change: the fastest one tells most. */
  arrived(commitTimestamp: string): void
  /** Whether a change was surely committed after its row was read. */
  isNewer(key: string, commitTimestamp: string): boolean
}

/** The clock of the database is another one than ours: only the fastest changes tell how they compare. */
export function createVersions(clock: Pick<Clock, 'now'>): Versions {
  /** When a row was read, where that was after all rows were loaded. Monotonic. */
  const readAt = new Map<string, number>()
  /** When all rows were loaded the last time. Monotonic. */
  let loadedAt: number | undefined
  /** Our monotonic time minus the commit time, of the change that arrived fastest. */
  let clockOffset: number | undefined

  return {
    loaded() {
      loadedAt = clock.now()
      readAt.clear()
    },
    read(key) {
      // The newest one is the last one in a Map.
      readAt.delete(key)
      readAt.set(key, clock.now())
      const [oldest] = readAt.keys()
      if (readAt.size > mostRemembered && oldest !== undefined) readAt.delete(oldest)
    },
    forget(key) {
      readAt.delete(key)
    },
    arrived(commitTimestamp) {
      const offset = clock.now() - Date.parse(commitTimestamp)
      if (Number.isNaN(offset)) return
      clockOffset = clockOffset === undefined ? offset : Math.min(clockOffset, offset)
    },
    isNewer(key, commitTimestamp) {
      const committed = Date.parse(commitTimestamp)
      // A time that cannot be read says nothing: the row is read anew.
      if (Number.isNaN(committed) || clockOffset === undefined) return false
      const seenAt = readAt.get(key) ?? loadedAt
      return seenAt === undefined || committed + clockOffset >= seenAt + maxDelayDifferenceMs
    },
  }
}
