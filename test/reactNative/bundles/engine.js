// For the engine alone, without a phone around it.

// It comes first, since it is imported for nothing but its effect.
import './platform'
import { createConnection, webSocket } from 'wirehooks/vanilla'

const log = []
const connection = createConnection(webSocket('wss://example.com/live'), {
  onOpen: () => log.push('onOpen'),
  onClose: ({ kind, code }) => log.push(`onClose ${kind} ${code ?? ''}`),
})
connection.store.subscribe(({ status }, { status: before }) => status !== before && log.push(status))
connection.on('NEWS', (text) => log.push(['NEWS', text]))
connection.open()

// The socket is made in a microtask, since its address may be a promise.
async function speak() {
  const [socket] = globalThis.sockets
  socket.open()
  socket.receive('{"type":"NEWS","payload":"€"}')
  const answer = connection.request('ASK', 7)
  const { id } = JSON.parse(socket.sent[0])
  socket.receive(JSON.stringify({ replyTo: id, payload: 'seven' }))
  log.push(['answer', await answer])
  log.push((await connection.emit('SAY', 1)).outcome)
  connection.close()
  log.push((await connection.emit('LATE')).outcome)
  print(JSON.stringify(log))
}

setTimeout(() => speak().catch(({ stack }) => print(stack)), 1)
