// A worker with a connection. Its name is where it connects.

import { createConnection, webSocket } from 'wirehooks/vanilla'

const connection = createConnection(webSocket(self.name), { backoff: { initialDelay: 20 } })
connection.store.subscribe(({ status }, before) => {
  if (status !== before.status) postMessage(status)
})
connection.onAny(({ event, data }) => postMessage([event, data]))
connection.open()
