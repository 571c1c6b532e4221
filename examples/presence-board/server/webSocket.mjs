import { createPresence } from 'wirehooks/server'
import { WebSocketServer } from 'ws'
import { onUpgrade } from './onUpgrade.mjs'

/** Presence over a plain WebSocket. */
export function overWebSocket(http, { path, redis }) {
  const presence = createPresence(redis ? { store: redis.store } : {})
  const server = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 })

  onUpgrade(http, path, ({ request, tcp, head }) => {
    server.handleUpgrade(request, tcp, head, (socket) => {
      // An app knows who this is: accept(socket, { key: userOf(request) }).
      presence.accept(socket)
    })
  })

  return {
    async close() {
      for (const socket of server.clients) socket.terminate()
      await presence.close()
    },
  }
}
