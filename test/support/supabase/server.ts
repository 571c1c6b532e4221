import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Backend } from './backend'
import type { ServerSocket } from './channels/session'

export interface Server {
  /** What `createClient` takes. */
  readonly url: string
  readonly port: number
  /** The backend stays. */
  stop(): Promise<void>
}

/** The backend on a port of its own, for clients elsewhere. */
export async function startServer(backend: Backend, port = 0): Promise<Server> {
  const http = createServer((request, response) => {
    answer(backend, request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ message: String(error) }))
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, tcp, head) => {
    const url = request.url ?? '/'
    const status = backend.handshake(url)
    if (status === 101) sockets.handleUpgrade(request, tcp, head, (socket) => backend.accept(wrap(socket), url))
    else {
      const body = JSON.stringify({ error: 'Error authenticating the connection' })
      const head = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
      tcp.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${body}`)
    }
  })
  await once(http.listen(port, '127.0.0.1'), 'listening')
  const address = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    stop() {
      for (const socket of sockets.clients) socket.terminate()
      return new Promise((stopped) => {
        http.close(() => stopped())
        http.closeAllConnections()
      })
    },
  }
}

function wrap(socket: WebSocket): ServerSocket {
  const wrapped: ServerSocket = {
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onmessage: null,
    onclose: null,
  }
  socket.on('message', (data: Buffer, isBinary) => {
    wrapped.onmessage?.(isBinary ? Uint8Array.from(data) : data.toString())
  })
  socket.on('close', () => wrapped.onclose?.())
  socket.on('error', () => {})
  return wrapped
}

async function answer(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = chunks.length > 0 ? Buffer.concat(chunks) : null
  const reply = await backend.fetch(new Request(new URL(url, 'http://127.0.0.1'), { method, headers, body }))
  response.writeHead(reply.status, Object.fromEntries(reply.headers))
  response.end(Buffer.from(await reply.arrayBuffer()))
}
