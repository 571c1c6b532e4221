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

/** The largest frame and the largest body that is read, in bytes: what the service takes of a message on its larger plans. */
const mostBytes = 3 * 2 ** 20
/** So long a client may go on sending a body that is too large, in milliseconds. */
const longestDrainMs = 2000

/** The backend on a port of its own, for clients elsewhere. */
export async function startServer(backend: Backend, port = 0): Promise<Server> {
  const http = createServer((request, response) => {
    answer(backend, request, response).catch((error: unknown) => {
      // The head may be out already, and then all that is left is to say that the rest will not come.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(JSON.stringify({ message: String(error) }))
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes })
  http.on('upgrade', (request, tcp, head) => {
    // Node takes its own listener away before it hands the socket over, and a socket that breaks would end the process.
    tcp.on('error', () => tcp.destroy())
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
  // A stranger may ask for `//`, which is no URL.
  const address = URL.parse(url, 'http://127.0.0.1')
  if (!address) return refuse(response, 400, 'The address is no URL')
  const body = await read(request)
  if (body === 'too large') {
    // Whatever else comes is let go: to a socket that is closed with something unread in it, no answer gets through.
    request.resume()
    return refuse(response, 413, `A body has at most ${mostBytes} bytes`, request)
  }
  const reply = await backend.fetch(new Request(address, { method, headers, body }))
  response.writeHead(reply.status, Object.fromEntries(reply.headers))
  response.end(Buffer.from(await reply.arrayBuffer()))
}

async function read(request: IncomingMessage): Promise<Buffer<ArrayBuffer> | 'too large' | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > mostBytes) return 'too large'
  }
  return length > 0 ? Buffer.concat(chunks) : null
}

/** The connection ends with it: of what comes over it nobody knows where the next request begins. */
function refuse(response: ServerResponse, status: number, message: string, unread?: IncomingMessage): void {
  const text = JSON.stringify({ message })
  response.writeHead(status, {
    connection: 'close',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.write(text)
  const end = (): void => void response.end()
  if (!unread) return end()
  unread.once('close', end)
  setTimeout(end, longestDrainMs).unref()
}
