// The Socket.IO server of the browser tests, started before them. Every test has a namespace for itself, which it can
// watch and drive through `/control`: see createNamespace.

import type { TestProject } from 'vitest/node'
import { until } from './until'
import { recovering, startSocketIOServer } from './socketIO'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The port of the Socket.IO server. */
    socketIOPort: number
  }
}

/** What a test can know of its namespace. */
export interface NamespaceState {
  /** How many sockets there were. */
  readonly connected: number
  /** Why they ended, in order. */
  readonly closed: readonly string[]
  /** The cookie header each came with. */
  readonly cookies: readonly (string | undefined)[]
  /** How their engines speak now. */
  readonly transports: readonly string[]
}

type Answer = (state: NamespaceState) => void

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startSocketIOServer({
    ...recovering,
    namespaces: [],
    maxHttpBufferSize: 10_000_000,
  })
  const { io } = server

  function stateOf(name: string): NamespaceState {
    const peers = server.peers.filter(({ namespace }) => namespace === name)
    return {
      connected: peers.length,
      closed: peers.flatMap(({ closed }) => closed ?? []),
      cookies: peers.map(({ socket }) => socket.handshake.headers.cookie),
      transports: peers.map(({ socket }) => socket.conn.transport.name),
    }
  }

  io.of(/^\/test-/).on('connection', (socket) => {
    server.greet(socket)
    socket.on('echo', (...args: unknown[]) => {
      const answer = args.at(-1)
      if (typeof answer === 'function') answer(...args.slice(0, -1))
      else socket.emit('echo', ...args)
    })
    socket.on('burst', (count: number) => {
      for (let tick = 0; tick < count; tick += 1) socket.emit('tick', tick)
    })
  })
  io.of('/control').on('connection', (socket) => {
    socket.on('state', (name: string, answer: Answer) => answer(stateOf(name)))
    socket.on('until', (name: string, counts: { connected?: number; closed?: number }, answer: Answer) => {
      const { connected = 0, closed = 0 } = counts
      void until(server, () => stateOf(name).connected >= connected && stateOf(name).closed.length >= closed)
        .catch(() => {})
        .then(() => answer(stateOf(name)))
    })
    socket.on('emit', (name: string, event: string, args: unknown[], answer: Answer) => {
      io.of(name).emit(event, ...args)
      answer(stateOf(name))
    })
    socket.on('cut', (name: string, answer: Answer) => {
      for (const { conn } of io.of(name).sockets.values()) conn.close()
      answer(stateOf(name))
    })
  })
  provide('socketIOPort', server.port)
  return server.stop
}
