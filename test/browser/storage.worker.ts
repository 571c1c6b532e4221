// A page that dies: it writes three messages while nobody lets it in, and is ended from outside once they are stored.

import { del, get, set } from 'idb-keyval'
import { createConnection, stored, webSocket } from 'wirehooks/vanilla'

const storage = {
  get,
  del,
  async set(key: string, value: unknown): Promise<void> {
    await set(key, value)
    postMessage((value as unknown[]).length)
  },
}

// Its name is where it connects.
const connection = createConnection(webSocket(self.name), { outbox: { storage: stored(storage) } })
connection.open()
for (const text of ['one', 'two', 'three']) void connection.emit('NOTE', text)
