// A worker that follows a stream, and says so to its page.

import { createConnection, eventSource } from 'wirehooks/vanilla'

// Its name is where it connects.
const connection = createConnection(eventSource(self.name, { headers: { authorization: 'Bearer worker' } }), {
  backoff: { initialDelay: 0 },
})
connection.store.subscribe(({ status }) => postMessage(status))
connection.onAny((message) => postMessage(message))
connection.open()
