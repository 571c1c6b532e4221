// A worker that several tabs share, with one connection for all of them. Its name is where it connects.

import { createConnection, webSocket } from 'wirehooks/vanilla'

const ports = new Set<MessagePort>()
const tellAll = (message: unknown): void => {
  for (const port of ports) port.postMessage(message)
}

const connection = createConnection(webSocket(self.name), { backoff: { initialDelay: 20 } })
connection.store.subscribe(({ status }, before) => {
  if (status !== before.status) tellAll(status)
})
connection.onAny(({ event, data }) => tellAll([event, data]))
connection.open()

self.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (!port) return
  ports.add(port)
  // Every message of a page is the request to end.
  port.addEventListener('message', () => {
    connection.close()
    self.close()
  })
  port.start()
  port.postMessage(connection.store.getState().status)
})
