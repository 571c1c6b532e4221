// The rooms of the browser tests that speak Server-Sent Events. The path of a stream is the name of its room, and a room
// can be watched and driven over HTTP: see sseRoom.ts.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createSignal, type Signal, until } from './until'

/** What a test can know of a room. */
export interface EventRoomState {
  /** How each stream was asked for. */
  readonly visits: readonly { method: string; body: string; id?: string; cookie?: string; authorization?: string }[]
  /** How many streams there are. */
  readonly open: number
  /** How many requests the page left before they were answered to the end. */
  readonly left: number
}

interface Room extends Signal {
  readonly visits: EventRoomState['visits'][number][]
  /** The statuses that the next visitors get; a stream once there are none. 0 lets them wait. */
  readonly statuses: number[]
  readonly open: Set<ServerResponse>
  /** What a stream says first. */
  greeting: string
  left: number
}

const rooms = new Map<string, Room>()

function roomOf(name: string): Room {
  const room = rooms.get(name) ?? {
    ...createSignal(),
    visits: [],
    statuses: [],
    open: new Set(),
    greeting: '',
    left: 0,
  }
  rooms.set(name, room)
  return room
}

/** Answers, if the request is for one of these rooms: their names begin with `/sse/`. */
export function serveEventRoom(request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://localhost')
  if (!pathname.startsWith('/sse/')) return false
  // The usual server of another origin: it lets every page read, and knows of no header.
  if (pathname.startsWith('/sse/simple/')) {
    response.setHeader('access-control-allow-origin', '*')
    if (request.method === 'OPTIONS') response.writeHead(404).end()
    else answerRoom(pathname, query, request, response)
    return true
  }
  const { origin = '*', 'access-control-request-headers': wanted = '' } = request.headers
  response
    .setHeader('access-control-allow-origin', origin)
    .setHeader('access-control-allow-credentials', 'true')
    .setHeader('access-control-allow-headers', wanted)
    .setHeader('access-control-allow-methods', 'GET, POST')
  if (request.method === 'OPTIONS') response.writeHead(204).end()
  else answerRoom(pathname, query, request, response)
  return true
}

function answerRoom(name: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
  const room = roomOf(name)
  const to = query.get('to')
  if (query.has('do')) void control(room, query, response)
  else if (to) response.writeHead(Number(query.get('status')), { location: to }).end()
  else void visit(room, request, response)
}

async function visit(room: Room, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { cookie, authorization, 'last-event-id': id } = request.headers
  let body = ''
  for await (const part of request.setEncoding('utf8')) body += String(part)
  room.visits.push({
    method: request.method ?? '',
    body,
    ...(typeof id === 'string' ? { id: Buffer.from(id, 'latin1').toString() } : {}),
    ...(cookie === undefined ? {} : { cookie }),
    ...(authorization === undefined ? {} : { authorization }),
  })
  response.on('close', () => {
    if (!response.writableEnded && !response.errored) room.left += 1
    room.open.delete(response)
    room.notify()
  })
  const status = room.statuses.shift() ?? 200
  if (status === 200) {
    room.open.add(response)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    if (room.greeting) response.write(room.greeting)
  } else if (status > 0) response.writeHead(status).end()
  room.notify()
}

async function control(room: Room, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const word = query.get('do')
  const text = query.get('text') ?? ''
  if (word === 'answer') room.statuses.push(...text.split(',').map(Number))
  if (word === 'greet') room.greeting = text
  if (word === 'say') for (const stream of room.open) stream.write(text)
  if (word === 'end') for (const stream of room.open) stream.end()
  if (word === 'cut') for (const stream of room.open) stream.destroy(new Error('cut'))
  if (word === 'until')
    await until(room, () =>
      Object.entries({ visits: room.visits.length, open: room.open.size, left: room.left }).every(
        ([name, count]) => !query.has(name) || count === Number(query.get(name)),
      ),
    ).catch(() => response.writeHead(408))
  const state: EventRoomState = { visits: room.visits, open: room.open.size, left: room.left }
  response.end(JSON.stringify(state))
}
