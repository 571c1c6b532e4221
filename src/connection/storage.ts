import { toWireError, WireError } from '../transport/error'
import type { Entry, OutboxKeeper, OutboxStorage, StorageParts } from './outbox'

/** Any key-value store, sync or async. The functions of `idb-keyval` are one. */
export interface StorageLike {
  /** What is stored under a key, or a promise of it. */
  get(key: string): unknown
  /** Stores a value; may return a promise. */
  set(key: string, value: unknown): unknown
  /** Forgets a key; may return a promise. */
  del(key: string): unknown
}

/** How a waiting message is stored. Times are wall times; `null` is never. */
interface StoredEntry {
  readonly frame: unknown
  readonly bytes: number
  readonly sentAt: number
  readonly expiresAt: number | null
}

/**
 * Keeps an outbox in a key-value store, so that what waits survives a reload. Requests are left out: nobody would hear
 * their answers. One tab at a time owns the stored messages, through a Web Lock (https://www.w3.org/TR/web-locks/), and
 * the next one inherits them. When the store fails, the outbox goes on in memory and `onError` hears of it.
 * A message may go out twice when the page dies in the moment it is sent.
 *
 * @example
 * import { get, set, del } from 'idb-keyval'
 * useWebSocket(url, { outbox: { storage: stored({ get, set, del }) } })
 */
export function stored(storage: StorageLike): OutboxStorage {
  return (parts) => keep(storage, parts)
}

/**
 * `localStorage` or `sessionStorage` as a store for an outbox. Text frames only. Nothing is touched before it is used,
 * so it may be called where there is no such storage.
 * @param area @default () => localStorage
 */
export function webStorage(area: () => Storage = () => localStorage): StorageLike {
  return {
    get(key) {
      const text = area().getItem(key)
      try {
        return JSON.parse(text ?? 'null')
      } catch {
        return text
      }
    },
    set: (key, value) => area().setItem(key, JSON.stringify(value, textOnly)),
    del: (key) => area().removeItem(key),
  }
}

function textOnly(key: string, value: unknown): unknown {
  if (key === 'frame' && typeof value !== 'string') {
    throw new TypeError('webStorage() keeps text frames only; use idb-keyval for binary ones')
  }
  return value
}

function keep(storage: StorageLike, { name, outbox, clock, state, report }: StorageParts): OutboxKeeper {
  const key = `wirehooks outbox ${name}`
  const over = new AbortController()
  let isLoading = true
  let isOwner = false
  let saving: Promise<void> | null = null

  function done(): void {
    if (!isLoading) return
    isLoading = false
    outbox.pump()
  }

  function fail(cause: unknown): void {
    const wasAborted = over.signal.aborted
    isOwner = false
    over.abort()
    if (!wasAborted) report(toWireError(cause, 'storage'))
    done()
  }

  async function own(): Promise<void> {
    const stored = await storage.get(key)
    if (over.signal.aborted) return
    isOwner = true
    outbox.restore(parse(stored))
    isLoading = false
    outbox.pump()
    await new Promise((release) => over.signal.addEventListener('abort', release))
  }

  function parse(stored: unknown): Entry[] {
    const entries = Array.isArray(stored) ? stored : []
    const whole = entries.filter(isStoredEntry)
    if (whole.length < entries.length || (stored && !Array.isArray(stored))) {
      report(new WireError('storage', `left out what is no message under "${key}"`))
    }
    const inTime = whole.filter(({ expiresAt }) => expiresAt === null || expiresAt > clock.date())
    return inTime.map(({ expiresAt, ...entry }) => ({
      ...entry,
      expiresAt: clock.now() + (expiresAt === null ? Infinity : expiresAt - clock.date()),
      settle() {},
    }))
  }

  async function write(): Promise<void> {
    await Promise.resolve()
    saving = null
    const entries = [...outbox.entries].filter((entry) => entry.id === undefined).map(toStored)
    await (entries.length > 0 ? storage.set(key, entries) : storage.del(key))
  }

  function toStored({ frame, bytes, sentAt, expiresAt }: Entry): StoredEntry {
    return { frame, bytes, sentAt, expiresAt: expiresAt === Infinity ? null : clock.date() + expiresAt - clock.now() }
  }

  const unsubscribe = state.subscribe((now, before) => {
    if (isOwner && now.queue !== before.queue) saving ??= write().catch(fail)
  })

  const locks = globalThis.navigator?.locks
  if (!locks) own().catch(fail)
  else {
    const owned = locks.request(key, { ifAvailable: true }, async (lock) => (lock ? own() : 'taken'))
    owned
      .then((result) => {
        if (result !== 'taken') return
        done()
        return locks.request(key, { signal: over.signal }, own)
      })
      .catch(fail)
  }

  return {
    get isLoading() {
      return isLoading
    },
    stop() {
      unsubscribe()
      over.abort()
    },
  }
}

function isStoredEntry(value: unknown): value is StoredEntry {
  if (typeof value !== 'object' || value === null) return false
  const { frame, bytes, sentAt, expiresAt } = value as Record<string, unknown>
  const isFrame = typeof frame === 'string' || frame instanceof Uint8Array || frame instanceof ArrayBuffer
  const isTime = expiresAt === null || typeof expiresAt === 'number'
  return isFrame && isTime && typeof bytes === 'number' && typeof sentAt === 'number'
}
