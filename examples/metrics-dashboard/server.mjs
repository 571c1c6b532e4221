// The other end of the dashboard: node server.mjs
//
// PORT (8792; 0 for any that is free) may be set.

import { randomUUID } from 'node:crypto'
import { WebSocketServer } from 'ws'
import { createFleet } from './server/fleet.mjs'
import { readFrame } from './server/frame.mjs'
import { createHistory } from './server/history.mjs'

const { PORT = '8792' } = process.env

/** Samples a second. */
const rate = 1000
/** Of so many seconds the samples are kept for who comes back. */
const memory = 30
/** A link this many bytes behind is dropped; its page comes back and asks for what it missed. */
const mostBuffered = 2 ** 23

const run = randomUUID()
const startedAt = Date.now()
const start = performance.now()
const fleet = createFleet()
const history = createHistory(memory * rate)
/** Who has said where to go on. */
const listening = new Set()
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(PORT), maxPayload: 1024 })

const handlers = {
  RESUME(socket, { run: known, since }) {
    // Once for each link: a backlog is large, and a stranger could ask for it a thousand times.
    if (listening.has(socket)) return
    send(socket, 'BACKLOG', { run, samples: history.after(known === run ? since : null) })
    listening.add(socket)
  },
  HANG_UP(socket) {
    socket.terminate()
  },
  ping(socket) {
    send(socket, 'pong')
  },
}

server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? null : readFrame(data)
    if (message && Object.hasOwn(handlers, message.type)) handlers[message.type](socket, message.payload)
  })
  socket.on('error', () => {}) // `close` follows
  socket.on('close', () => listening.delete(socket))
})

const measuring = setInterval(() => {
  const due = Math.floor(((performance.now() - start) * rate) / 1000)
  for (let seq = history.last + 1; seq <= due; seq += 1) {
    const at = startedAt + (seq * 1000) / rate
    const sample = { seq, at, ...fleet.measure(seq, at) }
    history.add(sample)
    const frame = frameOf('SAMPLE', sample)
    for (const socket of listening) write(socket, frame)
  }
}, 10)

server.on('listening', () => console.log(`metrics server: ws://127.0.0.1:${server.address().port}`))
server.on('error', (error) => {
  console.error(`metrics server: ${error.message}`)
  process.exit(1)
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

function stop() {
  clearInterval(measuring)
  for (const socket of server.clients) socket.close(1001, 'the server stops')
  setTimeout(() => process.exit(0), 100)
}

function frameOf(type, payload) {
  return JSON.stringify({ type, payload })
}

function send(socket, type, payload) {
  write(socket, frameOf(type, payload))
}

function write(socket, frame) {
  if (socket.bufferedAmount > mostBuffered) socket.terminate()
  else socket.send(frame, () => {}) // of a link that has just broken `close` tells
}
