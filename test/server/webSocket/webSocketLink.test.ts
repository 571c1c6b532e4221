import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createWebSocketLink } from '../../../src/server/webSocket/webSocketLink'

function setUp() {
  const socket = Object.assign(new EventEmitter(), {
    readyState: 1,
    bufferedAmount: 0,
    sent: [] as string[],
    send: (text: string) => void socket.sent.push(text),
    close: vi.fn<() => void>(() => {
      socket.readyState = 2
    }),
    ping: vi.fn<() => void>(),
    terminate: vi.fn<() => void>(),
  })
  const heard: unknown[] = []
  const closed: number[] = []
  const link = createWebSocketLink<object>({
    socket,
    beatIntervalMs: 1000,
    event: 'presence',
    maxMessageBytes: 100,
    textOf: JSON.stringify,
    heard: (payload) => void heard.push(payload),
    closed: (code) => void closed.push(code),
  })
  onTestFinished(() => void socket.emit('close'))
  return { socket, link, heard, closed, hear: (text: string) => socket.emit('message', Buffer.from(text), false) }
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

test('has ended when the server closes it, while its client says on and does not answer', () => {
  const { socket, link, heard, closed, hear } = setUp()
  link.close(4429, 'says too much at once')
  expect(closed).toEqual([4429])
  hear('{"type":"presence","payload":1}')
  hear('{"type":"ping"}')
  link.send({})
  expect([heard, socket.sent]).toEqual([[], []])
  socket.emit('close', 1006)
  expect(closed).toEqual([4429])
})

test('hears nothing while the application closes it', () => {
  const { socket, heard, closed, hear } = setUp()
  socket.close()
  hear('{"type":"presence","payload":1}')
  expect(heard).toEqual([])
  socket.emit('close', 4401)
  expect(closed).toEqual([4401])
})

test.each([
  ['messages', '{"type":"ping"}'],
  ['frames', undefined],
])('closes a client that pings in %s and reads nothing, and no other', (_, text) => {
  const { socket, hear } = setUp()
  const ping = (): void => void (text ? hear(text) : socket.emit('ping'))
  for (let count = 0; count < 10_000; count += 1) ping()
  socket.bufferedAmount = 2 ** 21
  // A slow client may ask now and then, while a long list is on its way.
  for (let count = 0; count < 1000; count += 1) ping()
  socket.bufferedAmount = 0
  for (let count = 0; count < 1000; count += 1) ping()
  expect(socket.close).not.toHaveBeenCalled()
  socket.bufferedAmount = 2 ** 21
  for (let count = 0; count < 10_000; count += 1) ping()
  expect(socket.close.mock.calls).toEqual([[4508, 'does not read the answers']])
})
