import { afterEach, expect, test } from 'vitest'
import { createConnection, setNetwork } from 'wirehooks/vanilla'
import { createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { browserNetwork } from '../../src/connection/network'

afterEach(() => setNetwork(browserNetwork))

test('connections that are made from now on listen to the network that was set', () => {
  const before = createConnection(createFakeTransport())
  const network = createFakeNetwork()
  setNetwork(network)
  const after = createConnection(createFakeTransport())
  before.open()
  expect(network.listeners).toBe(0)
  after.open()
  expect(network.listeners).toBe(1)
  network.signal('offline')
  expect([before, after].map(({ store }) => store.getState().online)).toEqual([true, false])
  for (const connection of [before, after]) connection.close()
  expect(network.listeners).toBe(0)
})

test('the option network of one connection comes first', () => {
  const [all, own] = [createFakeNetwork(), createFakeNetwork()]
  setNetwork(all)
  const connection = createConnection(createFakeTransport(), { network: own })
  connection.open()
  expect([all.listeners, own.listeners]).toEqual([0, 1])
  connection.close()
})
