// @vitest-environment node
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { Server } from 'socket.io'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { PresenceServer } from 'wirehooks/server'
import { createConnection, presenceOf, type SendingTransport, webSocket } from 'wirehooks/vanilla'
import type { SocketIOPresence } from 'wirehooks/server/socket.io'
import { socketIO } from 'wirehooks/socket.io'
import { runningPage } from './support/running'

const page = runningPage('README.md')

test('a server for `ws` knows who is there', async () => {
  const servers: WebSocketServer[] = []
  class Remembered extends WebSocketServer {
    constructor(options: { port: number }) {
      super(options)
      servers.push(this)
    }
  }
  const run = await page.load<Promise<{ presence: PresenceServer; last: unknown }>>('Presence', "wirehooks/server'")
  const { presence, last } = await run({ WebSocketServer: Remembered, port: 0, userOf: () => 'ada' })
  expect(last).toEqual([])

  onTestFinished(() => presence.close())
  onTestFinished(() => servers[0]?.close())
  enter(webSocket(`ws://127.0.0.1:${portOf(servers[0]?.address())}`, { WebSocket }))
  await expect.poll(() => presence.who('board')).toMatchObject([{ key: 'ada', state: { name: 'Ada' } }])
})

test('a server for `ws` says so when its port is taken, and outlives a link that breaks the protocol', async () => {
  const servers: WebSocketServer[] = []
  class Remembered extends WebSocketServer {
    constructor(options: { port: number }) {
      super(options)
      servers.push(this)
    }
  }
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => complain.mockRestore())
  const run = await page.load<Promise<{ presence: PresenceServer }>>('Presence', "wirehooks/server'")
  const parts = { WebSocketServer: Remembered, userOf: () => 'ada' }
  const { presence } = await run({ ...parts, port: 0 })
  const port = portOf(servers[0]?.address())
  onTestFinished(() => presence.close())
  onTestFinished(() => servers[0]?.close())

  const { presence: second } = await run({ ...parts, port })
  onTestFinished(() => second.close())
  await expect.poll(() => complain.mock.calls).toMatchObject([[{ code: 'EADDRINUSE' }]])

  const socket = connect(port, '127.0.0.1')
  const key = Buffer.from('0123456789abcdef').toString('base64')
  const headers = `Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}`
  socket.write(`GET // HTTP/1.1\r\n${headers}\r\n\r\n`)
  await once(socket, 'data')
  // A frame of text without a mask, which no client may send: https://www.rfc-editor.org/rfc/rfc6455#section-5.1
  socket.write(Buffer.from([0x81, 0x01, 0x78]))
  socket.resume()
  await once(socket, 'close')
  expect(await presence.who('board')).toEqual([])
})

test('a server for Socket.IO knows who is there', async () => {
  const http = createServer()
  const io = new Server(http)
  io.use((socket, next) => {
    socket.data.user = { id: 'ada' }
    next()
  })
  onTestFinished(() => io.close())
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const run = await page.load<{ presence: SocketIOPresence }>('Presence', 'wirehooks/server/socket.io')
  const { presence } = run({ io })

  enter(socketIO(`http://127.0.0.1:${portOf(http.address())}`))
  await expect.poll(() => presence.who('board')).toMatchObject([{ key: 'ada', state: { name: 'Ada' } }])
})

function enter(transport: SendingTransport): void {
  const connection = createConnection(transport)
  const options = { channel: 'board', key: 'ada', initial: { name: 'Ada' } }
  const leave = presenceOf(connection, options).enter({ current: options })
  connection.open()
  onTestFinished(() => {
    leave()
    connection.close()
  })
}

function portOf(address: unknown): number {
  return address !== null && typeof address === 'object' && 'port' in address ? Number(address.port) : 0
}
