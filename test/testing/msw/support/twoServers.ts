import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { setupServer } from 'msw/node'
import { Server } from 'socket.io'
import type { io } from 'socket.io-client'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { everythingElse } from './serve'

/** A server of Socket.IO, real or mocked, and what reaches it. */
export interface World {
  url: string
  fetch: typeof fetch
  WebSocket: typeof WebSocket
  /** The client's build for browsers, which takes the global WebSocket when it is loaded. */
  ioOfBrowser: typeof io
}

export interface TwoServers {
  /** Does the same with both, which have a namespace `/` and a namespace `/room`. */
  play<Result>(script: (world: World) => Promise<Result>): Promise<{ real: Result; mocked: Result }>
  close(): Promise<void>
}

export async function startTwoServers(): Promise<TwoServers> {
  const http = createServer()
  // A mocked server offers no upgrades.
  const io = new Server(http, { allowUpgrades: false })
  for (const name of ['/', '/room']) serveForReal(io.of(name))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const real = worldAt(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)

  const mocks = ['/', '/room'].map((name) => mockOf(`http://io.example${name}`))
  const mocking = setupServer(...mocks.flatMap((mock) => [...mock]))
  mocking.listen(everythingElse('bypass'))
  const mocked = worldAt('http://io.example')

  return {
    async play(script) {
      const results = { real: await script(real), mocked: await script(mocked) }
      for (const mock of mocks) mock.reset()
      return results
    },
    async close() {
      mocking.close()
      await io.close()
    },
  }
}

const require = createRequire(import.meta.url)

/** With the classes and functions as they are now: those of MSW, once it listens. */
function worldAt(url: string): World {
  const path = require.resolve('socket.io-client/dist/socket.io.js')
  delete require.cache[path]
  const { io: ioOfBrowser } = require(path)
  return { url, fetch: globalThis.fetch, WebSocket: globalThis.WebSocket, ioOfBrowser }
}

function serveForReal(namespace: ReturnType<Server['of']>): void {
  namespace.use(({ handshake }, next) => {
    if (handshake.auth.token !== 'old') return next()
    next(Object.assign(new Error('too old'), { data: { code: 4401 } }))
  })
  namespace.on('connection', (socket) => {
    socket.emit('WELCOME', socket.handshake.auth)
    socket.on('SUM', (one, other, answer) => answer(one + other))
    socket.on('CHAT', (text) => namespace.emit('CHAT', text))
    socket.on('ECHO', (data, answer) => answer(data))
    socket.on('SAY', (data) => socket.emit('SAID', data))
    socket.on('NOTHING', () => socket.emit('NOTHING'))
    socket.on('LEAVE', () => socket.disconnect())
  })
}

function mockOf(url: string): WireServer {
  const server: WireServer = wireHandlers(url, {
    opened(client) {
      if ((client.auth as { token?: string }).token === 'old') client.drop(4401, 'too old')
      client.message('WELCOME', client.auth)
    },
    on: {
      SUM: ([one, other]: number[]) => Number(one) + Number(other),
      CHAT: (text) => server.message('CHAT', text),
      ECHO: (data) => data,
      SAY: (data, client) => client.message('SAID', data),
      NOTHING: (_, client) => client.message('NOTHING'),
      LEAVE: (_, client) => client.drop(4000),
    },
  })
  return server
}
