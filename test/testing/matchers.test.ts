import { expect, test } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type WireMatchers,
  wireMatchers,
} from 'wirehooks/testing'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WireMatchers<R> {}
}

expect.extend(wireMatchers)

function setUp() {
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  return { fake, connection }
}

const messageOf = (fails: () => void): string => {
  try {
    fails()
  } catch (cause) {
    return (cause as Error).message
  }
  return 'it passed'
}

test('toHaveSent knows events and their data', () => {
  const { fake, connection } = setUp()
  expect(messageOf(() => expect(fake).toHaveSent('CHAT'))).toBe('Expected CHAT to have been sent. Nothing was.')
  void connection.emit('CHAT', { text: 'hi', at: new Date(0) })
  void connection.send('whole')
  expect(fake).toHaveSent('CHAT')
  expect(fake).toHaveSent('CHAT', { text: expect.any(String), at: new Date(0) })
  expect(fake).not.toHaveSent('CHAT', { text: 'ho' })
  expect(fake).not.toHaveSent('JOIN')
  expect(messageOf(() => expect(fake).toHaveSent('CHAT', 'ho'))).toBe(
    'Expected CHAT to have been sent. What was, oldest first:\n  CHAT {"text":"hi","at":"1970-01-01T00:00:00.000Z"}\n  (a whole message) "whole"',
  )
  expect(messageOf(() => expect(fake).not.toHaveSent('CHAT'))).toContain('Expected CHAT not to have been sent')
})

test('toHaveStatus says what the status is, and why', () => {
  const { fake, connection } = setUp()
  expect(connection).toHaveStatus('open')
  fake.link.drop(4403)
  expect(connection).not.toHaveStatus('open')
  expect(messageOf(() => expect(connection).toHaveStatus('open'))).toMatch(
    /^Expected the status to be open, it is failed. The last link ended: .*4403/,
  )
})

test('toHaveReconnected counts', () => {
  const { fake, connection } = setUp()
  expect(fake).not.toHaveReconnected()
  expect(fake).toHaveReconnected(0)
  connection.reconnect()
  connection.reconnect()
  expect(fake).toHaveReconnected()
  expect(fake).toHaveReconnected(2)
  expect(messageOf(() => expect(fake).toHaveReconnected(1))).toContain(
    'Expected to have reconnected 1 times, there were 2. Links:\n1. closed user\n2. closed user\n3. dialling',
  )
})
