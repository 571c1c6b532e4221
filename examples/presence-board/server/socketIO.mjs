import { Server } from 'socket.io'
import { createPresence } from 'wirehooks/server/socket.io'

/** Presence over Socket.IO. */
export function overSocketIO(http, { redis }) {
  const io = new Server(http, {
    cors: { origin: '*' },
    maxHttpBufferSize: 16 * 1024,
    ...(redis ? { adapter: redis.adapter } : {}),
  })
  // An app knows who this is: createPresence(io, { key: (socket) => socket.data.userId }).
  const presence = createPresence(io)

  return {
    async close() {
      await io.close()
      await presence.close()
    },
  }
}
