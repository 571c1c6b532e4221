// A program with one connection, in whatever runtime it is started: node client.process.ts webSocket ws://… '{"linger":0}'
//
// It writes what the connection says as lines of JSON, and reads what it is to do as such lines: a function of the
// connection and its arguments. When it has closed the connection, nothing keeps it alive.

import { createInterface } from 'node:readline'
import { socketIO } from 'wirehooks/socket.io'
import { type Connection, createConnection, eventSource, webSocket } from 'wirehooks/vanilla'

const [kind = '', url = '', options = '{}'] = process.argv.slice(2)
const transports = { webSocket, eventSource, socketIO }
const transport = transports[kind as keyof typeof transports](url, JSON.parse(options) as object)
const connection = createConnection(transport as ReturnType<typeof webSocket>, {
  backoff: { initialDelay: 20, maxDelay: 100 },
  onMessage: ({ event, data }) => tell('message', event, data instanceof Uint8Array ? [...data] : data),
  onClose: ({ kind, code }) => tell('close', kind, code),
  onError: ({ code }) => tell('error', code),
})
connection.store.subscribe(({ status }, before) => {
  if (status !== before.status) tell('status', status)
})
connection.open()

const commands = createInterface(process.stdin)
commands.on('line', (line) => {
  const [name, ...args] = JSON.parse(line) as [keyof Connection, ...unknown[]]
  const act = connection[name] as (...args: unknown[]) => unknown
  void Promise.resolve(act(...args)).then((answer) => tell('answer', answer))
  if (name === 'close') process.stdin.destroy()
})

function tell(...words: unknown[]): void {
  console.log(JSON.stringify(words))
}
