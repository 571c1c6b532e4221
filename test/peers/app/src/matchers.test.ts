// Vitest runs it in an application with the oldest versions, and TypeScript reads it: see test/peers/app.test.ts.

// The types of the matchers; Vitest itself imports it as a setup file.
// oxlint-disable-next-line import/no-unassigned-import
import 'wirehooks/testing/vitest'
import { expect, test } from 'vitest'
import { createFakeTransport } from 'wirehooks/testing'
import { type Connection, createConnection } from 'wirehooks/vanilla'

const made: Connection[] = []

test('knows the matchers', async () => {
  const fake = createFakeTransport({ opens: true })
  const connection = createConnection(fake)
  made.push(connection)
  connection.open()
  await connection.emit('CHAT', { text: 'hi' })
  expect(connection).toHaveStatus('open')
  expect(fake).toHaveSent('CHAT', { text: 'hi' })
  expect(fake).not.toHaveSent('JOIN')
  expect(fake).not.toHaveReconnected()
  // @ts-expect-error an event has a name
  expect(() => expect(fake).toHaveSent(7)).toThrow('toHaveSent(event, data) expects the name of an event')
})

test('begins without the connections of the last test', () => {
  expect(made[0]).toHaveStatus('closed')
})
