// The other end of the chat: node server.mjs
//
// PORT (8788; 0 for any that is free), SECRET (what tokens are signed with), TOKEN_LIFE (how long one is good, in
// seconds), STAFF (who may enter the staff room) and REDIS_URL (joins all processes that have the same one) may be set.

import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { createHandlers } from './server/handlers.mjs'
import { createLimit } from './server/limit.mjs'
import { memoryLog, redisLog } from './server/log.mjs'
import { loginPage } from './server/login.mjs'
import { createMembers } from './server/members.mjs'
import { connectRedis } from './server/redis.mjs'
import { Refusal } from './server/refusal.mjs'
import { readToken } from './server/token.mjs'

const {
  PORT = '8788',
  SECRET = 'only for trying it out',
  TOKEN_LIFE = '60',
  STAFF = 'Ada,Grace',
  REDIS_URL,
} = process.env

const rooms = [
  { name: 'lobby', isPrivate: false },
  { name: 'music', isPrivate: false },
  { name: 'garden', isPrivate: false },
  { name: 'staff', isPrivate: true },
]

/** Packets of one link in so many milliseconds, whatever is in them; a page needs a tenth of that. A flood ends the link. */
const allowance = { most: 200, per: 2000 }

const redis = REDIS_URL ? await connectRedis(REDIS_URL) : null
const http = createServer(loginPage({ secret: SECRET, life: Number(TOKEN_LIFE) }))
const io = new Server(http, {
  cors: { origin: '*' },
  maxHttpBufferSize: 16 * 1024,
  // With the Redis adapter, which keeps no sessions, a page loads what it missed. Middlewares: a token is always looked at.
  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60_000, skipMiddlewares: false },
  ...(redis ? { adapter: redis.adapter } : {}),
})

io.engine.on('connection', (link) => {
  const mustWait = createLimit(allowance)
  link.on('packet', () => {
    if (mustWait() > 0) link.close()
  })
})

const chat = io.of('/chat')
const members = createMembers(chat, { isAlone: !redis })
const log = redis ? redisLog(redis.client) : memoryLog()
const handlers = createHandlers({ chat, rooms, members, log, staff: new Set(STAFF.split(',')) })

chat.use((socket, next) => {
  try {
    socket.data.person = { name: readToken(socket.handshake.auth.token, SECRET).sub }
    next()
  } catch (error) {
    next(error)
  }
})

chat.on('connection', (socket) => {
  // With some versions of socket.io an event of this name, which anybody can send, would end the process.
  socket.on('error', () => {})
  for (const [event, handle] of Object.entries(handlers(socket))) {
    socket.on(event, (...args) => answer(handle, args))
  }
  socket.emit('welcome', { server: socket.handshake.headers.host, rooms })
  socket.on('disconnecting', (reason) => {
    // When their link broke they may be back in a moment.
    const patience = reason === 'client namespace disconnect' ? 0 : 3000
    for (const { name } of rooms) if (socket.rooms.has(name)) members.changedIn(patience, name)
  })
})

async function answer(handle, args) {
  const acknowledge = typeof args.at(-1) === 'function' ? args.pop() : () => {}
  try {
    acknowledge({ ok: true, ...(await handle(...args)) })
  } catch (error) {
    const isOurs = error instanceof Refusal
    if (!isOurs) console.error(error)
    acknowledge({ ok: false, ...(isOurs ? error.answer : { reason: 'The server could not do this.' }) })
  }
}

http.listen(Number(PORT), '127.0.0.1', () => console.log(`chat server: http://127.0.0.1:${http.address().port}`))
http.on('error', (error) => {
  console.error(`chat server: ${error.message}`)
  process.exit(1)
})

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

async function stop() {
  // From the terminal and from whoever started us.
  if (stopping) return
  stopping = true
  members.stop()
  await io.close()
  // After the adapter, which still says goodbye.
  await redis?.close()
  process.exit(0)
}
