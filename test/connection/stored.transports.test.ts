import { describe, expect, test } from 'vitest'
import { webStorage } from '../../src/connection/webStorage'
import { binary, json, text } from '../../src/transport/codec'
import type { OutgoingMessage } from '../../src/transport/message'
import type { Transport } from '../../src/transport/transport'
import { socketIO } from '../../src/transports/socket.io'
import { type SupabaseLike, supabaseChannel } from '../../src/transports/supabase'
import { webSocket } from '../../src/transports/websocket'
import { createArea, createDisk, openTab } from './support/tab'

const supabase = { realtime: { endPoint: 'wss://example.com/realtime' } } as unknown as SupabaseLike

const objects: OutgoingMessage[] = [
  { event: 'CHAT', data: { text: 'é', list: [1, null, { deep: true }] } },
  { event: 'EMPTY', data: undefined },
  { event: 'LIST', data: [1, 'two', [3]] },
]
const whole: OutgoingMessage = { data: { text: 'whole' } }
const bytes: OutgoingMessage = { event: 'BYTES', data: new Uint8Array([1, 2, 3]) }

const transports: [string, Transport, OutgoingMessage[]][] = [
  ['a WebSocket with JSON', webSocket('wss://example.com', { codec: json() }), [...objects, whole]],
  ['a WebSocket with text', webSocket('wss://example.com', { codec: text() }), [{ data: 'text' }]],
  ['Socket.IO', socketIO('https://example.com'), [...objects, whole]],
  ['Supabase', supabaseChannel(supabase, 'board'), [...objects, whole]],
]

const binaries: typeof transports = [
  ['a WebSocket with bytes', webSocket('wss://example.com', { codec: binary() }), [{ data: new Uint8Array([1, 2]) }]],
  ['Socket.IO', socketIO('https://example.com'), [bytes]],
  ['Supabase', supabaseChannel(supabase, 'board'), [bytes]],
]

/** What leaves after a reload. */
async function reload(storage: Parameters<typeof openTab>[0], transport: Transport, messages: OutgoingMessage[]) {
  const before = openTab(storage, { encode: transport.encode })
  await before.clock.advance(1)
  for (const { event, data } of messages) {
    void (event === undefined ? before.connection.send(data) : before.connection.emit(event, data))
  }
  await before.clock.advance(1)
  before.page.crash()
  const after = openTab(storage, { encode: transport.encode })
  await after.goOnline()
  expect([before.sent, before.errors, after.errors]).toEqual([[], [], []])
  return after.sent
}

describe('over a reload, the same goes out as without one', () => {
  test.each([...transports, ...binaries])('%s, from a store like IndexedDB', async (_name, transport, messages) => {
    expect(await reload(createDisk(), transport, messages)).toEqual(messages.map(transport.encode))
  })

  test.each(transports)('%s, from a web storage', async (_name, transport, messages) => {
    const area = createArea()
    const storage = webStorage(() => area)
    expect(await reload(storage, transport, messages)).toEqual(messages.map(transport.encode))
  })
})
