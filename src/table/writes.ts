import { toWireError, WireError } from '../transport/error'
import { type Draft, type Drafted, withDrafts } from './drafts'
import type { Readings } from './readings'
import type { RowSource } from './rowSource'
import { compareValues, typedLike } from './typedValues'

declare const process: { env: { NODE_ENV?: string } }

/** What became of a write. The promise of it never rejects; where there is an `error`, the rows no longer show the write. */
export interface WriteResult<Row extends object> {
  /** The row as the database has it now; `null` when it was removed, or the write was refused. */
  readonly row: Row | null
  /** Why the write was refused. */
  readonly error: WireError | null
}

/** Writes rows, and shows at once what is written. */
export interface Writes<Row extends object> {
  /** Inserts a row, and shows it at once. A row without a key gets one from the database. */
  insert(row: Partial<Row>): Promise<WriteResult<Row>>
  /** Changes a row, and shows that at once. `row` holds the key, or is one of `rows`: a row that is being inserted waits for that. */
  update(row: Partial<Row>, patch: Partial<Row>): Promise<WriteResult<Row>>
  /** Removes a row, and shows that at once. `row` is what `update` takes. */
  remove(row: Partial<Row>): Promise<WriteResult<Row>>
  /**
   * A text that stands for a row, such as for `key` in React: no two of `rows` have the same. A row that was inserted without a key keeps
   * its text when the database has given it one. An empty text for what is none of `rows` and has no key.
   */
  keyOf(row: Row): string
  /** These rows, with what is being written. */
  shown(rows: ReadonlyMap<string, Row>): Drafted<Row>
  /** Something is heard or shown of this row: an answer to a write of it that is on its way may be older. */
  overtake(key: string, how: 'by-what-is-heard' | 'by-what-is-shown'): void
  /** All rows were read: every answer to a write that is on its way may be older, or newer. */
  overtakeAll(): void
  /**
   * A row that nobody knew came. If a row without a key is being inserted that looks like it, it may be that row: then it is
   * not shown before the database has said which key it gave, since the row would be there twice. Returns whether that is so.
   */
  holdsBack(key: string, row: Partial<Row>): boolean
}

interface WritesParts<Row extends object> {
  readonly source: RowSource<Row>
  readonly readings: Readings<Row>
  /** Takes what the database said of a row; `undefined` is no row. */
  onRow(key: string, row: Row | undefined): void
  /** The row has another key now. */
  onMoved(keyBefore: string): void
  /** What `shown` returns has changed. */
  onChange(): void
}

/** How many inserts are remembered after they were answered. */
const mostRemembered = 1000

/** An insert that is being written, or was. */
interface Insertion<Row extends object> {
  readonly ended: Promise<WriteResult<Row>>
  /** What became of it; missing while it is being written. */
  result?: WriteResult<Row>
}

