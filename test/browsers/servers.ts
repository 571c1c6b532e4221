import type { TestContext } from 'vitest'
import { createPresence } from 'wirehooks/server'
import type { ChildServer } from '../support/childServer'
import type { Proxy } from '../support/proxy'
import type { ServerOptions, TestServer } from '../support/server'
import { type SocketIOServer, type SocketIOServerOptions, stageSocketIO } from '../support/socketIO'
import { type EventServer, eventStage, type Visit, type Welcome } from '../support/sse'
import { stage } from '../support/stage'

/** Real servers for the page, each on a port of its own. They end with the test. */
export interface Servers {
  webSocket(options?: ServerOptions): Promise<TestServer>
  /** A WebSocket server in a process of its own, which can be killed. */
  webSocketApart(port?: number): Promise<ChildServer>
  /** TCP that can be told to misbehave. */
  proxy(target: { readonly port: number }): Promise<Proxy>
  /** Server-Sent Events, which pages of every origin may read; with all headers, if not said otherwise. */
  events(welcome?: Welcome, options?: { readonly allowsHeaders?: boolean }): Promise<EventServer>
  /** Presence over a WebSocket. Somebody whose link broke is kept for 200 ms. */
  presence(): Promise<TestServer>
  socketIO(options?: SocketIOServerOptions): Promise<SocketIOServer>
}

export function serversOf(context: Pick<TestContext, 'onTestFinished'>): Servers {
  const { serve, serveApart, proxy } = stage(context)
  return {
    webSocket: serve,
    webSocketApart: serveApart,
    proxy,
    async events(welcome = open, { allowsHeaders = true } = {}) {
      const server = await eventStage(context).serve(withCors(welcome, allowsHeaders))
      return {
        ...server,
        /** Without the requests with which browsers ask for permission. */
        get visits() {
          return server.visits.filter(({ request }) => request.method !== 'OPTIONS')
        },
      }
    },
    presence() {
      const presence = createPresence({ grace: 60_000, ttl: 180_000 })
      context.onTestFinished(presence.close)
      return serve({ welcome: ({ socket }) => presence.accept(socket), answer() {} })
    },
    socketIO: stageSocketIO(context).serve,
  }
}

/** Opens a stream, and says something at once: Firefox does not tell of one that says nothing. */
export function open(visit: Visit): void {
  visit.open()
  visit.write(':\n\n')
}

/** Answers what CORS asks of a server for pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol). */
function withCors(welcome: Welcome, allowsHeaders: boolean): Welcome {
  let count = 0
  return (visit) => {
    const { request, response } = visit
    response.setHeader('access-control-allow-origin', '*')
    if (request.method === 'OPTIONS') {
      const headers = request.headers['access-control-request-headers']
      visit.answer(204, headers && allowsHeaders ? { 'access-control-allow-headers': headers } : {})
      return
    }
    count += 1
    welcome(visit, count)
  }
}
