import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import {
  type Connection,
  type ConnectionView,
  createConnection,
  type Delivery,
  eventSource,
  type Fold,
  type Message,
  type Readable,
  type ReceivingConnection,
  type ReceivingView,
  type ReceivingTransport,
  schemas,
  type SendingTransport,
  type Status,
  stored,
  type StoringTransport,
  type Transport,
  useConnection,
  useConnectionStatus,
  useEvent,
  useEventSource,
  useFold,
  useLatest,
  useMessages,
  useWebSocket,
  webSocket,
  webStorage,
} from 'wirehooks'
import * as z from 'zod'

interface Member {
  name: string
}

/** As an interface: it has no index signature. */
interface ServerEvents {
  CHAT: { text: string }
  JOINED: Member
  COUNT: number
  PING: undefined
}

// oxlint-disable-next-line typescript/consistent-type-definitions
type ClientEvents = {
  CHAT: { text: string }
  TYPING: undefined
  NOTE: string | undefined
  JOIN(room: string): Member[]
  LEAVE(): boolean
}

declare const transport: StoringTransport
declare const url: string
const useChat = () => useWebSocket<ServerEvents, ClientEvents>(url)
const chat = {} as ReturnType<typeof useChat>

describe('a hook with maps of events', () => {
  test('gives a view of them', () => {
    expectTypeOf(chat).toEqualTypeOf<ConnectionView<ServerEvents, ClientEvents>>()
    expectTypeOf(useConnection<ServerEvents, ClientEvents>(transport)).toEqualTypeOf(chat)
    expectTypeOf(chat.status).toEqualTypeOf<Status>()
    expectTypeOf(chat.isOpen).toEqualTypeOf<boolean>()
    expectTypeOf(chat.connection).toEqualTypeOf<Connection<ServerEvents, ClientEvents>>()
    // @ts-expect-error what is shown is not for changing
    chat.status = 'open'
  })

  test('types what is emitted', () => {
    expectTypeOf(chat.emit('CHAT', { text: 'hi' })).toEqualTypeOf<Promise<Delivery>>()
    void chat.emit('CHAT', { text: 'hi' }, { ttl: 0 })
    void chat.emit('TYPING')
    void chat.emit('TYPING', undefined, { ttl: 0 })
    void chat.emit('NOTE')
    void chat.emit('NOTE', 'a note')
    void chat.emit('JOIN', 'a room')
    void chat.send(anything)
    // @ts-expect-error a name that is none
    void chat.emit('CHATT', { text: 'hi' })
    // @ts-expect-error an event of the server
    void chat.emit('JOINED', { name: 'ann' })
    // @ts-expect-error wrong data
    void chat.emit('CHAT', { text: 3 })
    // @ts-expect-error no data
    void chat.emit('CHAT')
    // @ts-expect-error data of an event that has none
    void chat.emit('TYPING', true)
  })

  test('types what is asked and answered', () => {
    expectTypeOf(chat.request('JOIN', 'a room')).toEqualTypeOf<Promise<Member[]>>()
    expectTypeOf(chat.request('JOIN', 'a room', { timeout: 5000 })).toEqualTypeOf<Promise<Member[]>>()
    expectTypeOf(chat.request('CHAT', { text: 'hi' })).toEqualTypeOf<Promise<unknown>>()
    expectTypeOf(chat.request('LEAVE')).toEqualTypeOf<Promise<boolean>>()
    // @ts-expect-error wrong data
    void chat.request('JOIN', 3)
    // @ts-expect-error an option that is none
    void chat.request('JOIN', 'a room', { timeOut: 3 })
  })

  test('types what is heard', () => {
    expectTypeOf(chat.on('CHAT', () => {})).toEqualTypeOf<() => void>()
    chat.on('CHAT', (data, message) => {
      expectTypeOf(data).toEqualTypeOf<{ text: string }>()
      expectTypeOf(message).toEqualTypeOf<Message<'CHAT', { text: string }>>()
    })
    // @ts-expect-error an event of the client
    chat.on('TYPING', () => {})
    chat.onAny((message) => {
      if (message.event === 'COUNT') expectTypeOf(message.data).toEqualTypeOf<number>()
    })
  })

  test('tells the last message by its event', () => {
    const { lastMessage } = chat
    expectTypeOf(lastMessage?.event).toEqualTypeOf<keyof ServerEvents | undefined>()
    if (lastMessage?.event === 'CHAT') expectTypeOf(lastMessage.data).toEqualTypeOf<{ text: string }>()
    if (lastMessage?.event === 'COUNT') expectTypeOf(lastMessage.data).toEqualTypeOf<number>()
    // @ts-expect-error an event that is none
    if (lastMessage?.event === 'OTHER') return
  })

  test('closes with a code and a reason, waits until all is sent, and folds', () => {
    expectTypeOf(chat.close(4000, 'bye')).toBeVoid()
    chat.close()
    expectTypeOf(chat.close).toExtend<(event: MouseEvent) => void>()
    expectTypeOf(chat.drain()).toEqualTypeOf<Promise<void>>()
    const counted = { take() {}, read: () => 1 }
    expectTypeOf(chat.fold(['CHAT', 'COUNT'], counted)).toEqualTypeOf<Fold<number>>()
    expectTypeOf(chat.connection.fold(null, counted)).toEqualTypeOf<Fold<number>>()
    // @ts-expect-error a code is a number
    chat.close('4000')
    // @ts-expect-error an event of the client
    chat.fold(['TYPING'], counted)
  })

  test('is told who is signed in', () => {
    useWebSocket(url, { identity: 'ann' })
    useWebSocket(url, { identity: 7 })
    useWebSocket(url, { identity: null })
    useWebSocket(url, { identity: undefined })
    expectTypeOf(useEventSource(url, { identity: 'ann' })).toEqualTypeOf<ReceivingView>()
    // @ts-expect-error an id, not the user
    useWebSocket(url, { identity: { name: 'ann' } })
  })

  test('types the messages of onMessage', () => {
    const live = useWebSocket<ServerEvents>(url, {
      onMessage(message) {
        if (message.event === 'JOINED') expectTypeOf(message.data).toEqualTypeOf<Member>()
      },
    })
    expectTypeOf(live).toEqualTypeOf<ConnectionView<ServerEvents>>()
  })
})

