import { expect, test } from 'vitest'
import { createConnection, type Connection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { connections } from '../../src/connection/registry'

function create(key: string): Connection {
  const fake = createFakeTransport({ key })
  return createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
}

test('lists what is started, oldest first, and tells of it', () => {
  const log: (string | null)[][] = []
  const stop = connections.subscribe((all) => log.push(all.map(({ key }) => key)))
  const [a, b] = [create('a'), create('b')]
  b.open()
  a.open()
  a.open()
  b.reconnect()
  b.close()
  b.close()
  b.reconnect()
  a.close()
  b.close()
  stop()
  expect(log).toEqual([['b'], ['b', 'a'], ['a'], ['a', 'b'], ['b'], []])
})

test('lists the connection itself', () => {
  const connection = create('c')
  connection.open()
  expect(connections.getState()).toEqual([connection])
  connections.getState()[0]?.close()
  expect([connection.store.getState().status, connections.getState()]).toEqual(['closed', []])
})

test('keeps listing one that failed, so that it can be told to reconnect', () => {
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  fake.link.drop(1008)
  expect(connections.getState().map(({ store }) => store.getState().status)).toEqual(['failed'])
  connections.getState()[0]?.reconnect()
  expect(connection.store.getState().status).toBe('connecting')
  connection.close()
})
