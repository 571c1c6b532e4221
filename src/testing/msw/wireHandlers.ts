import type { RequestHandler, WebSocketHandler } from 'msw'
import type { OutgoingMessage } from '../../transport/message'
import { addressOf } from './address'
import type { WireClient } from './client'
import { preflightHandler } from './cors'
import { eventStreamHandler } from './eventStream'
import { foreignHandler } from './foreignHandler'
import { checkCloseCode, checkCloseReason } from './closeCodes'
import { createNetwork, type WireServerOptions } from './network'
import { requireRecentMSW } from './oldMSW'
import { createServer, type WireScript } from './server'
import { socketIOHandlers } from './socketIO'
import type { EngineOptions } from './socketIO/engine'
import { webSocketHandler } from './webSocket'

/** The second argument of `wireHandlers`. */
export interface WireHandlersOptions extends WireScript, WireServerOptions, EngineOptions {}

/** A mocked server: handlers for MSW, and what a test or a story does with it. */
export interface WireServer extends ReadonlyArray<RequestHandler | WebSocketHandler> {
  /** Who is there, in the order they came. */
  readonly clients: readonly WireClient[]
  /** Who was ever there, in the order they came. */
  readonly links: readonly WireClient[]
  /** Every message that arrived, in order. */
  readonly sent: readonly OutgoingMessage[]
  /** Says an event to everybody who is there. */
  message(event: string, data?: unknown, more?: { readonly id?: string }): void
  /**
   * Ends the links of everybody: 1006, which is how a network breaks, or with a close code and a text. Throws where no server
   * can send that code, and where the text is too long for the close frame of a WebSocket (123 bytes).
   */
  drop(code?: number, reason?: string): void
  /** Changes how the server and the network behave from now on. */
  set(options: WireServerOptions): void
  /** As it was at first: ends all links, forgets what was sent, and behaves as the options say. For `afterEach`. */
  reset(): void
}

/**
 * Mocks a server with MSW (https://mswjs.io), 2.13 or newer, for whatever dials its address: a WebSocket that speaks as our
 * codec `json()` does, Server-Sent Events, or Socket.IO 4, whose namespace is the path. Bytes may be anywhere in what Socket.IO
 * carries, and are whole messages over a WebSocket: those of a client are the event `message`, and
 * `client.message('message', bytes)` sends some.
 *
 * @example
 * const chat: WireServer = wireHandlers('wss://chat.example/live', {
 *   opened: (client) => client.message('WELCOME', { people: 2 }),
 *   on: {
 *     JOIN: (room) => ['Ann', 'Bob'], // what it returns answers a request, what it throws refuses one
 *     CHAT: (text) => chat.message('CHAT', text), // to everybody
 *   },
 * })
 * const server = setupServer(...chat)
 * server.listen()
 */
export function wireHandlers(url: string | URL, options: WireHandlersOptions = {}): WireServer {
  const { delay = 0, duplicate = false, silent = false, refuses = null } = options
  const initial = { delay, duplicate, silent, refuses }
  const address = addressOf(url)
  const network = createNetwork(initial)
  const server = createServer(options, network)
  const { accept } = server

  function drop(code = 1006, reason = ''): void {
    const leaving = [...server.clients]
    // All are checked before the first one goes, so that an error leaves everything as it was.
    checkCloseCode(code)
    if (leaving.some(({ kind }) => kind === 'websocket')) checkCloseReason(reason)
    for (const client of leaving) client.drop(code, reason)
  }

  requireRecentMSW()
  const handlers: (RequestHandler | WebSocketHandler)[] = [
    foreignHandler(address),
    preflightHandler(address),
    ...socketIOHandlers({ address, network, options, accept }),
    webSocketHandler(address, accept),
    eventStreamHandler(address, accept),
  ]
  return Object.assign(handlers, {
    clients: server.clients,
    links: server.links,
    sent: server.sent,
    message(event: string, data?: unknown, more?: { readonly id?: string }) {
      for (const client of server.clients) client.message(event, data, more)
    },
    drop,
    set: network.set,
    reset() {
      network.reset()
      server.clear()
    },
  })
}
