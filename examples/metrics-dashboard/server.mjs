// The other end of the dashboard: node server.mjs
//
// PORT (8792; 0 for any that is free) may be set.

import { randomUUID } from 'node:crypto'
import { WebSocketServer } from 'ws'
import { createFeed } from './server/feed.mjs'
import { createFleet } from './server/fleet.mjs'
import { readFrame } from './server/frame.mjs'
import { createHistory } from './server/history.mjs'
import { createLimit } from './server/limit.mjs'

const { PORT = '8792' } = process.env

/** Samples a second. */
const rate = 1000
/** Of so many seconds the samples are kept for who comes back. */
const memory = 30
/** Each costs a thousand messages a second. */
const mostLinks = 100
/** What one link may say. A page says something every five seconds. */
const allowance = { most: 20, per: 1000 }

const run = randomUUID()
const startedAt = Date.now()
const start = performance.now()
const fleet = createFleet()
const history = createHistory(memory * rate)
const feed = createFeed({ run, history })
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(PORT), maxPayload: 1024 })

const handlers = {
  RESUME: feed.resume,
  HANG_UP(socket) {
    socket.terminate()
  },
  ping(socket) {
    socket.send('{"type":"pong"}', () => {}) // of a link that has just broken `close` tells
  },
}

server.on('connection', (socket) => {
  socket.on('error', () => {}) // `close` follows
  // Close codes that tell a page to come back, and not too soon.
  if (server.clients.size > mostLinks) return socket.close(1013, 'there are enough links')
  const mustWait = createLimit(allowance)

  socket.on('message', (data, isBinary) => {
    // What was on its way when it was closed.
    if (socket.readyState !== socket.OPEN) return
    if (mustWait()) return socket.close(4429, 'too many messages')
    const message = isBinary ? null : readFrame(data)
    if (message && Object.hasOwn(handlers, message.type)) handlers[message.type](socket, message.payload)
  })
  socket.on('close', () => feed.leave(socket))
})

const measuring = setInterval(() => {
  const due = Math.floor(((performance.now() - start) * rate) / 1000)
  for (let seq = history.last + 1; seq <= due; seq += 1) {
    const at = startedAt + (seq * 1000) / rate
    history.add({ seq, at, ...fleet.measure(seq, at) })
  }
  feed.turn()
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
