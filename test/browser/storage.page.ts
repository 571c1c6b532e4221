// A page with a connection whose outbox is stored, in a frame or a window of a test: its name says which.

import { del, get, set } from 'idb-keyval'
import { type Connection, createConnection, stored, webSocket, webStorage } from 'wirehooks/vanilla'

export interface StoragePageOptions {
  /** Where it connects. */
  readonly url: string
  readonly storage: 'localStorage' | 'sessionStorage' | 'IndexedDB'
  readonly hasLocks: boolean
}

/** What the test sees of it. */
export interface StoragePage {
  readonly connection: Connection
  /** What came back from the server. */
  readonly heard: readonly unknown[]
  /** The codes, the causes and the texts of what `onError` heard. */
  readonly errors: readonly string[]
}

declare global {
  interface Window {
    storagePage?: StoragePage
  }
}

const options = JSON.parse(window.name) as StoragePageOptions
if (!options.hasLocks) Object.defineProperty(navigator, 'locks', { value: undefined })

const storage = {
  localStorage: webStorage(),
  sessionStorage: webStorage(() => sessionStorage),
  IndexedDB: { get, set, del },
}[options.storage]

const heard: unknown[] = []
const errors: string[] = []
const connection = createConnection(webSocket(options.url), {
  backoff: { initialDelay: 50, maxDelay: 100 },
  outbox: { storage: stored(storage) },
  onError: ({ code, cause, message }) => errors.push(`${code} ${cause instanceof Error ? cause.name : ''} ${message}`),
})
connection.on('NOTE', (text) => heard.push(text))
connection.open()
window.storagePage = { connection, heard, errors }
