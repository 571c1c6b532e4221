import { describe, expect, test } from 'vitest'
import { webSocket } from 'wirehooks/vanilla'
import { wireHandlers, type WireClient } from 'wirehooks/testing/msw'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'
import { ways } from './support/transports'

const chat = wireHandlers('https://chat.example/live')

serve(chat)

async function clientOf(make: (typeof ways)[number]['make']): Promise<WireClient> {
  connect(make())
  await eventually(() => expect(chat.clients.length).toBe(1))
  return chat.clients[0] as WireClient
}

/** What no server can send. */
const impossible = [-1, 0, 1, 199, 600, 999, 1000.5, 1004, 1005, 1015, 1016, 2000, 2999, 5000, Number.NaN, Infinity]
const possible = [200, 401, 503, 599, 1000, 1001, 1003, 1006, 1007, 1011, 1014, 3000, 4000, 4401, 4999]

const wordsFor = (code: number): string =>
  `Expected a close code that a server can send (1000 to 1003, 1007 to 1014, 3000 to 4999), 1006 for a link that breaks, or a status of HTTP (200 to 599), got ${code}`

describe.each(ways)('over $way', ({ make }) => {
  test('a link ends with a code that a server can send, and with no other', async () => {
    const client = await clientOf(make)
    for (const code of impossible) {
      expect(() => client.drop(code)).toThrow(wordsFor(code))
      expect(() => chat.drop(code)).toThrow(wordsFor(code))
    }
    expect([client.status, chat.clients]).toEqual(['open', [client]])
  })

  test.each(possible)('a link ends with %i', async (code) => {
    const client = await clientOf(make)
    client.drop(code, 'why')
    expect(client.status).toBe('closed')
  })
})

test.each(impossible)('nobody is refused with %d', (code) => {
  expect(() => wireHandlers('https://chat.example/other', { refuses: code })).toThrow(wordsFor(code))
  expect(() => chat.set({ refuses: code })).toThrow(wordsFor(code))
  expect(() => chat.drop(code)).toThrow(wordsFor(code))
})

test('the text of a WebSocket that is closed has at most 123 bytes', async () => {
  const { connection } = connect(webSocket('wss://chat.example/live'))
  await eventually(() => expect(chat.clients.length).toBe(1))
  const words =
    'Expected a text of at most 123 bytes, which is what the close frame of a WebSocket holds, got 124 bytes'
  for (const tooLong of ['x'.repeat(124), 'é'.repeat(62)]) {
    expect(() => chat.drop(4000, tooLong)).toThrow(words)
    expect(() => chat.clients[0]?.drop(4000, tooLong)).toThrow(words)
  }
  expect(chat.clients.length).toBe(1)
  chat.drop(4000, `${'é'.repeat(61)}x`)
  await eventually(() => expect(connection.store.getState().closeReason?.reason).toBe(`${'é'.repeat(61)}x`))
})

test('a text that is too long for one client ends the link of none', async () => {
  for (const { make } of ways.toReversed()) connect(make())
  await eventually(() => expect(chat.clients.length).toBe(3))
  expect(() => chat.drop(4000, 'x'.repeat(124))).toThrow('at most 123 bytes')
  expect(chat.clients.length).toBe(3)
})

test.each(ways.filter(({ kind }) => kind !== 'websocket'))(
  'over $way, no close frame holds the text, so it may be longer',
  async ({ make }) => {
    const client = await clientOf(make)
    client.drop(4000, 'x'.repeat(124))
    expect(client.status).toBe('closed')
  },
)
