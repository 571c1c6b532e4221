import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io'
import { expectTypeOf, test } from 'vitest'
import { createPresence, type Here, type SocketIOPresence, type SocketOf } from 'wirehooks/server/socket.io'

interface ClientEvents {
  chat(text: string): void
}
interface ServerEvents {
  said(text: string, answer: (isRead: boolean) => void): void
}
type Nothing = DefaultEventsMap
interface Data {
  userId: string
}
type Typed = Server<ClientEvents, ServerEvents, Nothing, Data>

test('takes any server and any namespace, and knows their sockets', () => {
  expectTypeOf(createPresence(new Server())).toEqualTypeOf<SocketIOPresence>()
  const io: Typed = new Server()
  createPresence(io, {
    key(socket) {
      expectTypeOf(socket).toEqualTypeOf<Socket<ClientEvents, ServerEvents, Nothing, Data>>()
      return socket.data.userId
    },
    authorize({ socket, key, channel }) {
      expectTypeOf(socket.data).toEqualTypeOf<Data>()
      expectTypeOf(key).toEqualTypeOf<string | undefined>()
      return channel === 'board'
    },
  })
  createPresence(io.of('/board'), { key: ({ data }) => data.userId })
  expectTypeOf<SocketOf<Namespace>>().toEqualTypeOf<Socket>()
})

test('says who is there', () => {
  expectTypeOf(createPresence(new Server()).who).toEqualTypeOf<(channel: string) => Promise<readonly Here[]>>()
})

test('takes nothing else', () => {
  expectTypeOf(createPresence).toBeCallableWith(new Server())
  // @ts-expect-error not a server
  expectTypeOf(createPresence).toBeCallableWith({})
  // @ts-expect-error a key is a text
  createPresence(new Server(), { key: () => 7 })
})
