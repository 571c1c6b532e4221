import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { createSignal, type Observable } from './until'

/** The server's end of one link. */
export interface Peer {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  /** What it got, oldest first: text as a string, bytes as a buffer. */
  readonly received: readonly (string | Buffer)[]
  /** When each of them came. */
  readonly receivedAt: readonly number[]
  /** How the link ended, as this end saw it. */
  readonly closed: { readonly code: number; readonly reason: string } | null
  /** Sends an event as the default codec writes it. */
  emit(type: string, payload?: unknown): void
}

export interface TestServer extends Observable {
  readonly url: string
  readonly port: number
  /** Everybody who got in, oldest first. */
  readonly peers: readonly Peer[]
  /** When somebody knocked, refused ones too. */
  readonly dials: readonly number[]
  stop(): Promise<void>
}

export interface ServerOptions {
  port?: number
  /** What to do with a new peer. It hears no message before this has returned. */
  welcome?(peer: Peer, count: number): void
  /** What to do with a message; by default it goes back. */
  answer?(peer: Peer, message: string | Buffer): void
  /** The HTTP status that refuses the upgrade, if it is to be refused. */
  refuse?(request: IncomingMessage): number | undefined
  /** Picks the subprotocol. */
  choose?(protocols: Set<string>): string | false
}

/** A real WebSocket server in this process, on a port of its own. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { welcome, answer = echo, refuse, choose } = options
  const signal = createSignal()
  const peers: Peer[] = []
  const dials: number[] = []
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, ...(choose ? { handleProtocols: choose } : {}) })

  http.on('upgrade', (request, tcp, head) => {
    dials.push(performance.now())
    signal.notify()
    const status = refuse?.(request)
    if (status) tcp.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else sockets.handleUpgrade(request, tcp, head, (socket) => greet(socket, request))
  })

  function greet(socket: WebSocket, request: IncomingMessage): void {
    const received: (string | Buffer)[] = []
    const receivedAt: number[] = []
    let closed: Peer['closed'] = null
    const peer: Peer = {
      socket,
      request,
      received,
      receivedAt,
      get closed() {
        return closed
      },
      emit: (type, payload) => socket.send(JSON.stringify({ type, payload })),
    }
    socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? data : data.toString()
      received.push(message)
      receivedAt.push(performance.now())
      answer(peer, message)
      signal.notify()
    })
    socket.on('close', (code, reason) => {
      closed = { code, reason: reason.toString() }
      signal.notify()
    })
    socket.on('error', () => {})
    peers.push(peer)
    welcome?.(peer, peers.length)
    signal.notify()
  }

  await new Promise<void>((listening) => http.listen(options.port ?? 0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo

  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    peers,
    dials,
    subscribe: signal.subscribe,
    stop() {
      for (const { socket } of peers) socket.terminate()
      return new Promise((stopped) => {
        http.close(() => stopped())
        http.closeAllConnections()
      })
    },
  }
}

function echo({ socket }: Peer, message: string | Buffer): void {
  socket.send(message)
}
