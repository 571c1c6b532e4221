import { Manager, type Socket } from 'socket.io-client'
import { describe, expectTypeOf, test } from 'vitest'
import {
  type ConnectionState,
  createConnection,
  type Delivery,
  type Fold,
  type Message,
  type Room,
  type RoomOptions,
  roomOf,
  type RoomState,
  stored,
  type StoringTransport,
  useConnectionStatus,
  useEvent,
  useEventSource,
  useFold,
  useLatest,
  useMessages,
  useRoom,
  useRooms,
  useWebSocket,
  webStorage,
} from 'wirehooks'
import {
  socketIO,
  type SocketIOConnection,
  type SocketIOEvents,
  type SocketIOManagerOptions,
  type SocketIOView,
  useSocketIO,
} from 'wirehooks/socket.io'

interface Member {
  name: string
}

interface ServerToClientEvents {
  message(line: { text: string }): void
  moved(id: string, x: number, y: number): void
  cleared(): void
  note(text?: string): void
  marked(id: string, color?: string): void
  listed(members: Member[]): void
  added(one: number, other: number, answer: (sum: number) => void): void
}

interface ClientToServerEvents {
  say(text: string): void
  cursor(x: number, y: number): void
  typing(): void
  rename(name?: string): void
  paint(id: string, color?: string): void
  join(room: string, answer: (members: Member[]) => void): void
  leave(answer: () => void): void
  sum(one: number, other: number, answer: (sum: number, exact: boolean) => void): void
}

declare const url: string
declare const socket: Socket
declare const manager: Manager
const useChat = () => useSocketIO<ServerToClientEvents, ClientToServerEvents>(url)
const chat = {} as ReturnType<typeof useChat>