describe('without types', () => {
  const useAny = () => useWebSocket(url)
  const any = {} as ReturnType<typeof useAny>

  test('any event goes, and its data is unknown', () => {
    void any.emit('ANY', { thing: 1 })
    void any.emit('ANY')
    expectTypeOf(any.lastMessage).toEqualTypeOf<Message | null>()
    any.on('ANY', (data) => expectTypeOf(data).toBeUnknown())
    expectTypeOf(useLatest(any, 'ANY')).toBeUnknown()
    expectTypeOf(any.request('ANY')).toEqualTypeOf<Promise<unknown>>()
  })
})

describe('with schemas alone', () => {
  const zod = { PRICE: z.object({ at: z.coerce.date() }), COUNT: z.string().transform(Number) }
  const valibot = { NAME: v.string(), COUNT: v.pipe(v.string(), v.transform(Number)) }
  const shop = {} as ReturnType<typeof useShop>
  const useShop = () => useWebSocket(url, { validate: schemas(zod) })

  test('infers what they give', () => {
    shop.on('PRICE', ({ at }) => expectTypeOf(at).toEqualTypeOf<Date>())
    shop.on('COUNT', (count) => expectTypeOf(count).toEqualTypeOf<number>())
    // @ts-expect-error an event without a schema
    shop.on('OTHER', () => {})
    if (shop.lastMessage?.event === 'COUNT') expectTypeOf(shop.lastMessage.data).toEqualTypeOf<number>()
    if (shop.lastMessage?.event === 'PRICE') expectTypeOf(shop.lastMessage.data).toEqualTypeOf<{ at: Date }>()
    expectTypeOf(useLatest(shop, 'PRICE')).toEqualTypeOf<{ at: Date } | undefined>()
    expectTypeOf(useMessages(shop, 'COUNT')).toEqualTypeOf<readonly number[]>()
    useEvent(shop, 'PRICE', ({ at }) => expectTypeOf(at).toEqualTypeOf<Date>())
    void shop.emit('ANY', 3)
  })

  test('infers from valibot, from inline schemas, and in every place that takes them', () => {
    const named = useConnection(transport, { validate: schemas(valibot) })
    named.on('NAME', (name) => expectTypeOf(name).toEqualTypeOf<string>())
    named.on('COUNT', (count) => expectTypeOf(count).toEqualTypeOf<number>())
    const inline = useWebSocket(url, { validate: schemas({ CHAT: z.object({ text: z.string() }) }), onOpen() {} })
    inline.on('CHAT', ({ text }) => expectTypeOf(text).toEqualTypeOf<string>())
    createConnection(transport, { validate: schemas(zod) }).on('COUNT', (count) =>
      expectTypeOf(count).toEqualTypeOf<number>(),
    )
  })

  test('infers the messages of onMessage', () => {
    const live = useWebSocket(url, {
      validate: schemas(zod),
      onMessage(message) {
        if (message.event === 'COUNT') expectTypeOf(message.data).toEqualTypeOf<number>()
      },
    })
    expectTypeOf(live).toEqualTypeOf(shop)
  })

  test('must fit the map where both are given', () => {
    const live = useWebSocket<ServerEvents>(url, { validate: schemas({ COUNT: z.number() }) })
    expectTypeOf(live).toEqualTypeOf<ConnectionView<ServerEvents>>()
    // @ts-expect-error gives a string where the map says number
    useWebSocket<ServerEvents>(url, { validate: schemas({ COUNT: z.string() }) })
    // @ts-expect-error an event the map does not know
    useWebSocket<ServerEvents>(url, { validate: schemas({ OTHER: z.number() }) })
  })
})

