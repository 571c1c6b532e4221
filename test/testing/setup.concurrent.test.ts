import { expect, test } from 'vitest'
import { connections, createConnection } from 'wirehooks/vanilla'
import { createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

// The setup file of this project imports `wirehooks/testing/vitest`.

let hasFirstEnded = false

function open() {
  const fake = createFakeTransport({ key: 'one for all' })
  const connection = createConnection(fake, { network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  return connection
}

test.concurrent('one that ends first', ({ onTestFinished }) => {
  onTestFinished(() => {
    hasFirstEnded = true
  })
  expect(open().store.getState().status).toBe('open')
})

test.concurrent('leaves the connection of another one that is still running as it is', async ({ expect }) => {
  const connection = open()
  await expect.poll(() => hasFirstEnded).toBe(true)
  expect(connection.store.getState().status).toBe('open')
})

test('and when both have ended, all are closed', () => {
  expect(connections.getState()).toEqual([])
})
