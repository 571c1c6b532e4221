import { WebSocketHandler } from 'msw/ws'
import type { OutgoingMessage } from '../../transport/message'
import { type Accept, inJson, type Wire } from './wire'

type Connection = Parameters<WebSocketHandler['run']>[0]
type Context = Parameters<WebSocketHandler['run']>[1]

/** Hears a frame of one client. */
export type OnFrame = (data: unknown) => void

/** What is done about a WebSocket that was dialled, before it opens. Returns who hears its frames. */
export type Dialled = (socket: DialledSocket) => Promise<OnFrame | null>

/** The far end of a WebSocket. */
export interface DialledSocket {
  /** The same object for every handler that sees this socket. */
  readonly identity: object
  readonly url: URL
  /** Aborted when it is closed. */
  readonly signal: AbortSignal
  send(frame: string | ArrayBuffer): void
  close(code: number, reason: string): void
}

/** An MSW handler that lets a WebSocket wait: it opens when `dialled` has resolved, unless it was closed. */
export class SocketHandler extends WebSocketHandler {
  readonly #dialled: Dialled

  constructor(url: string, dialled: Dialled) {
    super(url)
    this.#dialled = dialled
  }

  override async run(connection: Connection, context?: Context): ReturnType<WebSocketHandler['run']> {
    const resolved = await super.run(connection, context)
    if (!resolved) return null
    const { client } = resolved
    const over = new AbortController()
    const early: unknown[] = []
    let hears: OnFrame | null = (frame) => early.push(frame)
    client.addEventListener('close', () => over.abort())
    client.addEventListener('message', ({ data }) => hears?.(data))
    hears = await this.#dialled({
      identity: client,
      url: client.url,
      signal: over.signal,
      send: (frame) => client.send(frame),
      close(code, reason) {
        client.close(code, reason)
        // The client hears of it a moment later.
        over.abort()
      },
    })
    for (const frame of early) hears?.(frame)
    return resolved
  }
}

/** WebSockets that speak as the codec `json()` does. */
export function webSocketHandler(url: string, accept: Accept): SocketHandler {
  return new SocketHandler(url, async (socket) => {
    if (isEngine(socket.url)) return null
    const hearing = await accept(wireOf(socket))
    return (frame) => {
      if (frame === 'ping') socket.send('pong')
      else hearing.heard(messageOf(frame))
    }
  })
}

/** Whether Socket.IO's engine dials, which speaks another protocol. */
export const isEngine = (url: URL): boolean => url.searchParams.has('EIO')

function wireOf(socket: DialledSocket): Wire {
  const send = (value: object): void => socket.send(JSON.stringify(value))
  return {
    kind: 'websocket',
    url: socket.url,
    signal: socket.signal,
    open() {},
    say: ({ event, data }) => send({ type: event, payload: data }),
    reply: (id, data) => send({ replyTo: id, payload: data }),
    refuse: (id, error) => send({ replyTo: id, error: inJson(error) }),
    end: (code, reason) => socket.close(code < 1000 ? 1006 : code, reason),
  }
}

/** `{ type, payload, id }`, or a whole message: another value, or a frame that is no JSON, as it is. */
function messageOf(frame: unknown): OutgoingMessage {
  const data = typeof frame === 'string' ? parsed(frame) : frame
  if (typeof data !== 'object' || data === null || !('type' in data) || typeof data.type !== 'string') return { data }
  const id = 'id' in data && typeof data.id === 'string' ? { id: data.id } : {}
  return { event: data.type, data: 'payload' in data ? data.payload : undefined, ...id }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
