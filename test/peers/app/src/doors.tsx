// Something of every door is used once, in an application with the oldest versions, and TypeScript reads it: see
// test/peers/app.test.ts. The doors that set up a test runner are in setup.ts and matchers.test.ts.

import { createClient as createSupabase } from '@supabase/supabase-js'
import type { RequestHandler, WebSocketHandler } from 'msw'
import { createClient as createRedis } from 'redis'
import { Server } from 'socket.io'
import { io, Manager } from 'socket.io-client'
import { binary, handshake, heartbeat, raw, useEvent, useFold, useOthers, usePresence, useWebSocket } from 'wirehooks'
import { reactNativeNetwork } from 'wirehooks/react-native'
import { createPresence, memoryStore, type PresenceStore } from 'wirehooks/server'
import { redisStore } from 'wirehooks/server/redis'
import { createPresence as createSocketIOPresence } from 'wirehooks/server/socket.io'
import { socketIO, useSocketIO } from 'wirehooks/socket.io'
import { supabaseChannel, supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { createFakeTransport, wireMatchers } from 'wirehooks/testing'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { createFakeSupabase } from 'wirehooks/testing/supabase'
import { createConnection, eventSource, type Network, type Transport, webSocket } from 'wirehooks/vanilla'
import { WebSocket, WebSocketServer } from 'ws'

interface Events {
  CHAT: { text: string }
}

interface Todo {
  id: number
  title: string
}

const supabase = createSupabase('https://project.example', 'key')

export function Chat() {
  const chat = useWebSocket<Events>('wss://example.com', { WebSocket, wrappers: [handshake(() => {}), heartbeat()] })
  const lines: string[] = useFold(chat, 'CHAT', (all, { text }) => [...all, text], [] as string[])
  useEvent(chat, 'CHAT', ({ text }) => text.trim())
  const people = usePresence(chat, { channel: 'board', key: 'ann', initial: { x: 0 } })
  const others: number[] = useOthers(people, (all) => all.map(({ state }) => state.x))
  return <p title={chat.status}>{[...lines, ...others].join()}</p>
}

export function Todos() {
  const room = useSupabaseChannel<Events>(supabase, 'room', { presence: { key: 'ann' } })
  const people = usePresence(room, { backend: supabasePresence, key: 'ann', initial: {} })
  const { rows } = useSupabaseTable<Todo>(supabase, 'todos', { order: [{ column: 'title' }] })
  const events = useSocketIO<Events>('https://example.com', { auth: async () => ({ token: 'secret' }) })
  return <p title={events.status}>{[room.status, people.count, ...rows.map(({ title }) => title)].join()}</p>
}

export const transports: Transport[] = [
  webSocket('wss://example.com', { codec: raw() }),
  webSocket('wss://example.com', { codec: binary() }),
  eventSource('https://example.com'),
  socketIO(io('https://example.com', { autoConnect: false })),
  socketIO(new Manager('https://example.com', { autoConnect: false })),
  supabaseChannel(supabase, 'room'),
  supabaseChannel(createFakeSupabase(), 'room'),
  createFakeTransport(),
]

export const status: string = createConnection(createFakeTransport()).store.getState().status
export const stores: PresenceStore[] = [memoryStore(), redisStore(createRedis())]

const presence = createPresence({ store: memoryStore() })
new WebSocketServer({ noServer: true }).on('connection', (socket) => presence.accept(socket, { key: 'ann' }))
createSocketIOPresence(new Server(), { key: (socket) => String(socket.data.user) })

const wireServer: WireServer = wireHandlers('wss://example.com/live', {
  opened: (client) => client.message('CHAT', { text: 'hi' }),
})
export const handlers: (RequestHandler | WebSocketHandler)[] = [...wireServer]

const AppState = { currentState: 'active', addEventListener: () => ({ remove() {} }) }
export const network: Network = reactNativeNetwork({ AppState })

export function Mistake() {
  // @ts-expect-error a table has a name
  return useSupabaseTable(supabase).status
}

export const matchers = Object.keys(wireMatchers)

// @ts-expect-error a url is a text: the types are there, and not `any`
webSocket(7)
// @ts-expect-error an option that is none
createPresence({ gracee: 1 })
// @ts-expect-error a namespace is a text
socketIO('https://example.com', { namespace: 7 })
