import { expect, test } from 'vitest'
import { ownSocket } from '../../../src/transports/socket.io/ownSocket'

test('leaves an option that is undefined to the client, which has a default for it', () => {
  const { io } = ownSocket({
    uri: 'https://example.com',
    namespace: '/',
    group: 'any',
    options: { path: undefined, timeout: undefined, transports: undefined, withCredentials: true },
    memory: new Map(),
  })
  expect(io.opts).toMatchObject({ path: '/socket.io', withCredentials: true, autoConnect: false })
  expect(io.opts).not.toHaveProperty('transports')
  expect(io.timeout()).toBe(10_000)
})
