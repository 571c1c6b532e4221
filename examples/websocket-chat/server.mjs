// The other end of the chat: node server.mjs
//
// PORT (8787; 0 for any that is free), LOG (the file that keeps what was said) and TOKEN (demo) may be set.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { isName, isPerson, isRecord, isText, readFrame } from './server/frame.mjs'
import { openLog } from './server/log.mjs'
import { createRooms } from './server/rooms.mjs'

const { PORT = '8787', LOG = join(tmpdir(), 'wirehooks-chat.jsonl'), TOKEN = 'demo' } = process.env

/** Milliseconds a new link has to show its token. */
const patience = 5000
/** How often a link is asked for a sign of life, in milliseconds. */
const beat = 30_000
/** A link this many bytes behind is dropped; its page comes back and asks for what it missed. */
const mostBuffered = 2 ** 20

const log = openLog(LOG)
const rooms = createRooms({ names: ['lobby', 'music', 'garden', ...log.rooms()], send })
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(PORT), maxPayload: 16 * 1024 })

const handlers = {
  ENTER(link, { room, since }) {
    if (!isName(room)) return refuse('A room needs a name of 1 to 24 characters.')
    if (!rooms.enter(link, room, { isBack: Number.isInteger(since) })) return refuse('There are enough rooms.')
    return { lines: log.read(room, since) }
  },
  SAY(link, { room, id, text }) {
    if (!rooms.has(room)) return refuse('There is no such room.')
    if (!isText(id, 64) || !isText(text, 2000)) return refuse('A message has 1 to 2,000 characters.')
    const { line, isNew } = log.add({ room, id, from: link.person, text })
    if (isNew) rooms.tell(room, 'SAID', { room, line })
    return { seq: line.seq }
  },
  TYPING(link, { room }) {
    if (link.room === room) rooms.tell(room, 'TYPING', { room, person: link.person }, link)
  },
  HANG_UP(link) {
    link.socket.terminate()
  },
}

server.on('connection', (socket) => {
  const link = { socket, person: null, room: null, isAlive: true }
  const cancel = setTimeout(() => socket.close(4408, 'no token came'), patience)

  socket.on('message', (data, isBinary) => {
    link.isAlive = true
    const message = isBinary ? null : readFrame(data)
    if (!message) return
    if (message.type === 'ping') send(link, 'pong')
    else if (link.person) answer(link, message)
    else authenticate(message.payload)
  })
  socket.on('pong', () => (link.isAlive = true))
  socket.on('error', () => {}) // `close` follows
  socket.on('close', (code) => {
    clearTimeout(cancel)
    // 1006 is a broken link: they may be back before anyone needs to know.
    rooms.leave(link, code === 1006 ? 3000 : 0)
  })

  function authenticate({ token, person }) {
    if (token !== TOKEN || !isPerson(person)) return socket.close(4401, 'the token is not good')
    clearTimeout(cancel)
    link.person = { id: person.id, name: person.name.trim() }
    send(link, 'READY')
    rooms.greet(link)
  }
})

const beating = setInterval(() => {
  for (const link of rooms.links()) {
    if (!link.isAlive) link.socket.terminate()
    link.isAlive = false
    link.socket.ping()
  }
}, beat)

server.on('listening', () => console.log(`chat server: ws://127.0.0.1:${server.address().port}`))
server.on('error', (error) => {
  console.error(`chat server: ${error.message}`)
  process.exit(1)
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

function stop() {
  clearInterval(beating)
  for (const socket of server.clients) socket.close(1001, 'the server stops')
  setTimeout(() => process.exit(0), 100)
}

function answer(link, { type, payload, id }) {
  if (!Object.hasOwn(handlers, type)) return
  const reply = attempt(() => handlers[type](link, isRecord(payload) ? payload : {}))
  if (id !== undefined) write(link, { replyTo: id, ...reply })
}

function attempt(handle) {
  try {
    return { payload: handle() }
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message }
    console.error(error)
    return { error: 'The server could not do this.' }
  }
}

class Refusal extends Error {}

function refuse(why) {
  throw new Refusal(why)
}

function send(link, type, payload) {
  write(link, { type, payload })
}

function write({ socket }, message) {
  if (socket.bufferedAmount > mostBuffered) socket.terminate()
  else socket.send(JSON.stringify(message), () => {}) // of a link that has just broken `close` tells
}
