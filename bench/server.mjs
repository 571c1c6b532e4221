import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import { diff, entered, everybody, tick } from './messages.mjs'

/**
 * The far end, in a process of its own so that its work is not counted as the page's. It is told what to do over IPC
 * (see startServer.mjs), and keeps its books by path: every run of a contestant dials a path of its own.
 */
const http = createServer(serveEvents)
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })
const io = new Server(http, { cors: { origin: '*' }, destroyUpgrade: false, transports: ['websocket'] })
const books = new Map()

http.on('upgrade', (request, socket, head) => {
  if (request.url.startsWith('/socket.io')) return
  server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request))
})

server.on('connection', (socket, request) => {
  const { pathname, searchParams } = new URL(request.url, 'ws://localhost')
  const book = enter(pathname, socket)
  socket.on('message', () => book.received++)
  socket.on('close', () => book.sockets.delete(socket))
  if (searchParams.has('greet')) socket.send(tick(0, 1))
})

/** Every other request is for a stream. */
function serveEvents({ url }, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' })
  response.flushHeaders()
  const send = (text) => {
    const { type, payload } = JSON.parse(text)
    response.write(`event: ${type}\ndata: ${JSON.stringify(payload ?? null)}\n\n`)
  }
  const book = enter(url, { send })
  response.on('close', () => book.sockets.clear())
}

/** Every path is a namespace. */
io.of(/./).on('connection', (socket) => {
  const send = (text) => {
    const { type, payload } = JSON.parse(text)
    socket.emit(type, payload)
  }
  const book = enter(socket.nsp.name, { send })
  socket.on('disconnect', () => book.sockets.clear())
})

function enter(path, socket) {
  const book = bookOf(path)
  book.opened++
  book.sockets.add(socket)
  return book
}

function bookOf(path) {
  const book = books.get(path) ?? { opened: 0, received: 0, sockets: new Set() }
  books.set(path, book)
  return book
}

const commands = {
  port: () => http.address().port,

  /** As many messages as can be had, at once, and then the end. */
  burst({ path, count, keys }) {
    for (const socket of bookOf(path).sockets) {
      for (let id = 0; id < count; id++) socket.send(tick(id, keys))
      socket.send(end)
    }
  },

  /** `perSecond` messages a second, evenly, until there were `count`, and then the end. `keys` as in `tick`. */
  async paced({ path, count, perSecond, keys }) {
    const started = performance.now()
    for (let id = 0; id < count;) {
      const due = Math.min(count, Math.floor(((performance.now() - started) / 1000) * perSecond))
      for (; id < due; id++) for (const socket of bookOf(path).sockets) socket.send(tick(id, keys))
      await wait(2)
    }
    for (const socket of bookOf(path).sockets) socket.send(end)
  },

  /** A crowd whose members change `perSecond` times a second each, and one of them once a second; a frame every 20 ms. */
  async crowd({ path, size, perSecond, seconds, one }) {
    const perFrame = (size * perSecond) / 50
    const send = (frame) => bookOf(path).sockets.forEach((socket) => socket.send(frame))
    send(entered('me'))
    send(everybody(size))
    const started = performance.now()
    for (let frame = 0; frame < seconds * 50;) {
      const due = Math.min(seconds * 50, Math.floor((performance.now() - started) / 20))
      for (; frame < due; frame++) send(diff(frame, { size, perFrame, perSecond, one }))
      await wait(2)
    }
    send(end)
  },

  /** Waits until `count` messages came in (or none came for a second), and says how many did. */
  async received({ path, count }) {
    const book = bookOf(path)
    for (let before = -1; book.received < count && book.received !== before;) {
      before = book.received
      for (let i = 0; i < 100 && book.received < count; i++) await wait(10)
    }
    return book.received
  },

  sockets: ({ path }) => ({ opened: bookOf(path).opened, open: bookOf(path).sockets.size }),
}

const end = JSON.stringify({ type: 'end' })

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

await once(http.listen(0, '127.0.0.1'), 'listening')

process.on('message', async ({ id, command, ...options }) => {
  process.send({ id, result: await commands[command](options) })
})
process.on('disconnect', () => process.exit())
