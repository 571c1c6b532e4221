import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** A real server, and everything that it was told. */
export interface Server {
  readonly url: string
  /** Every socket that was opened, oldest first. */
  readonly sockets: readonly WebSocket[]
  readonly requests: readonly IncomingMessage[]
  readonly received: readonly (string | Buffer)[]
  /** Sends an event to everybody. */
  emit(type: string, payload?: unknown): void
  stop(): Promise<void>
}

/** Starts a server that answers requests with what it was asked, and returns bytes as they came. */
export async function startServer(port = 0): Promise<Server> {
  const server = new WebSocketServer({ port, host: '127.0.0.1', handleProtocols: ([first]) => first ?? false })
  const sockets: WebSocket[] = []
  const requests: IncomingMessage[] = []
  const received: (string | Buffer)[] = []
  server.on('connection', (socket, request) => {
    sockets.push(socket)
    requests.push(request)
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      received.push(isBinary ? data : data.toString())
      if (isBinary) return socket.send(data)
      const { type, payload, id } = JSON.parse(data.toString()) as { type: string; payload: unknown; id?: string }
      if (id !== undefined) socket.send(JSON.stringify({ replyTo: id, payload }))
      if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }))
    })
  })
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    sockets,
    requests,
    received,
    emit(type, payload) {
      for (const socket of server.clients) socket.send(JSON.stringify({ type, payload }))
    },
    async stop() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
