import { EventSource } from 'eventsource'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventSource, webSocket } from 'wirehooks/vanilla'
import { socketIO } from 'wirehooks/socket.io'
import { wireHandlers } from 'wirehooks/testing/msw'
import { wireMatchers } from 'wirehooks/testing'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'
import { ways } from './support/transports'

const gone: string[] = []

const chat = wireHandlers('wss://chat.example/live', {
  opened(client) {
    if (client.url.searchParams.get('token') === 'old') client.drop(4401)
    client.message('WELCOME', { people: 2 })
  },
  closed: (client) => gone.push(client.kind),
  on: {
    JOIN: (room: string) => [room, 'Ann'],
    CHAT: (text) => chat.message('CHAT', text),
    LATER: async () => 'in time',
    NO: () => {
      throw Object.assign(new Error('not you'), { code: 403 })
    },
  },
})

serve(chat)
expect.extend(wireMatchers)

describe.each(ways)('over $way', ({ kind, make }) => {
  test('greets who comes, and knows who is there', async () => {
    const { heard, connection } = connect(make())
    await eventually(() => expect(heard).toEqual([['WELCOME', { people: 2 }]]))
    expect(chat.clients.map((client) => [client.kind, client.status, client.url.pathname])).toEqual([
      [kind, 'open', '/live'],
    ])
    gone.length = 0
    connection.close()
    await eventually(() => expect([chat.clients, gone]).toEqual([[], [kind]]))
    expect(chat.links.map(({ status }) => status)).toEqual(['closed'])
  })

  test('says events to everybody', async () => {
    const ends = [connect(make()), connect(make())]
    await eventually(() => expect(chat.clients.length).toBe(2))
    chat.message('A', { some: ['data', null] })
    chat.message('B', ['one'])
    for (const { heard } of ends)
      await eventually(() =>
        expect(heard.slice(1)).toEqual([
          ['A', { some: ['data', null] }],
          ['B', ['one']],
        ]),
      )
  })

  test('drops everybody, who come again', async () => {
    const { connection, status } = connect(make())
    await eventually(() => expect(status()).toBe('open'))
    chat.drop()
    await eventually(() => expect(status()).toBe('reconnecting'))
    connection.reconnect()
    await eventually(() => expect([status(), chat.links.length]).toEqual(['open', 2]))
    expect(chat).toHaveReconnected(1)
  })
})

describe.each(ways.filter(({ sends }) => sends))('over $way', ({ make }) => {
  test('answers requests with what a handler returns, and refuses them with what it throws', async () => {
    const { connection } = connect(make())
    expect(await connection.request('JOIN', 'lobby')).toEqual(['lobby', 'Ann'])
    expect(await connection.request('LATER')).toBe('in time')
    const answer = connection.request('NO').catch((error: Error) => ({ error: error.cause }))
    // An acknowledgement of Socket.IO cannot fail: it says what went wrong.
    expect(await answer).toEqual({ error: { message: 'not you', code: 403 } })
  })

  test('hears events, and records them', async () => {
    const { connection, heard } = connect(make())
    await connection.emit('CHAT', 'hi')
    await eventually(() => expect(heard).toContainEqual(['CHAT', 'hi']))
    expect(chat).toHaveSent('CHAT', 'hi')
    expect(chat.sent).toEqual([{ event: 'CHAT', data: 'hi' }])
    expect(chat.clients[0]?.sent).toEqual(chat.sent)
  })

  test('answers by hand', async () => {
    const { connection } = connect(make())
    const answer = connection.request('UNKNOWN', 1)
    await eventually(() => expect(chat.sent).toMatchObject([{ event: 'UNKNOWN', data: 1 }]))
    chat.clients[0]?.reply('by hand')
    expect(await answer).toBe('by hand')
  })
})

test('turns away who is dropped while it opens', async () => {
  const ends = [
    connect(webSocket('wss://chat.example/live?token=old')),
    connect(eventSource('https://chat.example/live?token=old')),
    connect(socketIO('https://chat.example/live?token=old')),
  ]
  for (const { connection } of ends)
    await eventually(() => expect(connection.store.getState().closeReason?.verdict).toBe('reauthenticate'))
  expect(ends.map(({ connection }) => connection.store.getState().closeReason?.code)).toEqual([4401, 401, undefined])
  expect(chat.links).toEqual([])
})

test('hears whole messages of a WebSocket, and answers its pings', async () => {
  const { connection, heard } = connect(webSocket('wss://chat.example/live'))
  await connection.send({ op: 'subscribe' })
  await connection.emit('ping')
  await eventually(() => expect(heard).toContainEqual(['pong', { type: 'pong' }]))
  expect(chat.sent).toEqual([{ data: { op: 'subscribe' } }, { event: 'ping' }])
})

test('goes on after the last event that was seen', async () => {
  const { connection, heard } = connect(
    eventSource('https://chat.example/live', { headers: { authorization: 'Bearer 1' } }),
  )
  await eventually(() => expect(heard.length).toBe(1))
  chat.message('CHAT', 'hi', { id: '7' })
  await eventually(() => expect(heard).toContainEqual(['CHAT', 'hi']))
  connection.reconnect()
  await eventually(() => expect(chat.clients.map(({ lastEventId }) => lastEventId)).toEqual(['7']))
  expect(chat.clients[0]?.request?.headers.get('authorization')).toBe('Bearer 1')
})

test("speaks with an EventSource of the platform's kind", async () => {
  vi.stubGlobal('EventSource', EventSource)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { heard } = connect(eventSource('https://chat.example/live', { native: true, events: ['WELCOME'] }))
  await eventually(() => expect(heard).toEqual([['WELCOME', { people: 2 }]]))
})

test('leaves other requests to the same address alone', async () => {
  await expect(fetch('https://chat.example/live')).rejects.toThrow(/fetch|Cannot bypass/)
})

test('wants an address', () => {
  expect(() => wireHandlers('chat.example')).toThrow(
    'Expected an address such as wss://chat.example/live, or in a page a path such as /live, got "chat.example"',
  )
})