describe('readers', () => {
  const connection = {} as Connection<ServerEvents, ClientEvents>

  test.each([chat, connection])('infer from a view and from a connection', () => {
    useEvent(chat, 'CHAT', (data, message) => {
      expectTypeOf(data).toEqualTypeOf<{ text: string }>()
      expectTypeOf(message.event).toEqualTypeOf<'CHAT'>()
    })
    useEvent(connection, 'CHAT', ({ text }) => expectTypeOf(text).toEqualTypeOf<string>())
    expectTypeOf(useLatest(connection, 'COUNT')).toEqualTypeOf<number | undefined>()
    expectTypeOf(useMessages(connection, 'JOINED')).toEqualTypeOf<readonly Member[]>()
    // @ts-expect-error a name that is none
    useEvent(chat, 'CHATT', () => {})
    // @ts-expect-error a name that is none
    useLatest(connection, 'CHATT')
    // @ts-expect-error a name that is none
    useMessages(chat, 'TYPING')
    // @ts-expect-error a name that is none
    useFold(chat, ['CHAT', 'TYPING'], (count) => count, 0)
  })

  test('useLatest gives what is selected', () => {
    expectTypeOf(useLatest(chat, 'COUNT')).toEqualTypeOf<number | undefined>()
    expectTypeOf(useLatest(chat, 'CHAT', ({ text }) => text)).toEqualTypeOf<string | undefined>()
    expectTypeOf(useLatest(chat, 'CHAT', ({ text }) => ({ length: text.length }))).toEqualTypeOf<
      { length: number } | undefined
    >()
  })

  test('useFold gives the state', () => {
    expectTypeOf(useFold(chat, 'COUNT', (sum, count) => sum + count, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(chat, 'CHAT', (count) => count + 1, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(chat, 'PING', (count, nothing) => count + Number(nothing), 0)).toEqualTypeOf<number>()
    const names = useFold(chat, 'JOINED', (all: readonly string[], { name }) => [...all, name], [])
    expectTypeOf(names).toEqualTypeOf<readonly string[]>()
    const log = useFold(
      chat,
      ['CHAT', 'COUNT'],
      (log, data, event) => {
        expectTypeOf(data).toEqualTypeOf<{ text: string } | number>()
        expectTypeOf(event).toEqualTypeOf<'CHAT' | 'COUNT'>()
        return [...log, event]
      },
      [] as string[],
    )
    expectTypeOf(log).toEqualTypeOf<string[]>()
    // @ts-expect-error the state is a number
    useFold(chat, 'COUNT', (_, count) => String(count), 0)
    // @ts-expect-error the data of CHAT is no number
    useFold(chat, 'CHAT', (sum, count: number) => sum + count, 0)
    // @ts-expect-error the data of CHAT is no number
    useFold(chat, ['CHAT', 'COUNT'], (sum, count: number) => sum + count, 0)
  })

  test('useFold tells the data of several events by their names', () => {
    const sum = useFold(
      chat,
      ['CHAT', 'COUNT', 'JOINED'],
      (sum, data, event) => {
        if (event === 'COUNT') return sum + data
        if (event === 'CHAT') return sum + data.text.length
        expectTypeOf(data).toEqualTypeOf<Member>()
        return sum
      },
      0,
    )
    expectTypeOf(sum).toEqualTypeOf<number>()
    useFold(
      chat,
      ['CHAT', 'JOINED'],
      (state: readonly string[], data, event) => {
        switch (event) {
          case 'CHAT':
            return [...state, data.text]
          case 'JOINED':
            return [...state, data.name]
        }
      },
      [],
    )
  })

  test('useFold takes a reducer that was written elsewhere', () => {
    const add = (sum: number, count: number): number => sum + count
    const count = (sum: number): number => sum + 1
    const note = (log: readonly string[], data: { text: string } | Member): readonly string[] => [
      ...log,
      'text' in data ? data.text : data.name,
    ]
    const name = (before: string, data: { text: string } | number, event: 'CHAT' | 'COUNT'): string =>
      typeof data === 'number' ? before + event : data.text
    expectTypeOf(useFold(chat, 'COUNT', add, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(chat, 'COUNT', count, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(chat, ['CHAT', 'COUNT'], count, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(chat, ['CHAT', 'JOINED'], note, [])).toEqualTypeOf<readonly string[]>()
    expectTypeOf(useFold(chat, ['CHAT', 'COUNT'], name, '')).toEqualTypeOf<string>()
    expectTypeOf(useFold(useWebSocket(url), 'ANY', count, 0)).toEqualTypeOf<number>()
    expectTypeOf(useFold(useWebSocket(url), ['ANY', 'OTHER'], count, 0)).toEqualTypeOf<number>()
    // @ts-expect-error the data of CHAT is no number
    useFold(chat, 'CHAT', add, 0)
    // @ts-expect-error the data of JOINED is none of these
    useFold(chat, ['CHAT', 'COUNT', 'JOINED'], name, '')
  })

  test('useMessages gives a list that is not for changing', () => {
    const lines = useMessages(chat, 'CHAT', { limit: 50 })
    expectTypeOf(lines).toEqualTypeOf<readonly { text: string }[]>()
  })

  test('useConnectionStatus gives the status, or what is selected', () => {
    expectTypeOf(useConnectionStatus(chat)).toEqualTypeOf<Status>()
    expectTypeOf(useConnectionStatus(connection, ({ lost }) => lost)).toEqualTypeOf<boolean>()
    const selected = useConnectionStatus(chat, ({ lost, retryAt }) => ({ lost, retryAt }))
    expectTypeOf(selected).toEqualTypeOf<{ lost: boolean; retryAt: number | null }>()
  })

  test('take the part of a connection that they need', () => {
    function Line({ source }: { source: Readable<ServerEvents> }) {
      return useLatest(source, 'COUNT')
    }
    expectTypeOf(Line({ source: chat })).toEqualTypeOf<number | undefined>()
  })
})

describe('addresses', () => {
  test('are a string, a URL, null, or a function of every attempt', () => {
    useWebSocket(null)
    useWebSocket(new URL(url))
    useWebSocket(() => url)
    useWebSocket(async () => new URL(url))
    useWebSocket(
      ({ attempt, refresh, signal }) => {
        expectTypeOf(attempt).toEqualTypeOf<number>()
        expectTypeOf(refresh).toEqualTypeOf<boolean>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        return url
      },
      { protocols: async ({ refresh }) => [String(refresh)], key: 'live' },
    )
    // @ts-expect-error undefined is more likely a mistake than a wish
    useWebSocket(undefined)
    // @ts-expect-error nothing to connect to
    useWebSocket(() => null)
  })

  test('a transport may be null', () => {
    expectTypeOf(useConnection(null)).toEqualTypeOf<ConnectionView>()
    expectTypeOf(useConnection<ServerEvents, ClientEvents>(null)).toEqualTypeOf(chat)
    expectTypeOf(useConnection(isReady ? transport : null)).toEqualTypeOf<ConnectionView>()
    expectTypeOf(useConnection(isReady ? eventSource(url) : null)).toEqualTypeOf<ReceivingView>()
    // @ts-expect-error a url is not a transport
    useConnection(url)
  })
})

describe('what a transport can do', () => {
  const storage = stored(webStorage())
  const either = isReady ? webSocket(url) : eventSource(url)
  const sending = {} as SendingTransport
  const custom = {} as Transport<{ send: true }>
  const unknown = {} as Transport

  test('decides whether its connection sends', () => {
    expectTypeOf(useConnection(webSocket(url))).toEqualTypeOf<ConnectionView>()
    expectTypeOf(createConnection(webSocket(url))).toEqualTypeOf<Connection>()
    expectTypeOf(useConnection(custom)).toEqualTypeOf<ConnectionView>()
    expectTypeOf(createConnection(custom)).toEqualTypeOf<Connection>()
    expectTypeOf(useConnection<ServerEvents>(eventSource(url))).toEqualTypeOf<ReceivingView<ServerEvents>>()
    expectTypeOf(createConnection<ServerEvents>(eventSource(url))).toEqualTypeOf<ReceivingConnection<ServerEvents>>()
    // @ts-expect-error a stream only goes one way
    void useConnection(eventSource(url)).send('hi')
    // @ts-expect-error a stream only goes one way
    void createConnection(eventSource(url)).send('hi')
    // @ts-expect-error a stream only goes one way, also when it may be missing
    void useConnection(isReady ? eventSource(url) : null).emit('CHAT')
    // @ts-expect-error it has no events of its own to send
    useConnection<ServerEvents, ClientEvents>(eventSource(url))
    // @ts-expect-error it has no events of its own to send
    createConnection<ServerEvents, ClientEvents>(eventSource(url))
  })

  test('is not known of one that may be of either kind', () => {
    expectTypeOf(useConnection(either)).toEqualTypeOf<ReceivingView>()
    expectTypeOf(createConnection(either)).toEqualTypeOf<ReceivingConnection>()
    expectTypeOf(useConnection(unknown)).toEqualTypeOf<ReceivingView>()
    expectTypeOf(createConnection(unknown)).toEqualTypeOf<ReceivingConnection>()
    expectTypeOf(useConnection(isReady ? either : null)).toEqualTypeOf<ReceivingView>()
    // @ts-expect-error it may be the stream
    void useConnection(either).send('hi')
    // @ts-expect-error nothing says that it sends
    void createConnection(unknown).send('hi')
    // @ts-expect-error it may be the stream
    createConnection(either, { outbox: {} })
  })

  test('decides what may wait', () => {
    expectTypeOf(useConnection(sending, { outbox: { capacity: 1 }, highWaterMark: 1 })).toEqualTypeOf<ConnectionView>()
    createConnection(sending, { outbox: { capacity: 1 }, highWaterMark: 1 })
    // @ts-expect-error nothing waits to go out
    useConnection(eventSource(url), { outbox: { capacity: 1 } })
    // @ts-expect-error nothing waits to go out
    createConnection(eventSource(url), { outbox: { capacity: 1 } })
    // @ts-expect-error nothing waits to go out
    useConnection(eventSource(url), { highWaterMark: 1 })
    // @ts-expect-error nothing waits to go out
    createConnection(eventSource(url), { highWaterMark: 1 })
    // @ts-expect-error nothing waits to go out, also where it may be missing
    useConnection(isReady ? eventSource(url) : null, { highWaterMark: 1 })
  })

  test('decides whether what waits can be stored', () => {
    expectTypeOf(useConnection(webSocket(url), { outbox: { storage } })).toEqualTypeOf<ConnectionView>()
    useConnection(isReady ? webSocket(url) : null, { outbox: { storage } })
    createConnection(webSocket(url), { outbox: { storage } })
    createConnection({} as Transport<{ send: true; store: true; binary: false }>, { outbox: { storage } })
    // @ts-expect-error nothing says that its messages can be stored
    useConnection(sending, { outbox: { storage } })
    // @ts-expect-error nothing says that its messages can be stored
    createConnection(custom, { outbox: { storage } })
    // @ts-expect-error its messages cannot be stored
    createConnection({} as Transport<{ send: true; store: false }>, { outbox: { storage } })
    // @ts-expect-error nothing says that its messages can be stored
    createConnection(isReady ? webSocket(url) : custom, { outbox: { storage } })
    // @ts-expect-error a stream sends nothing
    useConnection(eventSource(url), { outbox: { storage } })
    // @ts-expect-error a stream sends nothing
    useEventSource(url, { outbox: { storage } })
  })

  test('does not keep events from being inferred', () => {
    const validate = schemas({ COUNT: z.number() })
    for (const on of [
      useConnection(webSocket(url), { validate }).on,
      useConnection(sending, { validate, outbox: { capacity: 1 } }).on,
      useConnection(eventSource(url), { validate }).on,
      createConnection(webSocket(url), { validate }).on,
      createConnection(sending, { validate }).on,
      createConnection(eventSource(url), { validate }).on,
    ]) {
      on('COUNT', (count) => expectTypeOf(count).toEqualTypeOf<number>())
      // @ts-expect-error an event without a schema
      on('OTHER', () => {})
    }
    useConnection(sending, {
      validate,
      onMessage: (message) => expectTypeOf(message).toEqualTypeOf<Message<'COUNT', number>>(),
    })
  })

  test('a transport that only receives is one that does not say it sends', () => {
    expectTypeOf(eventSource(url)).toEqualTypeOf<ReceivingTransport>()
    expectTypeOf<Transport<{ send: false }>>().toExtend<ReceivingTransport>()
    expectTypeOf<Transport<{ binary: true }>>().toExtend<Transport>()
    expectTypeOf<StoringTransport>().toExtend<SendingTransport>()
    expectTypeOf<SendingTransport>().not.toExtend<ReceivingTransport>()
    expectTypeOf<Transport>().not.toExtend<SendingTransport>()
  })
})

describe('useEventSource', () => {
  const feed = useEventSource<ServerEvents>(url)

  test('receives what the map says', () => {
    expectTypeOf(feed).toEqualTypeOf<ReceivingView<ServerEvents>>()
    expectTypeOf(feed.connection).toEqualTypeOf<ReceivingConnection<ServerEvents>>()
    feed.on('CHAT', (data, { id }) => {
      expectTypeOf(data).toEqualTypeOf<{ text: string }>()
      expectTypeOf(id).toEqualTypeOf<string | undefined>()
    })
    expectTypeOf(useLatest(feed, 'COUNT')).toEqualTypeOf<number | undefined>()
    expectTypeOf(useConnectionStatus(feed.connection)).toEqualTypeOf<Status>()
    // @ts-expect-error no such event
    useLatest(feed, 'CAHT')
  })

  test('does not send', () => {
    expectTypeOf(feed).not.toHaveProperty('emit')
    // @ts-expect-error a stream only goes one way
    void feed.emit('CHAT', { text: 'hi' })
    // @ts-expect-error a stream only goes one way
    void feed.send('hi')
    // @ts-expect-error a stream only goes one way
    void feed.request('JOIN', 'lobby')
    // @ts-expect-error nor does its connection
    void feed.connection.emit('CHAT', { text: 'hi' })
    // @ts-expect-error nothing waits to go out
    useEventSource(url, { outbox: { capacity: 1 } })
    // @ts-expect-error nothing waits to go out
    useEventSource(url, { highWaterMark: 1 })
  })

  test('takes addresses, headers and bodies as values or functions of every attempt', () => {
    expectTypeOf(useEventSource(null)).toEqualTypeOf<ReceivingView>()
    useEventSource(new URL(url))
    useEventSource(async ({ refresh }) => `${url}?${refresh}`, {
      method: 'POST',
      headers: ({ attempt }) => ({ attempt: String(attempt) }),
      body: async () => new URLSearchParams(),
      key: 'live',
    })
    // @ts-expect-error a stream has no subprotocols
    useEventSource(url, { protocols: 'chat' })
  })
})

declare const anything: unknown
declare const isReady: boolean
