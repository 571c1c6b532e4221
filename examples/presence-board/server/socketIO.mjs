import { Server } from 'socket.io'
import { createPresence } from 'wirehooks/server/socket.io'

/** Presence over Socket.IO. */
export function overSocketIO(http, { redis }) {
  const io = new Server(http, {
    cors: { origin: '*' },
    maxHttpBufferSize: 16 * 1024,
    ...(redis ? { adapter: redis.adapter } : {}),
  })
  // With some versions of socket.io an event of this name, which anybody can send, would end the process.
  io.on('connection', (socket) => socket.on('error', () => {}))
  // An app knows who this is: createPresence(io, { key: (socket) => socket.data.userId }).
  const presence = createPresence(io)

  return {
    async close() {
      await io.close()
      await presence.close()
    },
  }
}
