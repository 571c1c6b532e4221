import { expect, test } from 'vitest'
import {
  createConnection,
  stored,
  type StorageLike,
  webSocket,
  type WebSocketOptions,
  type WireError,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

const secret = 'SECRET'

/** Never opens. */
class NoSocket {
  close(): void {}
}

/** Under which keys something was read or written when a message waited, and what was reported. */
async function keysOf(address: string | (() => string), options: WebSocketOptions = {}) {
  const clock = createFakeClock()
  const keys = new Set<string>()
  const errors: WireError[] = []
  const touch = (key: string): undefined => void keys.add(key)
  const storage: StorageLike = { get: touch, set: touch, del: touch }
  const connection = createConnection(webSocket(address, { WebSocket: NoSocket as never, ...options }), {
    clock,
    network: createFakeNetwork(),
    outbox: { storage: stored(storage) },
    onError: (error) => errors.push(error),
  })
  connection.open()
  const sent = connection.send('waits')
  await clock.advance(1000)
  const { count } = connection.store.getState().queue
  connection.close()
  await clock.advance(1000)
  return { keys: [...keys], errors, count, outcome: (await sent).outcome }
}

test.each<[string, string | (() => string), WebSocketOptions?]>([
  ['an address that is a function', () => `wss://example.com/live?token=${secret}`],
  ['an address that is a function, also with an identity', () => 'wss://example.com/live', { identity: 'ann' }],
  ['an address with a query', `wss://example.com/live?token=${secret}`],
  ['an address with a password', `wss://ann:${secret}@example.com/live`],
  ['credentials that come from a function', 'wss://example.com/live', { protocols: () => [secret] }],
  ['subprotocols, of which one may be a token', 'wss://example.com/live', { protocols: [secret] }],
])('stores nothing for %s: it says so once, and waits in memory', async (_name, address, options) => {
  const { keys, errors, count, outcome } = await keysOf(address, options)
  expect([keys, count, outcome]).toEqual([[], 1, 'closed'])
  expect(errors.map(({ code }) => code)).toEqual(['storage'])
  expect(errors[0]?.message).toMatch(/Give the option key(, or where only the user is unknown, identity)?\. /)
  expect(errors[0]?.message).not.toContain(secret)
})

test('stores under a name of its own for every address, user and key, without any secret', async () => {
  const touched = [
    await keysOf('wss://example.com/one'),
    await keysOf('wss://example.com/two'),
    await keysOf('wss://example.com/one', { identity: 'ann' }),
    await keysOf('wss://example.com/one', { identity: 'bob' }),
    await keysOf('wss://example.com/one', { protocols: [secret], identity: 'cat' }),
    await keysOf(`wss://example.com/three?token=${secret}`, { key: 'three' }),
    await keysOf(() => `wss://example.com/four?token=${secret}`, { key: 'four' }),
    await keysOf('wss://example.com/five', { protocols: () => [secret], identity: 'ann' }),
  ]
  expect(touched.flatMap(({ errors }) => errors)).toEqual([])
  const keys = touched.map(({ keys: [first] }) => first)
  expect(keys.every(Boolean)).toBe(true)
  expect(new Set(keys).size).toBe(keys.length)
  expect(JSON.stringify(touched)).not.toContain(secret)
})

test('says so of a transport whose messages cannot be stored', async () => {
  const errors: WireError[] = []
  const fake = createFakeTransport({ does: { store: false } })
  const connection = createConnection(fake, {
    clock: createFakeClock(),
    network: createFakeNetwork(),
    outbox: {
      storage: stored({
        get: () => expect.unreachable(),
        set: () => expect.unreachable(),
        del: () => expect.unreachable(),
      }),
    },
    onError: (error) => errors.push(error),
  })
  connection.open()
  connection.close()
  connection.open()
  expect(errors.map(({ code }) => code)).toContain('storage')
  expect(errors[0]?.message).toMatch(/storage/)
  connection.close()
})
