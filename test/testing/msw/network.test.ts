import { describe, expect, test } from 'vitest'
import { createConnection, heartbeat } from 'wirehooks/vanilla'
import { wireHandlers } from 'wirehooks/testing/msw'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'
import { ways } from './support/transports'

const chat = wireHandlers('https://chat.example/live', {
  pingInterval: 100,
  pingTimeout: 3000,
  on: { CHAT: (text, client) => client.message('CHAT', text) },
})

serve(chat)

describe.each(ways)('over $way', ({ kind, sends, make }) => {
  test('is down, and comes back', async () => {
    chat.set({ refuses: 1006 })
    const { connection, status } = connect(make())
    await eventually(() => expect(status()).toBe('reconnecting'))
    expect(connection.store.getState().closeReason?.kind).toBe('peer')
    chat.set({ refuses: null })
    connection.reconnect()
    await eventually(() => expect(status()).toBe('open'))
    expect(chat.links.length).toBe(1)
  })

  test('turns everybody away', async () => {
    chat.set({ refuses: 4403 })
    const { connection, status } = connect(make())
    await eventually(() => expect(connection.store.getState().closeReason).not.toBeNull())
    // Socket.IO and HTTP are asked once more with fresh credentials.
    if (status() !== 'failed') connection.reconnect()
    await eventually(() => expect(connection.store.getState().closeReason?.verdict).toMatch(/fail|reauthenticate/))
    expect(chat.links).toEqual([])
  })

  test('takes its time, and keeps the order', async () => {
    chat.set({ delay: 200 })
    const startedAt = performance.now()
    const { heard, status } = connect(make())
    await eventually(() => expect(status()).toBe('open'))
    expect(performance.now() - startedAt).toBeGreaterThan(190)
    chat.message('A', 1)
    chat.set({ delay: 0 })
    chat.message('A', 2)
    await eventually(() => expect(heard.length).toBe(2))
    expect(heard).toEqual([
      ['A', 1],
      ['A', 2],
    ])
  })

  test('says everything twice', async () => {
    chat.set({ duplicate: true })
    const { heard, status } = connect(make())
    await eventually(() => expect(status()).toBe('open'))
    chat.message('A', 1)
    await eventually(() =>
      expect(heard).toEqual([
        ['A', 1],
        ['A', 1],
      ]),
    )
  })

  test('opens nothing while it is half-open', async () => {
    chat.set({ silent: true })
    const { status } = connect(make())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([status(), chat.links]).toEqual(['connecting', []])
    chat.set({ silent: false })
    await eventually(() => expect(status()).toBe('open'))
  })

  test('goes half-open: nothing arrives, and nobody says so', async () => {
    const { connection, heard, status } = connect(make())
    await eventually(() => expect(status()).toBe('open'))
    chat.set({ silent: true })
    chat.message('A', 1)
    if (sends) void connection.emit('CHAT', 'hi')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([heard, chat.sent, status()]).toEqual([[], [], 'open'])
    chat.set({ silent: false })
    chat.message('A', 2)
    await eventually(() => expect(heard).toEqual([['A', 2]]))
    expect(chat.clients.map((client) => client.kind)).toEqual([kind])
  })
})

test('a heartbeat notices a half-open WebSocket', async () => {
  const [{ make }] = ways as [(typeof ways)[number]]
  const connection = createConnection(make(), { wrappers: [heartbeat({ interval: 50, timeout: 50 })] })
  connection.open()
  const state = (): string => connection.store.getState().status
  await eventually(() => expect(connection.store.getState().latency).not.toBeNull())
  chat.set({ silent: true })
  await eventually(() => expect(state()).toBe('reconnecting'))
  expect(connection.store.getState().closeReason?.kind).toBe('heartbeat-timeout')
})

test('Socket.IO notices a half-open link by its own beats, and not while they come', async () => {
  const [, , { make }] = ways as [unknown, unknown, (typeof ways)[number]]
  const { connection, status } = connect(make())
  await eventually(() => expect(status()).toBe('open'))
  // Several beats.
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect([status(), chat.links.length]).toEqual(['open', 1])
  chat.set({ silent: true })
  await eventually(() => expect(status()).toBe('reconnecting'))
  expect(connection.store.getState().closeReason?.kind).toBe('heartbeat-timeout')
})
