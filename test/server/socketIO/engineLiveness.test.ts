import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchEngineLiveness } from '../../../src/server/socketIO/engineLiveness'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const connect = () => Object.assign(new EventEmitter(), { writeBuffer: [], transport: {}, close() {} })

test('a client is heard now until a ping has not been answered for long, and then when its last packet came', () => {
  const connection = connect()
  const silentFor = (): number => performance.now() - heardAt()
  const heardAt = watchEngineLiveness(connection, 1000)
  connection.emit('packet', { type: 'message' })
  vi.advanceTimersByTime(25_000)
  expect(silentFor()).toBe(0)
  connection.emit('packetCreate', { type: 'ping' })
  vi.advanceTimersByTime(999)
  connection.emit('packetCreate', { type: 'message' })
  expect(silentFor()).toBe(0)
  vi.advanceTimersByTime(1)
  expect(silentFor()).toBe(26_000)
  // A ping more does not excuse it.
  connection.emit('packetCreate', { type: 'ping' })
  expect(silentFor()).toBe(26_000)
  connection.emit('packet', { type: 'pong' })
  expect(silentFor()).toBe(0)
})

test('the sockets of many namespaces listen to their connection once', () => {
  const connection = connect()
  for (let count = 0; count < 20; count += 1) watchEngineLiveness(connection, 1000)
  expect(connection.listenerCount('packet')).toBe(1)
})
