import { WebSocket, WebSocketServer } from 'ws'
import { useWebSocket } from 'wirehooks'
import { webSocket, type WebSocketOptions } from 'wirehooks/vanilla'
import type { Adapter, Given } from '../support/adapter'

/** Credentials as a subprotocol, which is the one header that a browser lets a page set. */
const optionsOf = ({ token, identity }: Given): WebSocketOptions => ({
  WebSocket,
  identity,
  ...(token ? { protocols: token } : {}),
})

export const websocket: Adapter = {
  name: 'websocket',
  scheme: 'ws',
  misreadingCosts: 'the message',
  tellsOfSilence: 'before it dials',
  transport: (url, given) => webSocket(url, optionsOf(given)),
  useLink: (url, options) => useWebSocket(url, { ...options, ...optionsOf(options) }),

  attach({ http, knock }) {
    const server = new WebSocketServer({ noServer: true })

    http.on('upgrade', (request, tcp, head) => {
      const guest = knock(request)
      if (guest) server.handleUpgrade(request, tcp, head, (socket) => greet(socket, guest))
    })

    function greet(socket: WebSocket, guest: NonNullable<ReturnType<typeof knock>>): void {
      const write = (value: object): void => socket.send(JSON.stringify(value))
      guest.token = socket.protocol || undefined
      socket.on('error', () => {})
      if (!guest.isWelcome) return socket.close(4401)
      socket.on('message', (frame: Buffer) => {
        const { type, payload, id } = JSON.parse(frame.toString()) as { type: string; payload: unknown; id?: string }
        if (type === 'ping') write({ type: 'pong' })
        else guest.hears(type, payload, id === undefined ? undefined : (data) => write({ replyTo: id, payload: data }))
      })
      socket.on('close', guest.leaves)
      guest.enter({
        say: (type, payload) => write({ type, payload }),
        garble: () => socket.send('{'),
        close: () => socket.close(1001),
      })
    }

    return () => server.close()
  },
}
