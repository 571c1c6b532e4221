import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createWebSocketLink } from '../../../src/server/webSocket/webSocketLink'

function setUp() {
  const socket = Object.assign(new EventEmitter(), {
    readyState: 1,
    bufferedAmount: 0,
    sent: [] as string[],
    send: (text: string) => void socket.sent.push(text),
    close: vi.fn<() => void>(),
    ping: vi.fn<() => void>(),
    terminate: vi.fn<() => void>(),
  })
  const heard: unknown[] = []
  createWebSocketLink({
    socket,
    beatInterval: 1000,
    event: 'presence',
    maxBytes: 100,
    textOf: JSON.stringify,
    heard: (payload) => void heard.push(payload),
    closed: () => {},
  })
  onTestFinished(() => void socket.emit('close'))
  return { socket, heard, hear: (text: string) => socket.emit('message', Buffer.from(text), false) }
}

test('makes no text of a message that is too long', () => {
  const { socket, heard } = setUp()
  const toString = vi.fn<() => string>(() => '')
  socket.emit('message', { byteLength: 90e6, toString }, false)
  expect(toString).not.toHaveBeenCalled()
  expect(heard).toEqual([])
})

test('hears its own event, and neither others nor bytes', () => {
  const { socket, heard, hear } = setUp()
  hear('{"type":"presence","payload":{"kind":"watch"}}')
  hear('{"type":"chat","payload":"presence"}')
  hear('{"type":"presence"')
  socket.emit('message', Buffer.from('{"type":"presence","payload":1}'), true)
  expect(heard).toEqual([{ kind: 'watch' }])
})

test('answers a ping, however it is written, and nothing that only speaks of one', () => {
  const { socket, hear } = setUp()
  hear('{"type":"ping"}')
  hear('{ "type": "ping", "payload": null }')
  hear('{"type":"chat","payload":"ping"}')
  hear('ping')
  expect(socket.sent).toEqual(['{"type":"pong"}', '{"type":"pong"}'])
})

test('listens to errors, of which Node would end the process', () => {
  const { socket } = setUp()
  expect(() => socket.emit('error', new Error('Invalid WebSocket frame'))).not.toThrow()
})

test('ends a client that gives no sign of life, and takes it for one that it takes of what waits', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { socket } = setUp()
  socket.bufferedAmount = 5000
  for (let beat = 0; beat < 4; beat += 1) {
    socket.bufferedAmount -= 1000
    vi.advanceTimersByTime(1000)
  }
  expect(socket.terminate).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2000)
  expect(socket.terminate).toHaveBeenCalled()
})
