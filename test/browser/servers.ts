// The real servers of the browser tests, started before them. The path of a link is the name of its room, which a test
// has for itself, and a room can be watched and driven over HTTP: see room.ts.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { createPresence, type PresenceServer } from 'wirehooks/server'
import { WebSocket, WebSocketServer } from 'ws'
import { serveEventRoom } from '../support/sseRoomServer'
import { createSignal, type Signal, until } from '../support/until'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Host and port. */
    server: string
  }
}

/** What a test can know of a room. */
export interface RoomState {
  /** How many links were asked for. */
  readonly dials: number
  /** How many are open. */
  readonly open: number
  /** The close codes of the others, in order. */
  readonly codes: readonly number[]
}

interface Room extends Signal {
  dials: number
  readonly codes: number[]
  readonly sockets: Set<WebSocket>
  /** What happened, in order: `dial (1 open)`, `open`, `close 1000`, and every message as it came. */
  readonly log: string[]
  readonly presence: PresenceServer
  /** Upgrades that wait, once the room holds them back. */
  held: (() => void)[] | null
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const rooms = new Map<string, Room>()
  const upgrades = new WebSocketServer({ noServer: true })

  function roomOf({ url = '' }: IncomingMessage): { room: Room; query: URLSearchParams } {
    const { pathname, searchParams: query } = new URL(url, 'http://localhost')
    let room = rooms.get(pathname)
    if (!room) {
      const presence = createPresence({ grace: 200 })
      room = { ...createSignal(), dials: 0, codes: [], sockets: new Set(), log: [], presence, held: null }
      rooms.set(pathname, room)
    }
    return { room, query }
  }

  async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { room, query } = roomOf(request)
    const { sockets, codes, log } = room
    const word = query.get('do')
    if (word === 'hold') room.held = []
    if (word === 'release') {
      for (const letIn of room.held ?? []) letIn()
      room.held = null
    }
    if (word === 'close') for (const socket of sockets) socket.close(Number(query.get('code')))
    if (word === 'send') for (const socket of sockets) socket.send(query.get('message') ?? '')
    if (word === 'until') {
      await until(room, () =>
        Object.entries({ dials: room.dials, open: sockets.size, closed: codes.length }).every(
          ([name, count]) => !query.has(name) || count === Number(query.get(name)),
        ),
      ).catch(() => {
        response.statusCode = 408
      })
    }
    const state: RoomState = { dials: room.dials, open: sockets.size, codes }
    response.setHeader('access-control-allow-origin', '*').end(JSON.stringify(word === 'log' ? log : state))
  }

  const server = createServer((request, response) => {
    if (!serveEventRoom(request, response)) void control(request, response)
  })
  server.on('upgrade', (request, tcp, head) => {
    const { room } = roomOf(request)
    const letIn = (): void =>
      upgrades.handleUpgrade(request, tcp, head, (socket) => {
        room.sockets.add(socket)
        room.log.push('open')
        room.presence.accept(socket)
        socket.on('message', (message: Buffer) => {
          room.log.push(message.toString())
          answer(socket, message.toString())
        })
        socket.on('error', () => {})
        socket.on('close', (code) => {
          room.sockets.delete(socket)
          room.codes.push(code)
          room.log.push(`close ${code}`)
          room.notify()
        })
        room.notify()
      })
    room.dials += 1
    const open = [...room.sockets].filter(({ readyState }) => readyState === WebSocket.OPEN)
    room.log.push(`dial (${open.length} open)`)
    room.notify()
    if (room.held) room.held.push(letIn)
    else letIn()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  provide('server', `127.0.0.1:${(server.address() as AddressInfo).port}`)

  return () =>
    new Promise((stopped) => {
      for (const { sockets, presence } of rooms.values()) {
        void presence.close()
        for (const socket of sockets) socket.terminate()
      }
      server.close(() => stopped())
      server.closeAllConnections()
    })
}

/**
 * `BURST` brings that many `TICK`s and an `END`, `TALK` a `TICK` every other millisecond, and `presence` is answered
 * already; anything else comes back.
 */
function answer(socket: WebSocket, message: string): void {
  const { type, payload } = JSON.parse(message) as { type?: string; payload?: unknown }
  const tick = (count: number): void => socket.send(JSON.stringify({ type: 'TICK', payload: { count, of: payload } }))
  if (type === 'presence') return
  if (type === 'BURST') {
    for (let count = 0; count < Number(payload); count += 1) tick(count)
    socket.send('{"type":"END"}')
  } else if (type === 'TALK') {
    let count = 0
    const timer = setInterval(() => tick((count += 1)), 2)
    socket.on('close', () => clearInterval(timer))
  } else socket.send(message)
}
