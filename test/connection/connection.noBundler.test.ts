import { afterEach, expect, test, vi } from 'vitest'
import { setUp } from './support/setUp'

const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'process') as PropertyDescriptor
afterEach(() => {
  Object.defineProperty(globalThis, 'process', descriptor)
  vi.unstubAllGlobals()
})

test('opens, fails, holds and closes on a page without a bundler, where there is no process', () => {
  const { fake, connection, news } = setUp({ outbox: { capacity: 1 } })
  const holders = [1, 2].map((linger) => ({ current: { transport: fake, options: { linger } } }))
  vi.stubGlobal('reportError', () => {})
  Reflect.deleteProperty(globalThis, 'process')
  try {
    connection.open()
    for (let count = 0; count < 3; count += 1) void connection.send(count)
    fake.link.open()
    fake.link.garble()
    fake.link.drop(1008)
    connection.reconnect()
    for (const holder of holders) connection.acquire(holder)
    connection.close(5)
    void connection.request('ASK').catch(() => {})
  } finally {
    Object.defineProperty(globalThis, 'process', descriptor)
  }
  expect(connection.store.getState().status).toBe('closed')
  expect(news().filter((line) => !line.startsWith('onError'))).toContain('failed')
})
