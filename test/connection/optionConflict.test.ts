import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  type Codec,
  type ConnectionSettings,
  eventSource,
  type EventSourceOptions,
  handshake,
  heartbeat,
  json,
  rateLimit,
  schemas,
  structured,
  type Transport,
  webSocket,
  type WebSocketOptions,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { resetConnections } from '../../src/connection/reset'
import { buildConnection } from '../../src/connection/connection'
import { createSending } from '../../src/connection/sending'

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})
afterEach(() => {
  resetConnections()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

interface User {
  transport: Transport
  options?: ConnectionSettings
}

/** They share one connection, the first one longest. What was warned about. */
function share(...users: User[]): string[] {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const [first, ...others] = users.map(({ transport, options }) => ({
    current: { transport, options: { clock, network, ...options } },
  }))
  if (!first) throw new Error('Nobody shares it')
  const connection = buildConnection(first, createSending)
  for (const holder of [first, ...others]) connection.acquire(holder)
  connection.close()
  return warnings.splice(0)
}

let count = 0

/** A url that no test warned about. */
function freshUrl(): string {
  count += 1
  return `wss://example.com/conflict/${count}`
}

/** Never dials. */
class NoSocket {
  close(): void {}
}

function overWebSocket(...bags: WebSocketOptions[]): User[] {
  const url = freshUrl()
  return bags.map((bag) => ({ transport: webSocket(url, { WebSocket: NoSocket as never, ...bag }) }))
}

function overFake(...bags: ConnectionSettings[]): User[] {
  const fake = createFakeTransport()
  return bags.map((options) => ({ transport: fake, options }))
}

function overEventSource(...bags: EventSourceOptions[]): User[] {
  const url = freshUrl()
  const fetch = (): Promise<Response> => new Promise(() => {})
  return bags.map((bag) => ({ transport: eventSource(url, { fetch, ...bag }) as Transport }))
}

const msgpack: Codec = structured({ encode: String, decode: String })

test.each<[string, () => User[]]>([
  ['codec', () => overWebSocket({}, { codec: msgpack })],
  ['codec', () => overWebSocket({}, { codec: json({ event: ({ topic }: { topic: string }) => topic }) })],
  ['codec', () => overWebSocket({}, { codec: { encode: String, decode: () => ({ event: 'a', data: 1 }) } })],
  ['binaryType', () => overWebSocket({}, { binaryType: 'blob' })],
  ['maxFrameSize', () => overWebSocket({ maxFrameSize: 1 }, {})],
  ['heartbeat', () => overFake({ wrappers: [heartbeat()] }, {})],
  ['heartbeat', () => overFake({}, { wrappers: [heartbeat()] })],
  ['heartbeat', () => overFake({ wrappers: [heartbeat()] }, { wrappers: [heartbeat({ interval: 6000 })] })],
  ['handshake', () => overFake({ wrappers: [handshake(() => {})] }, { wrappers: [handshake(async () => {})] })],
  [
    'rateLimit',
    () =>
      overFake({ wrappers: [rateLimit({ messages: 1, per: 5 })] }, { wrappers: [rateLimit({ messages: 2, per: 5 })] }),
  ],
  ['validate', () => overFake({ validate: schemas({ A: z.string() }) }, {})],
  ['validate', () => overFake({ validate: schemas({ A: z.string() }) }, { validate: schemas({ B: z.string() }) })],
  ['headers', () => overEventSource({ key: 'a', headers: () => ({}) }, { key: 'a', headers: () => ({ a: 'b' }) })],
  ['linger', () => overFake({ linger: 1 }, {})],
  ['backoff', () => overFake({ backoff: { attempts: 3 } }, { backoff: { attempts: 4 } })],
  ['connectTimeout', () => overFake({}, { connectTimeout: 5 })],
  ['outbox', () => overFake({ outbox: { capacity: 1 } }, { outbox: { capacity: 1, ttl: 5 } })],
  ['highWaterMark', () => overFake({ highWaterMark: 1 }, { highWaterMark: 2 })],
])('says so when the option "%s" differs, and what to do', (option, users) => {
  const told = share(...users())
  expect(told).toEqual([
    expect.stringMatching(
      new RegExp(
        `^wirehooks: Two components share [^"]+, and their option "(wrappers: )?${option}" differs.*\\. A shared connection has one set of options: .* Give both the same, or give one of them a "key"`,
      ),
    ),
  ])
})

test('says what differs of a channel that is private to the one and public to the other', () => {
  const [one, other] = [true, false].map((isPrivate) =>
    createFakeTransport({ key: 'board', settings: { private: isPrivate } }),
  )
  expect(share({ transport: one as Transport }, { transport: other as Transport })).toEqual([
    expect.stringContaining('share fake board, and their option "private" differs'),
  ])
})

test('says it once, however often they meet; each option for itself', () => {
  const users = overFake({ linger: 1 }, { linger: 2 }, { linger: 3 }, { linger: 1, highWaterMark: 5 })
  expect(share(...users).map((text) => /option "(\w+)"/.exec(text)?.[1])).toEqual(['linger', 'highWaterMark'])
  expect(share(...users)).toEqual([])
})

test('tells numbers, as they are no secrets', () => {
  expect(share(...overFake({ linger: 77 }, {}))[0]).toContain('differs: 77 is used, and the default is not.')
})

test('says nothing of what is written inline and means the same', () => {
  const options = (): ConnectionSettings => ({
    wrappers: [
      heartbeat({ interval: 6000, message: () => 'ping' }),
      rateLimit({ messages: 1, per: 2 }),
      handshake(async ({ emit }) => emit('AUTH')),
    ],
    validate: schemas({ A: z.string() }),
    outbox: { capacity: 1, ttl: 2 },
    backoff: { attempts: 3, delay: (attempt) => attempt * 100 },
    linger: 5,
    onOpen() {},
    onMessage() {},
  })
  expect(share(...overFake(options(), options()))).toEqual([])
  const bag = (): WebSocketOptions => ({ codec: json({ event: ({ topic }: { topic: string }) => topic }) })
  expect(share(...overWebSocket(bag(), bag()))).toEqual([])
  expect(share(...overWebSocket({}, { codec: json() }))).toEqual([])
})

test('says nothing of options in another order, or that are undefined', () => {
  expect(
    share(
      ...overFake(
        { outbox: { capacity: 1, ttl: 2 }, linger: undefined },
        { outbox: { ttl: 2, capacity: 1, maxBytes: undefined } },
      ),
    ),
  ).toEqual([])
})

test('says nothing of callbacks, which everybody has of their own', () => {
  expect(share(...overFake({ onOpen() {} }, { onOpen: () => 1, onClose() {} }))).toEqual([])
})

test('says nothing when somebody comes back, or comes alone', () => {
  const fake = createFakeTransport()
  const clock = createFakeClock()
  const options = { clock, network: createFakeNetwork() }
  const [one, other] = [1, 2].map((linger) => ({ current: { transport: fake, options: { ...options, linger } } }))
  const connection = buildConnection(one as never, createSending)
  connection.acquire(one as never)()
  connection.acquire(other as never)()
  connection.acquire(one as never)
  expect(warnings).toEqual([])
})

test('never tells a secret', () => {
  const secret = 'SECRET-TOKEN'
  const fromFunction = (): EventSourceOptions => ({ headers: () => ({ authorization: secret }) })
  const told = [
    ...share(...overEventSource({ ...fromFunction(), key: 'a' }, { key: 'a' })),
    ...share(
      ...overFake(
        { wrappers: [handshake(({ emit }) => emit('AUTH', 'SECRET-TOKEN'))] },
        { wrappers: [handshake(() => {})] },
      ),
    ),
    ...share(
      ...[heartbeat({ message: secret }), heartbeat()].map((wrapper) => ({
        transport: webSocket(`${freshUrl()}?token=${secret}`, { WebSocket: NoSocket as never }),
        options: { wrappers: [wrapper] },
      })),
    ),
    ...share(
      ...[{}, { codec: msgpack }].map((bag) => ({
        transport: webSocket(`wss://ann:${secret}@example.com/secret?token=${secret}`, {
          WebSocket: NoSocket as never,
          protocols: [secret],
          ...bag,
        }),
      })),
    ),
  ]
  expect(told.length).toBeGreaterThanOrEqual(4)
  expect(told.filter((text) => text.includes(secret))).toEqual([])
})

test('says nothing in production', () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect(share(...overFake({ linger: 1 }, { linger: 2 }))).toEqual([])
})

test('the options of the one that holds longest are used all the same', () => {
  const [first, second] = [webSocketWithCodec('first'), webSocketWithCodec('second')]
  const sent: unknown[] = []
  const holders = [first, second].map((transport) => ({
    current: { transport, options: { clock: createFakeClock(), network: createFakeNetwork() } },
  }))
  const connection = buildConnection(holders[0] as never, createSending)
  for (const holder of holders) connection.acquire(holder)
  const fakes = [first, second].map(({ fake }) => fake)
  fakes[0]?.link.open()
  void connection.send('a').then(() => sent.push('done'))
  expect(fakes.map((fake) => fake.sent)).toEqual([['first a'], []])
  connection.close()
})

function webSocketWithCodec(name: string): Transport & { fake: ReturnType<typeof createFakeTransport> } {
  const fake = createFakeTransport({ key: 'one socket', settings: { codec: name } })
  return { ...fake, fake, encode: ({ data }) => `${name} ${String(data)}` }
}
