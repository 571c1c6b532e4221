import type { TestContext } from 'vitest'
import { createPresence } from 'wirehooks/server'
import { type ChildServer, startChildServer } from '../support/childServer'
import { type Proxy, startProxy } from '../support/proxy'
import { type ServerOptions, startServer, type TestServer } from '../support/server'
import { type SocketIOServer, type SocketIOServerOptions, startSocketIOServer } from '../support/socketIO'
import { type EventServer, startEventServer, type Visit, type Welcome } from '../support/sse'

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

export function serversOf({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Servers {
  /** Starts one, and stops it with the test. */
  async function start<Server extends { stop(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
    const server = await starting
    onTestFinished(server.stop)
    return server
  }

  return {
    webSocket: (options) => start(startServer(options)),
    async webSocketApart(port) {
      const server = await startChildServer(port)
      onTestFinished(() => server.signal('SIGKILL'))
      return server
    },
    proxy: (target) => start(startProxy(target.port)),
    async events(welcome = open, { allowsHeaders = true } = {}) {
      const server = await start(startEventServer(allowing(welcome, allowsHeaders)))
      return {
        ...server,
        get visits() {
          return server.visits.filter(({ request }) => request.method !== 'OPTIONS')
        },
      }
    },
    presence() {
      const presence = createPresence({ grace: 200 })
      onTestFinished(presence.close)
      return start(startServer({ welcome: ({ socket }) => presence.accept(socket), answer() {} }))
    },
    socketIO: (options) => start(startSocketIOServer(options)),
  }
}

/** Opens a stream, and says something at once: Firefox does not tell of one that says nothing. */
export function open(visit: Visit): void {
  visit.open()
  visit.write(':\n\n')
}

/** What CORS asks of a server for pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol). */
function allowing(welcome: Welcome, allowsHeaders: boolean): Welcome {
  let count = 0
  return (visit) => {
    const { request, response } = visit
    response.setHeader('access-control-allow-origin', '*')
    if (request.method !== 'OPTIONS') return welcome(visit, (count += 1))
    const headers = request.headers['access-control-request-headers']
    visit.answer(204, headers && allowsHeaders ? { 'access-control-allow-headers': headers } : {})
  }
}
