import { type Delivery, isDelivered, type Outcome } from '../../transport/delivery'
import { toWireError, WireError } from '../../transport/error'
import type { Claims } from '../claim'
import type { ClaimEvents } from '../claim/exclusion'
import type { Page } from '../claim/page'
import type { Entry, OutboxKeeper, StorageParts } from '../outboxStorage'
import { openOriginLog } from './originLog'
import { createSerialWriter } from './serialWriter'
import type { OutgoingMessage } from '../../transport/message'
import { createStorable } from './storable'
import type { StorageLike } from './storageLike'
import { readMessages, type StoredMessage, toEntry } from './storedMessage'
import { openTabLog } from './tabLog'
import { type StorageProblem, problemText } from './storageProblem'

declare const process: { env: { NODE_ENV?: string } }

/** What a keeper gets besides the parts of its outbox. */
export interface KeeperParts extends StorageParts {
  /** What is stored is stored under it: nothing else has the same name. */
  readonly name: string
  readonly storage: StorageLike
  readonly page: Page
  readonly claims: Claims
}

/**
 * - `asking`: whether this page may use what is stored is not known yet.
 * - `reading`: it may, and reads what an earlier page left behind.
 * - `unread`: reading failed. It is tried again when something changes; nothing is written before that.
 * - `storing`: what waits is written at every change.
 * - `memory-only`: somebody else uses what is stored, or nobody can tell; what waits here is in memory only.
 * - `stopping`: the last write. `stopped`: after it, or where none is due.
 */
type Status = 'asking' | 'reading' | 'unread' | 'storing' | 'memory-only' | 'stopping' | 'stopped'

/** How long the outbox waits for the storage to answer, in milliseconds. A database that another tab blocks never does. */
const holdAtMostMs = 4000

/** What this page could not delete when it stopped, by key: it settled already, so this page never sends it. */
const settledButStored = /* @__PURE__ */ new Map<string, ReadonlySet<string>>()

