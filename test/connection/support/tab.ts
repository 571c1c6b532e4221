import {
  type Connection,
  createConnection,
  type OutboxOptions,
  stored,
  type StorageLike,
  type Transport,
} from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type FakeClock,
  type FakeTransport,
} from 'wirehooks/testing'

export interface Tab {
  readonly clock: FakeClock
  readonly fake: FakeTransport
  readonly connection: Connection
  /** What `onError` heard. */
  readonly errors: string[]
  /** What was sent, decoded. */
  readonly sent: readonly unknown[]
}

export interface Disk extends StorageLike {
  readonly contents: Map<string, unknown>
  /** The data of the messages under the key of the tabs. */
  readonly waiting: unknown[]
}

const key = 'outbox of the tabs'
/** Where the messages of all tabs are. */
export const place = `wirehooks outbox ${key}`

/** A page with a connection whose frames are text, as most are. */
export function openTab(storage: StorageLike, { clock = createFakeClock(), ...outbox }: TabOptions = {}): Tab {
  const fake = createFakeTransport({ key })
  const errors: string[] = []
  const transport: Transport = {
    name: 'text',
    key,
    does: fake.does,
    encode: ({ data }) => (data instanceof Uint8Array ? data : JSON.stringify(data)),
    sizeOf: (frame) => (frame as string).length,
    connect: fake.connect,
  }
  const connection = createConnection(transport, {
    clock,
    network: createFakeNetwork(),
    outbox: { ...outbox, storage: stored(storage) },
    onError: ({ code, cause }) => errors.push(cause instanceof Error ? `${code}: ${cause.message}` : code),
  })
  connection.open()
  return {
    clock,
    fake,
    connection,
    errors,
    get sent() {
      return fake.sent.map((frame: unknown) => (typeof frame === 'string' ? (JSON.parse(frame) as unknown) : frame))
    },
  }
}

type TabOptions = Omit<OutboxOptions, 'storage'> & { clock?: FakeClock }

/** Async and by value, as IndexedDB is. */
export function createDisk(entries?: unknown): Disk {
  const contents = new Map<string, unknown>(entries === undefined ? [] : [[place, entries]])
  return {
    contents,
    get: async (key) => structuredClone(contents.get(key)),
    set: async (key, value) => void contents.set(key, structuredClone(value)),
    del: async (key) => void contents.delete(key),
    get waiting() {
      const entries = (contents.get(place) ?? []) as { frame: string }[]
      return entries.map(({ frame }) => (typeof frame === 'string' ? (JSON.parse(frame) as unknown) : frame))
    },
  }
}

/** A message as it lies on a disk. */
export function entry(data: unknown, more: object = {}): object {
  return { frame: JSON.stringify(data), bytes: 10, sentAt: Date.UTC(2026, 0, 1), expiresAt: null, ...more }
}
