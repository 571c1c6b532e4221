// Vitest runs it in an application with the oldest versions, and TypeScript reads it: see test/peers/vitest.test.ts.

// The types of the matchers; Vitest itself imports it as a setup file.
// oxlint-disable-next-line import/no-unassigned-import
import 'wirehooks/testing/vitest'
import { expect, test } from 'vitest'
import { createFakeTransport } from 'wirehooks/testing'
import { type Connection, createConnection } from 'wirehooks/vanilla'

let last: Connection | undefined

test('knows the matchers', async () => {
  const fake = createFakeTransport({ opens: true })
  last = createConnection(fake)
  last.open()
  await last.emit('CHAT', { text: 'hi' })
  expect(last).toHaveStatus('open')
  expect(fake).toHaveSent('CHAT', { text: 'hi' })
  expect(fake).not.toHaveSent('JOIN')
  expect(fake).not.toHaveReconnected()
  // @ts-expect-error an event has a name
  expect(() => expect(fake).toHaveSent(7)).toThrow('Expected 7 to have been sent. What was, oldest first:')
})

test('begins without the connections of the last test', () => {
  expect(last).toHaveStatus('closed')
})