/** Keeps what waits in an outbox in a storage. */
export function createKeeper(parts: KeeperParts): OutboxKeeper {
  const { storage, page, claims, name, transport, entries, block, restore, clear, clock, report } = parts
  const key = `wirehooks outbox ${name}`
  const writer = createSerialWriter(write)
  const reported = new Set<StorageProblem>()
  const storable = createStorable({ storage, clock, refused: () => reportOnce('cannot keep') })
  let status: Status = 'asking'
  /** Goes up whenever the claim changes hands: a read or a write that began before that counts no more. */
  let generation = 0
  /** The ids of what is stored, as far as this page wrote or read it. */
  let stored: ReadonlySet<string> = new Set()
  let cancelTimeout = (): void => {}

  /** Reports each kind of trouble once. */
  function reportOnce(problem: StorageProblem, cause?: unknown): void {
    if (reported.has(problem)) return
    reported.add(problem)
    report(
      new WireError('storage', () => process.env.NODE_ENV !== 'production' && problemText(problem, key, cause), cause),
    )
  }

  function blockOutbox(): void {
    cancelTimeout()
    cancelTimeout = clock.after(holdAtMostMs, () => {
      reportOnce('no answer')
      block(false)
    })
    block(true)
  }

  function unblockOutbox(): void {
    cancelTimeout()
    block(false)
  }

  const events: ClaimEvents = {
    granted() {
      generation += 1
      stored = new Set([...stored, ...(settledButStored.get(key) ?? [])])
      settledButStored.delete(key)
      blockOutbox()
      void read()
    },
    taken() {
      generation += 1
      // The new owner of the storage sends these messages.
      const taken = stored
      stored = new Set()
      clear('unknown', ({ id }) => taken.has(id))
      status = 'memory-only'
      unblockOutbox()
    },
    lost() {
      status = 'asking'
      blockOutbox()
    },
    failed(cause) {
      reportOnce('no claim', cause)
      status = 'memory-only'
      unblockOutbox()
    },
  }

  async function read(): Promise<void> {
    const mine = generation
    status = 'reading'
    const isOver = (): boolean => mine !== generation || status !== 'reading'
    try {
      const value = await log.read()
      if (isOver()) return
      status = 'storing'
      restoreFrom(value)
    } catch (cause) {
      if (isOver()) return
      status = 'unread'
      reportOnce('cannot read', cause)
    }
    unblockOutbox()
  }

  /** Goes on with what is stored: it may be from an earlier page, or from this one. */
  function restoreFrom(value: unknown): void {
    const { messages, leftOut } = readMessages(value)
    if (leftOut > 0) reportOnce('no message')
    const found = new Set(messages.map(({ id }) => id))
    const known = stored
    stored = found
    // Another page had them meanwhile, and sent them.
    clear('unknown', ({ id }) => known.has(id) && !found.has(id))
    const waiting = new Set([...entries].map(({ id }) => id))
    const older = messages.filter(({ id, expiresAt }) => {
      const isInTime = expiresAt === null || expiresAt > clock.date()
      // This page stored the known ones: those that wait no more were sent, and only the delete failed.
      return isInTime && !waiting.has(id) && !known.has(id)
    })
    if (older.length > 0) restore(older.flatMap(entryOf))
    if (leftOut > 0 || found.size > 0 || entries.size > 0) writer.request()
  }

  /** Nobody on this page waits for a message of an earlier one, so what becomes of it would be heard by nobody. */
  function reportUnsent(message: OutgoingMessage, { outcome }: Delivery): void {
    if (isDelivered(outcome) || outcome === 'unknown') return
    report(new WireError(outcome, () => process.env.NODE_ENV !== 'production' && unsentText(outcome), message))
  }

  /** What cannot be encoded any more is reported and left out. */
  function entryOf(message: StoredMessage): Entry[] {
    try {
      return [toEntry(message, transport(), clock, reportUnsent)]
    } catch (cause) {
      report(toWireError(cause, 'cannot-encode'))
      return []
    }
  }

  async function write(): Promise<void> {
    const mine = generation
    const isAllowed = (): boolean => mine === generation && (status === 'storing' || status === 'stopping')
    if (!isAllowed()) return
    const kept = [...entries].filter(storable.isKept)
    const ids = kept.map(({ id }) => id)
    const before = stored
    // Until the write is over, nobody knows whether they are stored.
    stored = new Set([...before, ...ids])
    const outcome = await tryTo(() => log.write(kept.map(storable.formOf)))
    if (mine !== generation) return
    stored = outcome === 'done' ? new Set(ids) : before
    if (outcome === 'done' || !isAllowed()) return
    if (storable.refuseUncloneable(kept, outcome.cause)) return write()
    reportOnce('cannot write', outcome.cause)
    // What is stored may hold messages that were sent since: a later page would send them again, so it is deleted.
    const isErased = kept.length > 0 && (await tryTo(() => log.write([]))) === 'done'
    if (isErased && mine === generation) stored = new Set()
  }

  /** Runs one write; a storage that takes very long is reported. */
  async function tryTo(run: () => Promise<void>): Promise<'done' | { cause: unknown }> {
    const cancel = clock.after(holdAtMostMs, () => reportOnce('slow'))
    try {
      await run()
      return 'done'
    } catch (cause) {
      return { cause }
    } finally {
      cancel()
    }
  }

  async function lastWrite(): Promise<void> {
    await writer.finished()
    status = 'stopped'
    const waiting = new Set([...entries].map(({ id }) => id))
    const settled = [...stored].filter((id) => !waiting.has(id))
    if (settled.length > 0) settledButStored.set(key, new Set(settled))
  }

  // `send()` may have been called before the connection was started.
  entries.forEach(storable.added)
  blockOutbox()
  const open = storage.scope === 'tab' ? openTabLog : openOriginLog
  const log = open({ storage, key, clock, page, claims, events, leftOut: () => reportOnce('copy') })

  return {
    check: log.check,
    added: storable.added,
    changed() {
      if (status === 'storing') writer.request()
      else if (status === 'unread') void read()
    },
    stop() {
      const isOwner = status === 'storing'
      status = isOwner ? 'stopping' : 'stopped'
      if (isOwner && (stored.size > 0 || entries.size > 0)) writer.request()
      unblockOutbox()
      log.release(isOwner ? lastWrite() : undefined)
    },
  }
}

/** Development only: what became of a message that an earlier page left behind. */
function unsentText(outcome: Outcome): string {
  const reasons: Partial<Record<Outcome, string>> = {
    expired: 'its ttl ran out before a link was open. Raise outbox.ttl for messages that may wait longer',
    closed:
      'the connection was closed, or gave up. To keep it from giving up, sign in anew and call reconnect() before that',
  }
  return `Expected a message that an earlier page left behind to be sent, and it is ${outcome}: ${reasons[outcome] ?? 'it did not fit into the outbox'}. It was deleted; the cause of this error is the message, to tell the person of.`
}
