// A program with one connection, in whatever runtime it is started: node client.process.ts webSocket ws://… '{"protocols":["v1"]}'
// The last argument has the options of the transport.
//
// It writes what the connection says as lines of JSON, and reads what it is to do as such lines: a function of the
// connection and its arguments. When it has closed the connection, nothing keeps it alive.

import { createInterface } from 'node:readline'
import { socketIO } from 'wirehooks/socket.io'
import { createConnection, eventSource, type Transport, webSocket } from 'wirehooks/vanilla'

const [kind = '', url = '', options = '{}'] = process.argv.slice(2)
const connection = createConnection(transportOf(kind), {
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
  const [name, ...args] = JSON.parse(line) as [keyof typeof connection, ...unknown[]]
  // The tests name functions alone.
  const act = connection[name] as (...args: unknown[]) => unknown
  void Promise.resolve(act(...args)).then((answer) => tell('answer', answer))
  if (name === 'close') process.stdin.destroy()
})

function transportOf(kind: string): Transport {
  const given = JSON.parse(options) as object
  if (kind === 'webSocket') return webSocket(url, given)
  if (kind === 'eventSource') return eventSource(url, given)
  if (kind === 'socketIO') return socketIO(url, given)
  throw new Error(`Expected webSocket, eventSource or socketIO, got ${kind}.`)
}

function tell(...words: unknown[]): void {
  console.log(JSON.stringify(words))
}