describe('a hook with maps of functions', () => {
  test('gives a view of them', () => {
    expectTypeOf(chat).toEqualTypeOf<SocketIOView<ServerToClientEvents, ClientToServerEvents>>()
    expectTypeOf(chat.connection).toEqualTypeOf<SocketIOConnection<ServerToClientEvents, ClientToServerEvents>>()
    expectTypeOf(chat.status).toEqualTypeOf<ConnectionState['status']>()
    expectTypeOf(chat.isOpen).toEqualTypeOf<boolean>()
    expectTypeOf(chat.recovered).toEqualTypeOf<boolean | null>()
    // @ts-expect-error what is shown is not for changing
    chat.status = 'open'
  })

  test.each([chat, chat.connection, chat.with({ volatile: true, ttl: 0 })])('emits with all arguments', () => {
    expectTypeOf(chat.emit('say', 'hi')).toEqualTypeOf<Promise<Delivery>>()
    void chat.emit('cursor', 1, 2)
    void chat.emit('typing')
    void chat.emit('rename')
    void chat.emit('rename', 'ann')
    void chat.emit('paint', 'a')
    void chat.emit('paint', 'a', 'red')
    void chat.emit('join', 'a room')
    void chat.emit('leave')
    void chat.connection.emit('cursor', 1, 2)
    void chat.with({ volatile: true }).emit('cursor', 1, 2)
    void chat.with({ ttl: 1000 }).emit('typing')
    // @ts-expect-error a name that is none
    void chat.emit('sai', 'hi')
    // @ts-expect-error an event of the server
    void chat.emit('message', { text: 'hi' })
    // @ts-expect-error too few
    void chat.emit('cursor', 1)
    // @ts-expect-error too many
    void chat.emit('cursor', 1, 2, 3)
    // @ts-expect-error one where there is none
    void chat.emit('typing', true)
    // @ts-expect-error a wrong one
    void chat.emit('say', 3)
    // @ts-expect-error arguments are not a list
    void chat.emit('cursor', [1, 2])
    // @ts-expect-error the acknowledgement is not ours to give
    void chat.emit('join', 'a room', () => {})
    // @ts-expect-error options go into `with`
    void chat.emit('say', 'hi', { ttl: 0 })
    // @ts-expect-error the same with options
    void chat.with({}).emit('cursor', 1)
    // @ts-expect-error an option that is none
    chat.with({ volatil: true })
  })

  test('asks, and is answered', () => {
    expectTypeOf(chat.request('join', 'a room')).toEqualTypeOf<Promise<Member[]>>()
    expectTypeOf(chat.request('leave')).toEqualTypeOf<Promise<undefined>>()
    expectTypeOf(chat.request('sum', 1, 2)).toEqualTypeOf<Promise<[sum: number, exact: boolean]>>()
    expectTypeOf(chat.request('say', 'hi')).toEqualTypeOf<Promise<unknown>>()
    expectTypeOf(chat.connection.request('sum', 1, 2)).toEqualTypeOf<Promise<[sum: number, exact: boolean]>>()
    const { signal } = new AbortController()
    expectTypeOf(chat.with({ timeout: 2000, signal }).request('sum', 1, 2)).toEqualTypeOf<
      Promise<[sum: number, exact: boolean]>
    >()
    // @ts-expect-error too few
    void chat.request('sum', 1)
    // @ts-expect-error a wrong one
    void chat.request('join', 3)
    // @ts-expect-error a name that is none
    void chat.request('joins', 'a room')
    // @ts-expect-error options go into `with`
    void chat.request('join', 'a room', { timeout: 2000 })
  })

  test('types what is heard: the only argument, or all of them', () => {
    chat.on('message', (line, message) => {
      expectTypeOf(line).toEqualTypeOf<{ text: string }>()
      expectTypeOf(message).toEqualTypeOf<Message<'message', { text: string }>>()
    })
    chat.on('moved', ([id, x, y]) => {
      expectTypeOf(id).toEqualTypeOf<string>()
      expectTypeOf([x, y]).toEqualTypeOf<number[]>()
    })
    chat.on('cleared', (data) => expectTypeOf(data).toEqualTypeOf<undefined>())
    chat.on('note', (text) => expectTypeOf(text).toEqualTypeOf<string | undefined>())
    chat.on('listed', (members) => expectTypeOf(members).toEqualTypeOf<Member[]>())
    chat.on('marked', (data) => {
      expectTypeOf(data).toEqualTypeOf<[id: string, color?: string | undefined] | string>()
    })
    chat.on('added', ([one, other, answer]) => {
      expectTypeOf([one, other]).toEqualTypeOf<number[]>()
      answer(one + other)
    })
    // @ts-expect-error an event of the client
    chat.on('say', () => {})
    chat.onAny((message) => {
      if (message.event === 'moved') expectTypeOf(message.data).toEqualTypeOf<[id: string, x: number, y: number]>()
    })
    if (chat.lastMessage?.event === 'message') expectTypeOf(chat.lastMessage.data).toEqualTypeOf<{ text: string }>()
  })

  test('closes with a code and a reason, waits until all is sent, and folds', () => {
    for (const each of [chat, chat.connection]) {
      expectTypeOf(each.close(4000, 'bye')).toBeVoid()
      expectTypeOf(each.close).toExtend<(event: MouseEvent) => void>()
      expectTypeOf(each.drain()).toEqualTypeOf<Promise<void>>()
      expectTypeOf(each.fold(['message', 'moved'], { take() {}, read: () => 1 })).toEqualTypeOf<Fold<number>>()
      // @ts-expect-error an event of the client
      each.fold(['say'], { take() {}, read: () => 1 })
      // @ts-expect-error a code is a number
      each.close('4000')
    }
  })

  test('types onMessage', () => {
    const live = useSocketIO<ServerToClientEvents, ClientToServerEvents>(url, {
      onMessage(message) {
        if (message.event === 'listed') expectTypeOf(message.data).toEqualTypeOf<Member[]>()
      },
    })
    expectTypeOf(live).toEqualTypeOf(chat)
  })
})

describe('readers', () => {
  test.each([chat, chat.connection])('infer from a view and from its connection', () => {
    useEvent(chat, 'message', (line, message) => {
      expectTypeOf(line).toEqualTypeOf<{ text: string }>()
      expectTypeOf(message.event).toEqualTypeOf<'message'>()
    })
    useEvent(chat.connection, 'moved', ([id]) => expectTypeOf(id).toEqualTypeOf<string>())
    expectTypeOf(useLatest(chat, 'listed')).toEqualTypeOf<Member[] | undefined>()
    expectTypeOf(useLatest(chat, 'moved', ([, x]) => x)).toEqualTypeOf<number | undefined>()
    expectTypeOf(useMessages(chat, 'message')).toEqualTypeOf<readonly { text: string }[]>()
    expectTypeOf(useFold(chat, 'moved', (sum, [, x]) => sum + x, 0)).toEqualTypeOf<number>()
    expectTypeOf(useConnectionStatus(chat, ({ lost }) => lost)).toEqualTypeOf<boolean>()
    useFold(
      chat.connection,
      ['message', 'cleared'],
      (count, data) => {
        expectTypeOf(data).toEqualTypeOf<{ text: string } | undefined>()
        return count + 1
      },
      0,
    )
    useFold(
      chat,
      ['message', 'moved', 'cleared'],
      (lines: readonly string[], data, event) => {
        switch (event) {
          case 'message':
            return [...lines, data.text]
          case 'moved':
            return [...lines, data[0]]
          case 'cleared':
            expectTypeOf(data).toEqualTypeOf<undefined>()
            return []
        }
      },
      [],
    )
    // @ts-expect-error a name that is none
    useEvent(chat, 'messages', () => {})
    // @ts-expect-error an event of the client
    useLatest(chat, 'say')
    // @ts-expect-error an event of the client
    useMessages(chat.connection, 'say')
  })
})

