import { WebSocketServer } from 'ws'
import { tick } from './messages.mjs'

/**
 * The far end, in a process of its own so that its work is not counted as the page's. It is told what to do over IPC
 * (see startServer.mjs), and keeps its books by path: every run of a contestant dials a path of its own.
 */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, clientTracking: false })
const books = new Map()

server.on('connection', (socket, request) => {
  const { pathname, searchParams } = new URL(request.url, 'ws://localhost')
  const book = bookOf(pathname)
  book.opened++
  book.sockets.add(socket)
  socket.on('message', () => book.received++)
  socket.on('close', () => book.sockets.delete(socket))
  if (searchParams.has('greet')) socket.send(tick(0, 1))
})

function bookOf(path) {
  const book = books.get(path) ?? { opened: 0, received: 0, sockets: new Set() }
  books.set(path, book)
  return book
}

const commands = {
  port: () => server.address().port,

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

process.on('message', async ({ id, command, ...options }) => {
  process.send({ id, result: await commands[command](options) })
})
process.on('disconnect', () => process.exit())
