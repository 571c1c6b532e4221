import { createClaims } from '../../../src/connection/claim'
import { type Connection, createConnection } from '../../../src/connection/connection'
import type { OutboxOptions } from '../../../src/connection/outboxOptions'
import type { OutboxStorage } from '../../../src/connection/outboxStorage'
import { createKeeper } from '../../../src/connection/stored/keeper'
import type { StorageLike } from '../../../src/connection/stored/storageLike'
import { createFakeNetwork } from '../../../src/testing/createFakeNetwork'
import { createFakeTransport, type FakeTransport } from '../../../src/testing/createFakeTransport'
import { storageNameOf } from '../../../src/transport/identityTexts'
import { snapshot } from '../../../src/transport/snapshot'
import type { StoringTransport, Transport } from '../../../src/transport/transport'
import type { BrowserOptions, FakeBrowser, FakePage } from './browser'
import { createBrowser } from './browser'

export interface Tab {
  readonly page: FakePage
  readonly clock: FakeBrowser['clock']
  readonly fake: FakeTransport
  readonly connection: Connection
  /** The codes and the causes that `onError` heard. */
  readonly errors: string[]
  /** What development builds say to them. */
  readonly texts: string[]
  /** The data of what was sent. */
  readonly sent: readonly unknown[]
  /** Opens the link, and lets everything settle. */
  goOnline(): Promise<void>
}

export interface Disk extends StorageLike {
  readonly contents: Map<string, unknown>
  /** What is stored for the tabs. */
  readonly messages: readonly Record<string, unknown>[]
  /** The data of it. */
  readonly waiting: readonly unknown[]
}

const key = 'outbox of the tabs'
/** Where the messages of all tabs are. */
export const place: string = `wirehooks outbox ${storageNameOf(createFakeTransport({ key }).identity)}`

export interface TabOptions extends Omit<OutboxOptions, 'storage'> {
  browser?: FakeBrowser
  /** The page it is on. @default a new one */
  page?: FakePage
  /** Turns messages into frames. @default they are frames as they are */
  encode?: Transport['encode']
  onOpen?: (connection: Connection) => void
}

const claimsOf = new WeakMap<FakePage, ReturnType<typeof createClaims>>()

/** A page with a connection that is started. */
export function openTab(storage: StorageLike, options: TabOptions = {}): Tab {
  const { browser = createBrowser({ locks: false, localStorage: false }), onOpen, ...rest } = options
  const { page = browser.openPage(), encode, ...outbox } = rest
  const claims = claimsOf.get(page) ?? createClaims(page)
  claimsOf.set(page, claims)
  const fake = createFakeTransport({ key })
  const keep: OutboxStorage = (parts) =>
    createKeeper({ ...parts, name: storageNameOf(parts.identity) ?? '', storage, page, claims })
  const errors: string[] = []
  const texts: string[] = []
  const transport: StoringTransport = encode ? { ...fake, encode, sizeOf: () => 10 } : fake
  const connection: Connection = createConnection(transport, {
    clock: page.clock,
    network: createFakeNetwork(),
    connectTimeout: Infinity,
    outbox: {
      ...outbox,
      storage: Object.assign(keep, { copy: snapshot }),
    },
    onOpen: () => onOpen?.(connection),
    onError({ code, cause, message }) {
      errors.push(cause instanceof Error ? `${code}: ${cause.message}` : code)
      texts.push(message)
    },
  })
  connection.open()
  return {
    page,
    clock: browser.clock,
    fake,
    connection,
    errors,
    texts,
    get sent() {
      return encode ? fake.sent : fake.sent.map(({ data }) => data)
    },
    async goOnline() {
      fake.link.open()
      await browser.clock.advance(1)
    },
  }
}

/** Several pages of one browser over one disk. */
export function createTabs(disk: StorageLike, options?: BrowserOptions): { browser: FakeBrowser; openTab(): Tab } {
  const browser = createBrowser(options)
  return { browser, openTab: () => openTab(disk, { browser }) }
}

/** Async and by value, as IndexedDB is. */
export function createDisk(messages?: unknown): Disk {
  const contents = new Map<string, unknown>(messages === undefined ? [] : [[place, messages]])
  const read = (): Record<string, unknown>[] => (contents.get(place) ?? []) as Record<string, unknown>[]
  return {
    contents,
    get: async (name) => structuredClone(contents.get(name)),
    set: async (name, value) => void contents.set(name, structuredClone(value)),
    del: async (name) => void contents.delete(name),
    get messages() {
      return read()
    },
    get waiting() {
      return read().map(({ data }) => data)
    },
  }
}

/** `localStorage` or `sessionStorage`: https://developer.mozilla.org/docs/Web/API/Storage */
export function createArea(items = new Map<string, string>()): Storage {
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
  }
}

let count = 0

/** A message as it lies on a disk. */
export function message(data: unknown, more: object = {}): object {
  count += 1
  return { version: 1, id: `earlier-${count}`, data, sentAt: Date.UTC(2026, 0, 1), expiresAt: null, ...more }
}

/** A promise that is settled from outside. */
export function deferred<T = void>(): { promise: Promise<T>; resolve(value: T): void; reject(cause: unknown): void } {
  let resolve = (_value: T): void => {}
  let reject = (_cause: unknown): void => {}
  const promise = new Promise<T>((...both) => ([resolve, reject] = both))
  return { promise, resolve: (value) => resolve(value), reject: (cause) => reject(cause) }
}
