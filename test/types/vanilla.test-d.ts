import { describe, expectTypeOf, test } from 'vitest'
import {
  binary,
  type Codec,
  type Connection,
  type ConnectionState,
  connections,
  createConnection,
  type Delivery,
  type ErrorCode,
  type Fold,
  type Handshake,
  handshake,
  heartbeat,
  isWireError,
  json,
  type LiveConnection,
  type Outcome,
  rateLimit,
  raw,
  schemas,
  stored,
  type StoringTransport,
  structured,
  text,
  type Transport,
  webSocket,
  type WebSocketOptions,
  webStorage,
  WireError,
  type Wrapper,
} from 'wirehooks/vanilla'

interface ServerEvents {
  CHAT: { text: string }
}

interface ClientEvents {
  JOIN(room: string): string[]
  TYPING: undefined
}

declare const url: string

describe('createConnection', () => {
  test('takes maps of events', () => {
    const chat = createConnection<ServerEvents, ClientEvents>(webSocket(url))
    expectTypeOf(chat).toEqualTypeOf<Connection<ServerEvents, ClientEvents>>()
    expectTypeOf(chat.store.getState()).toEqualTypeOf<ConnectionState>()
    expectTypeOf(chat.request('JOIN', 'a room')).toEqualTypeOf<Promise<string[]>>()
    chat.on('CHAT', ({ text }) => expectTypeOf(text).toEqualTypeOf<string>())
    // @ts-expect-error a name that is none
    chat.on('CHATT', () => {})
    // @ts-expect-error wrong data
    void chat.emit('JOIN', 3)
  })

  test('is a connection for anything by default', () => {
    const any = createConnection(webSocket(url))
    any.on('ANY', (data) => expectTypeOf(data).toBeUnknown())
    void any.emit('ANY', 3)
  })

  test('knows its options', () => {
    createConnection(webSocket(url), {
      backoff: { initialDelay: 500, attempts: 3, delay: (attempt, { kind }) => (kind === 'peer' ? attempt * 1000 : 0) },
      wrappers: [heartbeat({ interval: 2000, message: () => 'ping', isPong: ({ data }) => data === 'pong' })],
      outbox: { capacity: 3, overflow: 'drop-oldest', storage: stored(webStorage()) },
      shouldReconnect: ({ code }) => (code === 1008 ? true : undefined),
      onClose: ({ kind }, willRetry) => expectTypeOf([kind, willRetry] as const).not.toBeAny(),
    })
    createConnection(webSocket(url), { backoff: { delay: 1000 } })
    // @ts-expect-error an option that is none
    createConnection(webSocket(url), { heartbeat: {} })
    // @ts-expect-error a delay is a number
    createConnection(webSocket(url), { backoff: { delay: () => '1s' } })
    // @ts-expect-error a word that is none
    createConnection(webSocket(url), { outbox: { overflow: 'drop-all' } })
  })

  test('what waits can be taken back, and awaited', async () => {
    const chat = createConnection<ServerEvents, ClientEvents>(webSocket(url))
    const { signal } = new AbortController()
    expectTypeOf(chat.emit('TYPING', undefined, { signal })).toEqualTypeOf<Promise<Delivery>>()
    expectTypeOf(chat.send('whole', { signal, ttl: undefined })).toEqualTypeOf<Promise<Delivery>>()
    expectTypeOf(await chat.drain()).toBeVoid()
    expectTypeOf(chat.close(4000, 'bye')).toBeVoid()
  })

  test('folds messages into a value', () => {
    const chat = createConnection<ServerEvents>(webSocket(url))
    let count = 0
    const fold = chat.fold(['CHAT'], { take: () => (count += 1), read: () => count })
    expectTypeOf(fold).toEqualTypeOf<Fold<number>>()
    expectTypeOf(fold.get()).toEqualTypeOf<number>()
    chat.fold(null, { take: ({ event }) => void event.length, read: () => 1 })
    // @ts-expect-error a name that is none
    chat.fold(['CHATT'], { take() {}, read: () => 1 })
  })

  test('every outcome has a name', async () => {
    const { outcome } = await createConnection(webSocket(url)).send('hi')
    expectTypeOf(outcome).toEqualTypeOf<Outcome>()
    // @ts-expect-error an outcome that is none
    if (outcome === 'lost') return
  })
})

test('a handshake speaks before the connection is open', () => {
  const signIn: Handshake = async ({ emit, next, signal }) => {
    emit('AUTH', { token: 'secret' })
    const { data } = await next('READY')
    expectTypeOf(data).toBeUnknown()
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  }
  createConnection(webSocket(url), { wrappers: [handshake(signIn)] })
})

test('wrappers are functions from transport to transport', () => {
  expectTypeOf([handshake(() => {}), heartbeat(), rateLimit({ messages: 1, per: 1000 })]).toEqualTypeOf<Wrapper[]>()
  const slowly: Wrapper = (transport) => ({ ...transport, name: 'slowly' })
  createConnection(webSocket(url), { wrappers: [slowly] })
  // @ts-expect-error a list, even of one
  createConnection(webSocket(url), { wrappers: slowly })
  // @ts-expect-error how many, but not in which time
  rateLimit({ messages: 1 })
})

test('schemas type what they check', () => {
  const count = { '~standard': { validate: (value: unknown) => ({ value: Number(value) }) } }
  const connection = createConnection(webSocket(url), { validate: schemas({ COUNT: count }) })
  connection.on('COUNT', (data) => expectTypeOf(data).toEqualTypeOf<number>())
  // @ts-expect-error what is no schema
  schemas({ COUNT: Number })
})

test('whoever hears that it opened hears whether it recovered', () => {
  createConnection(webSocket(url), {
    onOpen: ({ recovered }) => expectTypeOf(recovered).toEqualTypeOf<boolean | undefined>(),
  })
  expectTypeOf<ConnectionState['recovered']>().toEqualTypeOf<boolean | null>()
})

test('codecs are alike', () => {
  expectTypeOf([json(), text(), binary(), raw()]).toEqualTypeOf<Codec[]>()
  expectTypeOf(structured({ encode: JSON.stringify, decode: String })).toEqualTypeOf<Codec>()
  json({ event: (trade: { symbol: string }) => trade.symbol })
  // @ts-expect-error a name is a string
  json({ event: (trade: { id: number }) => trade.id })
})

test('a WebSocket transport is a transport', () => {
  expectTypeOf(webSocket(url)).toEqualTypeOf<StoringTransport>()
  expectTypeOf(webSocket(url)).toExtend<Transport>()
  webSocket(async ({ refresh }) => `${url}?${refresh}`, { protocols: () => ['v1'], WebSocket: globalThis.WebSocket })
  expectTypeOf<WebSocketOptions['key']>().toEqualTypeOf<string | undefined>()
})

test('errors are told by their code', () => {
  expectTypeOf(new WireError('unauthorized').code).toEqualTypeOf<ErrorCode>()
  const error: unknown = null
  if (isWireError(error)) expectTypeOf(error).toEqualTypeOf<WireError>()
  // @ts-expect-error a code that is none
  throw new WireError('no-idea')
})

test('the registry can be read', () => {
  expectTypeOf(connections.getState()).toEqualTypeOf<readonly LiveConnection[]>()
  // @ts-expect-error and not written
  connections.setState([])
})