export function createWrites<Row extends object>(parts: WritesParts<Row>): Writes<Row> {
  const { source, readings } = parts
  const { keyOf } = source
  const drafts = new Set<Draft<Row>>()
  let draftCount = 0
  /** The rows without a key that are being inserted, as copies: a template may be inserted twice. */
  const inserting = new Set<Partial<Row>>()
  /** Rows that are held back meanwhile, and the keys of which something was heard. */
  const heldBack = new Map<string, Partial<Row>>()
  const heard = new Set<string>()
  /** Inserts, by the first key of their row. The last ones stay: somebody may hold a row without a key for long. */
  const insertions = new Map<string, Insertion<Row>>()
  /** The first key of rows that are shown without one, and of rows that have got theirs; and the other way round. */
  const firstKeyOfShown = new WeakMap<Partial<Row>, string>()
  const firstKeys = new Map<string, string>()
  const keysGiven = new Map<string, string>()

  async function write(
    draft: Draft<Row>,
    about: Partial<Row>,
    act: () => Promise<Row | undefined>,
  ): Promise<WriteResult<Row>> {
    drafts.add(draft)
    parts.onChange()
    try {
      const row = await act()
      // Its key is known now, so no other row is taken for it any more.
      inserting.delete(about)
      const key = row && keyOf(row)
      if (key !== undefined && key !== draft.key) rename(draft, key)
      await takeAnswer(draft, row, about)
      return { row: row ?? null, error: null }
    } catch (cause) {
      return { row: null, error: toWireError(cause, 'rejected') }
    } finally {
      drafts.delete(draft)
      parts.onChange()
    }
  }

  /** The database gave the row another key: its first one, or the one that a write asked for. */
  function rename(draft: Draft<Row>, key: string): void {
    const keyBefore = draft.key
    draft.key = key
    if (insertions.has(keyBefore)) {
      firstKeys.set(key, keyBefore)
      keysGiven.set(keyBefore, key)
      for (const other of drafts) if (other.key === keyBefore) other.key = key
    }
    parts.onMoved(keyBefore)
    parts.onChange()
  }

  /** Shows the answer to a write, or reads the row where something newer may be known. The draft is shown until then. */
  async function takeAnswer(draft: Draft<Row>, row: Row | undefined, about: Partial<Row>): Promise<void> {
    const { key } = draft
    const held = heldBack.get(key)
    heldBack.delete(key)
    const wasChanged = heard.has(key) || (held !== undefined && row !== undefined && !saysTheSame(row, held))
    const isUnsure = draft.overtaken !== 'not' || wasChanged || readings.isReading(key) || !source.knowsFilters
    if (isUnsure) {
      const isRead = await readings.readRow(key, row ?? about)
      // Where the row cannot be read, the answer is shown, unless something newer is.
      if (isRead || draft.overtaken === 'by-what-is-shown') return
    }
    parts.onRow(key, row)
    // The reading of all rows does not show this row any more, since its answer may be older than this one. But it was asked
    // for after a gap, and may know of a change that nobody told. So the row is read once more.
    if (readings.isReadingAll) void readings.readRow(key, row ?? about)
  }

  /** Writes a row; one that is being inserted is waited for. Rejects where that was refused. */
  async function onceInserted(
    draft: Draft<Row>,
    row: Partial<Row>,
    act: (row: Partial<Row>) => Promise<Row | undefined>,
  ): Promise<Row | undefined> {
    const insertion = insertions.get(firstKeyOf(row) ?? '')
    // Without a key, the request would name no row, or another one.
    if (!insertion && keyOf(row) === undefined) throw withoutKey()
    if (!insertion) return act(row)
    if (!insertion.result) {
      await insertion.ended
      // What was heard until now is older than this write.
      draft.overtaken = 'not'
    }
    const { row: inserted, error } = insertion.result ?? (await insertion.ended)
    if (inserted) return act(keyOf(row) === undefined ? inserted : row)
    throw error ?? withoutKey()
  }

  /** The key that a row had first, which stays: its own, or the one of its insert. */
  function firstKeyOf(row: Partial<Row>): string | undefined {
    const key = keyOf(row)
    return key === undefined ? firstKeyOfShown.get(row) : (firstKeys.get(key) ?? key)
  }

  /** The key that a row has now. */
  function currentKeyOf(row: Partial<Row>): string | undefined {
    const first = firstKeyOf(row)
    return first === undefined ? undefined : (keysGiven.get(first) ?? first)
  }

  function draftOf(key: string, apply: Draft<Row>['apply']): Draft<Row> {
    return { key, overtaken: 'not', apply }
  }

  function releaseHeldBack(): void {
    heard.clear()
    for (const [key, row] of heldBack) void readings.readRow(key, row)
    heldBack.clear()
  }

  async function insertNow(row: Partial<Row>, key: string): Promise<WriteResult<Row>> {
    const draft = draftOf(key, (shown) => shown ?? (row as Row))
    const insertion: Insertion<Row> = { ended: write(draft, row, () => source.insert(row)) }
    insertions.set(key, insertion)
    insertion.result = await insertion.ended
    const [oldest] = insertions
    if (insertions.size > mostRemembered && oldest?.[1].result) insertions.delete(oldest[0])
    return insertion.result
  }

  return {
    async insert(given) {
      const row = { ...given }
      const key = keyOf(row)
      if (key !== undefined) {
        const result = await insertNow(row, key)
        insertions.delete(key)
        return result
      }
      draftCount += 1
      inserting.add(row)
      const result = await insertNow(row, `new ${draftCount}`)
      inserting.delete(row)
      if (inserting.size === 0) releaseHeldBack()
      return result
    },
    async update(row, patch) {
      const key = currentKeyOf(row)
      if (key === undefined) return { row: null, error: withoutKey() }
      const draft = draftOf(key, (shown) => shown && { ...shown, ...patch })
      return write(draft, row, () => onceInserted(draft, row, (one) => source.update(one, patch)))
    },
    async remove(row) {
      const key = currentKeyOf(row)
      if (key === undefined) return { row: null, error: withoutKey() }
      const draft = draftOf(key, () => undefined)
      return write(draft, row, () => onceInserted(draft, row, source.remove))
    },
    keyOf: (row) => firstKeyOf(row) ?? '',
    shown(rows) {
      const drafted = withDrafts(rows, drafts, keyOf)
      for (const [key, row] of drafted.rows)
        if (keyOf(row) === undefined) firstKeyOfShown.set(row, firstKeys.get(key) ?? key)
      return drafted
    },
    overtake(key, how) {
      if (inserting.size > 0) heard.add(key)
      heldBack.delete(key)
      for (const draft of drafts) if (draft.key === key && draft.overtaken !== 'by-what-is-shown') draft.overtaken = how
    },
    overtakeAll() {
      for (const draft of drafts) if (draft.overtaken === 'not') draft.overtaken = 'by-what-is-heard'
    },
    holdsBack(key, row) {
      // Its insert was answered already: it is no other one.
      if (firstKeys.has(key)) return false
      const isAlike = [...inserting].some((given) => looksAlike(row, given))
      if (isAlike || heldBack.has(key)) heldBack.set(key, row)
      return heldBack.has(key)
    },
  }
}

/** True when the known row has all of these values, for example because our own write was answered first. */
export function saysTheSame<Row extends object>(row: Row, next: Partial<Row>): boolean {
  return Object.entries(next).every(([name, value]) => JSON.stringify(row[name as keyof Row]) === JSON.stringify(value))
}

/** Whether a row may be the one that was given to be inserted. The database may write an object in another way. */
function looksAlike<Row extends object>(row: Partial<Row>, given: Partial<Row>): boolean {
  return Object.entries(given).every(([name, wanted]) => {
    const value: unknown = row[name as keyof Row]
    const isPlain = typeof value !== 'object' && typeof wanted !== 'object'
    return value === undefined || !isPlain || compareValues(value, typedLike(value, wanted)) === 0
  })
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
