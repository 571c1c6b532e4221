import { createPresence } from 'wirehooks/server'
import { WebSocketServer } from 'ws'
import { onUpgrade } from './onUpgrade.mjs'

/** How often a link is asked for a sign of life, in milliseconds. */
const beat = 10_000

/** Presence over a plain WebSocket. */
export function overWebSocket(http, { path, redis }) {
  const presence = createPresence(redis ? { store: redis.store } : {})
  const server = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 })

  onUpgrade(http, path, (request, tcp, head) => {
    server.handleUpgrade(request, tcp, head, (socket) => {
      socket.on('error', () => {}) // `close` follows
      socket.on('pong', () => (socket.isAlive = true))
      socket.isAlive = true
      // An app knows who this is: accept(socket, { key: userOf(request) }).
      presence.accept(socket)
    })
  })

  // A peer that is gone without a word would look as if it were there.
  const beating = setInterval(() => {
    for (const socket of server.clients) {
      if (!socket.isAlive) socket.terminate()
      socket.isAlive = false
      socket.ping()
    }
  }, beat)

  return {
    close() {
      clearInterval(beating)
      presence.close()
      for (const socket of server.clients) socket.terminate()
    },
  }
}
