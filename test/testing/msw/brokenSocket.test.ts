import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import type { io as Io } from 'socket.io-client'
import { WebSocketServer } from 'ws'
import { expect, onTestFinished, test } from 'vitest'
import { wireHandlers } from 'wirehooks/testing/msw'
import { eventually } from './support/eventually'
import { serve } from './support/serve'

// The WebSocket of Node, before MSW puts its own in its place.
const RealWebSocket = globalThis.WebSocket
const chat = wireHandlers('wss://chat.example/live')
serve(chat)
// After that: it looks for a WebSocket when it is loaded.
const { io }: { io: typeof Io } = createRequire(import.meta.url)('socket.io-client/dist/socket.io.js')

/** All that a WebSocket tells its page, in order. */
function listen(socket: WebSocket): string[] {
  const heard: string[] = []
  socket.addEventListener('open', () => heard.push('open'))
  socket.addEventListener('error', () => heard.push('error'))
  socket.addEventListener('close', ({ code }) => heard.push(`close ${code}`))
  return heard
}

const dial = (): string[] => listen(new WebSocket('wss://chat.example/live'))

/** A real server that refuses every client, or ends its link in some way. */
async function realServer(path: 'refuses' | 'breaks' | 'closes'): Promise<string[]> {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (path === 'refuses') return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (client) =>
      path === 'breaks' ? client.terminate() : client.close(4000, 'bye'),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void http.close())
  return listen(new RealWebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`))
}

test('a WebSocket that is refused hears an error before its end, as of a real server', async () => {
  chat.set({ refuses: 1006 })
  const [real, mocked] = [await realServer('refuses'), dial()]
  await eventually(() => expect(real.at(-1)).toBe('close 1006'))
  await eventually(() => expect(mocked).toEqual(real))
  expect(real).toEqual(['error', 'close 1006'])
})

test('a WebSocket that breaks hears an error before its end, as of a real server', async () => {
  const [real, mocked] = [await realServer('breaks'), dial()]
  await eventually(() => expect(chat.clients.length).toBe(1))
  await eventually(() => expect(mocked).toEqual(['open']))
  chat.drop()
  await eventually(() => expect(real.at(-1)).toBe('close 1006'))
  await eventually(() => expect(mocked).toEqual(real))
  expect(real).toEqual(['open', 'error', 'close 1006'])
})

test('a WebSocket that is closed hears of no error, as of a real server', async () => {
  const [real, mocked] = [await realServer('closes'), dial()]
  await eventually(() => expect(mocked).toEqual(['open']))
  chat.drop(4000, 'bye')
  await eventually(() => expect(real.at(-1)).toBe('close 4000'))
  await eventually(() => expect(mocked).toEqual(real))
  expect(real).toEqual(['open', 'close 4000'])
})

test('a WebSocket that its page closes hears of no error when the network breaks at the same time', async () => {
  const socket = new WebSocket('wss://chat.example/live')
  const heard = listen(socket)
  await eventually(() => expect(heard).toEqual(['open']))
  socket.close(4000)
  chat.drop()
  await eventually(() => expect(heard).toEqual(['open', 'close 4000']))
})

test("the end of a WebSocket keeps its code when the page closes it on an 'error'", async () => {
  const socket = new WebSocket('wss://chat.example/live')
  const heard = listen(socket)
  socket.addEventListener('error', () => socket.close())
  await eventually(() => expect(heard).toEqual(['open']))
  chat.drop()
  await eventually(() => expect(heard).toEqual(['open', 'error', 'close 1006']))
})

test('a client of Socket.IO over WebSockets alone hears that it is refused', async () => {
  chat.set({ refuses: 1006 })
  const socket = io('https://chat.example/live', { forceNew: true, transports: ['websocket'], reconnection: false })
  const heard: string[] = []
  socket.on('connect_error', ({ message }) => heard.push(message))
  await eventually(() => expect(heard).toEqual(['websocket error']))
  socket.disconnect()
})