describe('rooms', () => {
  interface ClientEvents {
    CHAT: { text: string }
    ENTER(room: string): Member[]
    EXIT: string
  }
  const useLive = () => useWebSocket<{ CHAT: string }, ClientEvents>(url)
  const live = {} as ReturnType<typeof useLive>
  const useUntyped = () => useWebSocket(url)
  const untyped = {} as ReturnType<typeof useUntyped>

  test('take what a hook returned, or a connection', () => {
    const socket = useWebSocket<{ CHAT: string }, { join: string; leave: string }>(url)
    expectTypeOf(useRoom(chat, 'lobby')).toEqualTypeOf<RoomState<Delivery>>()
    expectTypeOf(useRoom(chat.connection, null)).toEqualTypeOf<RoomState<Delivery>>()
    expectTypeOf(useRoom(socket, 'lobby')).toEqualTypeOf<RoomState<Delivery>>()
    expectTypeOf(useRoom({ ...socket, mine: 1 }, 'lobby')).toEqualTypeOf<RoomState<Delivery>>()
    expectTypeOf(useRoom(createConnection(socketIO(url)), 'lobby')).toEqualTypeOf<RoomState<Delivery>>()
    useRoom(chat, 'lobby', { join: (name) => chat.request('join', name), leave: () => chat.emit('leave') })
    useRooms(chat, ['lobby', 'garden'], { join: 'join', leave: 'leave' })
    useRooms(socket, [])
    // @ts-expect-error one name, or a list
    useRoom(chat, ['lobby'])
    // @ts-expect-error a list
    useRooms(chat, 'lobby')
    // @ts-expect-error a stream sends nothing
    useRoom(useEventSource(url), 'lobby')
  })

  test('are joined and left with the events that the connection sends', () => {
    expectTypeOf(useRoom(live, 'lobby', { join: 'ENTER', leave: 'EXIT' })).toEqualTypeOf<RoomState<Delivery>>()
    useRoom(live.connection, 'lobby', { join: 'ENTER', leave: undefined })
    useRooms(live, ['lobby'], { join: 'ENTER', leave: 'EXIT' })
    roomOf(live.connection, 'lobby').enter(() => ({ join: 'ENTER', leave: 'EXIT' }))
    // @ts-expect-error a name that is none
    useRoom(live, 'lobby', { join: 'ENTE' })
    // @ts-expect-error a name that is none
    useRoom(live.connection, 'lobby', { join: 'ENTER', leave: 'EXI' })
    // @ts-expect-error a name that is none
    useRooms(live, ['lobby'], { join: 'ENTE' })
    // @ts-expect-error a name that is none
    roomOf(live.connection, 'lobby').enter(() => ({ join: 'ENTE' }))
    // @ts-expect-error a name that is none, over Socket.IO too
    useRoom(chat, 'lobby', { join: 'joi' })
    // @ts-expect-error a name that is none, over Socket.IO too
    useRoom(chat.connection, 'lobby', { leave: 'joi' })
    // @ts-expect-error an event of the server
    useRoom(chat, 'lobby', { join: 'message' })
  })

  test('accept any name over a connection without types', () => {
    const name: string = 'any'
    const either: RoomOptions = { join: name, leave: 'another' }
    expectTypeOf(useRoom(untyped, 'lobby', { join: name, leave: 'another' })).toEqualTypeOf<RoomState<Delivery>>()
    useRoom(untyped.connection, 'lobby', either)
    useRooms(untyped, ['lobby'], either)
    useRoom(useSocketIO(url), 'lobby', either)
    roomOf(untyped.connection, 'lobby').enter(() => either)
    // @ts-expect-error it may be none of those that the connection sends
    useRoom(live, 'lobby', { join: name })
  })

  test('answer what join gives', () => {
    expectTypeOf(useRoom(live, 'lobby', { join: 'ENTER' }).answer).toEqualTypeOf<Delivery | undefined>()
    expectTypeOf(useRoom(live, 'lobby', { join: (name) => live.emit('EXIT', name) }).answer).toEqualTypeOf<
      Delivery | undefined
    >()
    const asked = useRoom(live, 'lobby', { join: (name) => live.request('ENTER', name), leave: 'EXIT' })
    expectTypeOf(asked).toEqualTypeOf<RoomState<Member[]>>()
    expectTypeOf(asked.answer).toEqualTypeOf<Member[] | undefined>()
    const overSocketIO = useRoom(chat, 'lobby', { join: (name) => chat.request('join', name) })
    expectTypeOf(overSocketIO.answer).toEqualTypeOf<Member[] | undefined>()
    expectTypeOf(useRoom(untyped, 'lobby', { join: () => 7 }).answer).toEqualTypeOf<number | undefined>()
    expectTypeOf(useRoom(untyped, 'lobby', { join: async () => 'seven' }).answer).toEqualTypeOf<string | undefined>()
    expectTypeOf(useRoom(untyped, 'lobby', { join: (name) => untyped.request('ENTER', name) }).answer).toBeUnknown()
    const options: RoomOptions<ClientEvents, Member[]> = { join: (name) => live.request('ENTER', name) }
    expectTypeOf(useRoom(live, 'lobby', options).answer).toEqualTypeOf<Member[] | undefined>()
    const room: Room<ClientEvents, Member[]> = roomOf(live.connection, 'lobby')
    expectTypeOf(room.store.getState().answer).toEqualTypeOf<Member[] | undefined>()
    // @ts-expect-error the server answers with members
    room.enter(() => ({ join: () => 7 }))
  })
})

