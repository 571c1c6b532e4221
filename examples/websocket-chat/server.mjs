// The other end of the chat: node server.mjs
//
// PORT (8787; 0 for any that is free), LOG (the file that keeps what was said) and TOKEN (demo) may be set.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { isName, isRecord, isText, readFrame } from './server/frame.mjs'
import { createLimit } from './server/limit.mjs'
import { openLog } from './server/log.mjs'
import { personOf } from './server/person.mjs'
import { createRooms } from './server/rooms.mjs'

const { PORT = '8787', LOG = join(tmpdir(), 'wirehooks-chat.jsonl'), TOKEN = 'demo' } = process.env

/** Milliseconds a new link has to show its token. */
const patience = 5000
/** How often a link is asked for a sign of life, in milliseconds. */
const beat = 30_000
/** A link this many bytes behind is dropped; its page comes back and asks for what it missed. */
const mostBuffered = 2 ** 20
/** Each may have that much unsent. */
const mostLinks = 200
/** What one link may do in so many milliseconds. Who says or asks more is told when to come again; a flood ends the link. */
const allowances = { frames: { most: 100, per: 2000 }, lines: { most: 10, per: 2000 }, rooms: { most: 15, per: 2000 } }

const log = openLog(LOG)
const rooms = createRooms({ names: ['lobby', 'music', 'garden', ...log.rooms()], isKept: log.has, send })
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(PORT), maxPayload: 16 * 1024 })

const handlers = {
  ENTER(link, { room, since }) {
    slowly(link.limits.rooms)
    if (!isName(room)) return refuse('A room needs a name of 1 to 24 characters.')
    if (!rooms.enter(link, room, { isBack: Number.isInteger(since) })) return refuse('There are enough rooms.')
    return { lines: log.read(room, since) }
  },
  SAY(link, { room, id, text }) {
    if (!rooms.has(room)) return refuse('There is no such room.')
    if (!isText(id, 64) || !isText(text, 2000)) return refuse('A message has 1 to 2,000 characters.')
    slowly(link.limits.lines)
    const kept = log.add({ room, id, from: link.person, text }) ?? refuse('Another message has this id.')
    if (kept.isNew) rooms.tell(room, 'SAID', { room, line: kept.line })
    return { seq: kept.line.seq }
  },
  TYPING(link, { room }) {
    if (link.room === room) rooms.tell(room, 'TYPING', { room, person: link.person }, link)
  },
  HANG_UP(link) {
    link.socket.terminate()
  },
}

server.on('connection', (socket) => {
  socket.on('error', () => {}) // `close` follows
  // Close codes that tell a page to come back, and not too soon.
  if (server.clients.size > mostLinks) return socket.close(1013, 'there are enough links')
  const limits = { rooms: createLimit(allowances.rooms), lines: createLimit(allowances.lines) }
  const link = { socket, person: null, room: null, isAlive: true, limits }
  const mustWait = createLimit(allowances.frames)
  const cancel = setTimeout(() => socket.close(4408, 'no token came'), patience)

  socket.on('message', (data, isBinary) => {
    // What was on its way when it was closed.
    if (socket.readyState !== socket.OPEN) return
    if (mustWait() > 0) return socket.close(4429, 'too many messages')
    link.isAlive = true
    const message = isBinary ? null : readFrame(data)
    if (!message) return
    if (message.type === 'ping') send(link, 'pong')
    else if (link.person) answer(link, message)
    else authenticate(message.payload)
  })
  socket.on('pong', () => (link.isAlive = true))
  socket.on('close', (code) => {
    clearTimeout(cancel)
    // 1006 is a broken link: they may be back before anyone needs to know.
    rooms.leave(link, code === 1006 ? 3000 : 0)
  })

  function authenticate({ token, key, name }) {
    const person = personOf({ key, name })
    if (token !== TOKEN || !person) return socket.close(4401, 'the token is not good')
    clearTimeout(cancel)
    link.person = person
    send(link, 'READY')
    send(link, 'YOU', person)
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
    if (error instanceof Refusal) return { error: { message: error.message, retryAfter: error.retryAfter } }
    console.error(error)
    return { error: { message: 'The server could not do this.' } }
  }
}

class Refusal extends Error {
  constructor(message, retryAfter) {
    super(message)
    this.retryAfter = retryAfter
  }
}

function refuse(why, retryAfter) {
  throw new Refusal(why, retryAfter)
}

function slowly(limit) {
  const retryAfter = limit()
  if (retryAfter > 0) refuse('You are too fast for this server.', retryAfter)
}

function send(link, type, payload) {
  write(link, { type, payload })
}

function write({ socket }, message) {
  if (socket.bufferedAmount > mostBuffered) socket.terminate()
  else socket.send(JSON.stringify(message), () => {}) // of a link that has just broken `close` tells
}
