import { toWireError, WireError } from '../../transport/error'
import type { Claims } from '../claim'
import type { ClaimEvents } from '../claim/exclusion'
import type { Page } from '../claim/page'
import type { Entry, OutboxKeeper, StorageParts } from '../outboxStorage'
import { createSerialWriter } from './serialWriter'
import type { StorageLike } from './storageLike'
import { openOriginLog } from './storedLog'
import { readMessages, type StoredMessage, toEntry, toStored } from './storedMessage'
import { openTabLog } from './tabLog'
import { type Trouble, troubleText } from './trouble'

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
 * - `apart`: somebody else uses what is stored; what waits here is in memory only.
 * - `stopping`: the last write. `stopped`: after it, or where none is due.
 */
type Status = 'asking' | 'reading' | 'unread' | 'storing' | 'apart' | 'stopping' | 'stopped'

/** How long the outbox waits for the storage to answer, in milliseconds. A database that another tab blocks never does. */
const holdAtMostMs = 4000

/** What this page could not delete when it stopped, by key: it settled already, so this page never sends it. */
const settledButStored = /* @__PURE__ */ new Map<string, ReadonlySet<string>>()

/** Keeps what waits in an outbox in a storage. */
export function createKeeper(parts: KeeperParts): OutboxKeeper {
  const { storage, page, claims, name, transport, entries, hold, restore, clear, clock, report } = parts
  const key = `wirehooks outbox ${name}`
  const writer = createSerialWriter(write)
  const reported = new Set<Trouble>()
  const refused = new WeakSet<Entry>()
  const checked = new WeakSet<Entry>()
  const storedForms = new WeakMap<Entry, StoredMessage>()
  let status: Status = 'asking'
  /** Counts how often who may use what is stored has changed: a read or a write that began before that counts no more. */
  let term = 0
  /** The ids of what is stored, as far as this page wrote or read it. */
  let stored: ReadonlySet<string> = new Set()
  let cancelTimeout = (): void => {}

  /** Reports each kind of trouble once. */
  function say(trouble: Trouble, cause?: unknown): void {
    if (reported.has(trouble)) return
    reported.add(trouble)
    report(
      new WireError('storage', () => process.env.NODE_ENV !== 'production' && troubleText(trouble, key, cause), cause),
    )
  }

  function holdBack(): void {
    cancelTimeout()
    cancelTimeout = clock.after(holdAtMostMs, () => {
      say('no answer')
      hold(false)
    })
    hold(true)
  }

  function letGo(): void {
    cancelTimeout()
    hold(false)
  }

  const events: ClaimEvents = {
    granted() {
      term += 1
      stored = new Set([...stored, ...(settledButStored.get(key) ?? [])])
      settledButStored.delete(key)
      holdBack()
      void read()
    },
    taken() {
      term += 1
      // What this page stored is sent by whoever has it now.
      const taken = stored
      stored = new Set()
      clear('unknown', ({ id }) => taken.has(id))
      status = 'apart'
      letGo()
    },
    lost() {
      status = 'asking'
      holdBack()
    },
    failed(cause) {
      say('no claim', cause)
      status = 'apart'
      letGo()
    },
  }

  async function read(): Promise<void> {
    const mine = term
    status = 'reading'
    const isOver = (): boolean => mine !== term || status !== 'reading'
    try {
      const value = await log.read()
      if (isOver()) return
      status = 'storing'
      take(value)
    } catch (cause) {
      if (isOver()) return
      status = 'unread'
      say('cannot read', cause)
    }
    letGo()
  }

  /** Goes on with what is stored: it may be from an earlier page, or from this one. */
  function take(value: unknown): void {
    const { messages, leftOut } = readMessages(value)
    if (leftOut > 0) say('no message')
    const found = new Set(messages.map(({ id }) => id))
    const known = stored
    stored = found
    // Another page had them meanwhile, and sent them.
    clear('unknown', ({ id }) => known.has(id) && !found.has(id))
    const waiting = new Set([...entries].map(({ id }) => id))
    // What this page stored and does not have any more was sent: only its deletion failed.
    const older = messages.filter(({ id, expiresAt }) => {
      const isInTime = expiresAt === null || expiresAt > clock.date()
      return isInTime && !waiting.has(id) && !known.has(id)
    })
    if (older.length > 0) restore(older.flatMap(entryOf))
    if (leftOut > 0 || found.size > 0 || entries.size > 0) writer.request()
  }

  /** What cannot be encoded any more is reported and left out. */
  function entryOf(message: StoredMessage): Entry[] {
    try {
      return [toEntry(message, transport(), clock)]
    } catch (cause) {
      report(toWireError(cause, 'cannot-encode'))
      return []
    }
  }

  async function write(): Promise<void> {
    const mine = term
    const isAllowed = (): boolean => mine === term && (status === 'storing' || status === 'stopping')
    if (!isAllowed()) return
    const kept = [...entries].filter(isKept)
    const ids = kept.map(({ id }) => id)
    const before = stored
    // Until the write is over, nobody knows whether they are stored.
    stored = new Set([...before, ...ids])
    const outcome = await attempt(() => log.write(kept.map(storedForm)))
    if (mine !== term) return
    stored = outcome === 'done' ? new Set(ids) : before
    if (outcome === 'done' || !isAllowed()) return
    if (refuseUncloneable(kept, outcome.cause)) return write()
    say('cannot write', outcome.cause)
    // What is stored is out of date. Without it nothing is sent twice.
    const isErased = kept.length > 0 && (await attempt(() => log.write([]))) === 'done'
    if (isErased && mine === term) stored = new Set()
  }

  /** Runs one write; a storage that takes very long is reported. */
  async function attempt(run: () => Promise<void>): Promise<'done' | { cause: unknown }> {
    const cancel = clock.after(holdAtMostMs, () => say('slow'))
    try {
      await run()
      return 'done'
    } catch (cause) {
      return { cause }
    } finally {
      cancel()
    }
  }

  /** Nobody would hear the answer to a request on a later page. */
  function isMeant({ message }: Entry): boolean {
    return message.id === undefined
  }

  function isKept(entry: Entry): boolean {
    if (!isMeant(entry) || refused.has(entry)) return false
    if (checked.has(entry)) return true
    checked.add(entry)
    if (storage.keeps?.(storedForm(entry).data) !== false) return true
    refuse(entry)
    return false
  }

  function refuse(entry: Entry): void {
    refused.add(entry)
    say('cannot keep')
  }

  /** One message with a function in it would keep all others from being stored. */
  function refuseUncloneable(kept: readonly Entry[], cause: unknown): boolean {
    if (!(cause instanceof Error) || cause.name !== 'DataCloneError') return false
    const uncloneable = kept.filter((entry) => !isCloneable(storedForm(entry)))
    uncloneable.forEach(refuse)
    return uncloneable.length > 0
  }

  /** Made once: as the message was then, and so that the time it has left does not grow while the machine sleeps. */
  function storedForm(entry: Entry): StoredMessage {
    const form = storedForms.get(entry) ?? toStored(entry, clock)
    storedForms.set(entry, form)
    return form
  }

  async function lastWrite(): Promise<void> {
    await writer.finished()
    status = 'stopped'
    const waiting = new Set([...entries].map(({ id }) => id))
    const settled = [...stored].filter((id) => !waiting.has(id))
    if (settled.length > 0) settledButStored.set(key, new Set(settled))
  }

  function added(entry: Entry): void {
    if (isMeant(entry)) storedForm(entry)
  }

  // What was sent before the connection was started.
  entries.forEach(added)
  holdBack()
  const open = storage.scope === 'tab' ? openTabLog : openOriginLog
  const log = open({ storage, key, clock, page, claims, events, leftOut: () => say('copy') })

  return {
    check: log.check,
    added,
    changed() {
      if (status === 'storing') writer.request()
      else if (status === 'unread') void read()
    },
    stop() {
      const isOwner = status === 'storing'
      status = isOwner ? 'stopping' : 'stopped'
      if (isOwner && (stored.size > 0 || entries.size > 0)) writer.request()
      letGo()
      log.release(isOwner ? lastWrite() : undefined)
    },
  }
}

function isCloneable(value: unknown): boolean {
  try {
    globalThis.structuredClone?.(value)
    return true
  } catch {
    return false
  }
}