describe('without types', () => {
  const useAny = () => useSocketIO(url)
  const any = {} as ReturnType<typeof useAny>

  test('any event goes, and its data is unknown', () => {
    void any.emit('any')
    void any.request('any')
    any.on('any', () => {})
    useEvent(any, 'any', () => {})
    expectTypeOf(any.request('any')).toExtend<Promise<unknown>>()
  })

  test('any arguments go', () => {
    void any.emit('any', 1, 'two', { three: 3 })
    void any.request('any', 1)
    void any.with({ volatile: true }).emit('any', 1)
    any.on('any', (data) => expectTypeOf(data).toBeUnknown())
    expectTypeOf(useLatest(any, 'any')).toBeUnknown()
  })
})

describe('addresses and options', () => {
  test('an address is a string, a URL, a socket, a manager, or null', () => {
    expectTypeOf(useSocketIO(null)).toEqualTypeOf<SocketIOView<SocketIOEvents, SocketIOEvents>>()
    useSocketIO(new URL(url))
    useSocketIO(socket)
    useSocketIO(manager, { namespace: '/chat' })
    // @ts-expect-error undefined is more likely a mistake than a wish
    useSocketIO(undefined)
    // @ts-expect-error what changes with every attempt is the credentials
    useSocketIO(() => url)
  })

  test('credentials are an object, or a function of every attempt', () => {
    expectTypeOf(useSocketIO(url, { auth: { token: 'a' } })).toEqualTypeOf(useSocketIO(url))
    useSocketIO(url, {
      auth({ refresh, signal }) {
        expectTypeOf(refresh).toEqualTypeOf<boolean>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        return { refresh }
      },
    })
    useSocketIO(url, { auth: async ({ attempt }) => ({ attempt }) })
    // @ts-expect-error a token alone is none
    useSocketIO(url, { auth: 'a' })
    // @ts-expect-error nor from a function
    useSocketIO(url, { auth: () => 'a' })
  })

  test('who is signed in is an id, and what waits can be stored', () => {
    useSocketIO(url, { identity: 'ann', outbox: { storage: stored(webStorage()) } })
    useSocketIO(manager, { identity: 7, key: 'chat' })
    useSocketIO(socket, { identity: null })
    expectTypeOf(socketIO(url, { identity: 'ann' })).toEqualTypeOf<StoringTransport>()
    createConnection(socketIO(url), { outbox: { storage: stored(webStorage()) } })
    // @ts-expect-error an id, not the user
    useSocketIO(url, { identity: { name: 'ann' } })
  })

  test("the manager's options are its own, without those that we stand in for", () => {
    expectTypeOf<SocketIOManagerOptions>().toHaveProperty('withCredentials')
    useSocketIO(url, { manager: { transports: ['websocket'], withCredentials: true, path: '/live', extraHeaders: {} } })
    // @ts-expect-error our backoff does
    useSocketIO(url, { manager: { reconnection: true } })
    // @ts-expect-error our backoff does
    useSocketIO(url, { manager: { reconnectionDelay: 100 } })
    // @ts-expect-error it opens in the commit
    useSocketIO(url, { manager: { autoConnect: true } })
  })
})
