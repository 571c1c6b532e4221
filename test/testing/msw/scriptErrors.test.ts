import { expect, onTestFinished, test, vi } from 'vitest'
import { wireHandlers, type WireHandlersOptions } from 'wirehooks/testing/msw'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'
import { ways } from './support/transports'

const script: WireHandlersOptions = {}
const chat = wireHandlers('https://chat.example/live', {
  opened: (client) => script.opened?.(client),
  closed: (client) => script.closed?.(client),
  on: {
    CHAT: () => {
      throw new Error('in a handler')
    },
  },
})

serve(chat)

/** Plays the test runner, or the page: it is told of every error that nobody catches. */
function uncaught(): unknown[] {
  const errors: unknown[] = []
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    const others = process.listeners(event as 'uncaughtException')
    const listener = (error: unknown): void => void errors.push(error)
    process.removeAllListeners(event)
    process.on(event, listener)
    onTestFinished(() => {
      process.off(event, listener)
      for (const other of others) process.on(event, other)
    })
  }
  return errors
}

test.each(ways)('over $way, a script that cannot greet turns its client away, and is told of', async ({ make }) => {
  const errors = uncaught()
  script.opened = () => {
    throw new Error('in opened')
  }
  const { connection } = connect(make())
  await eventually(() => expect(connection.store.getState().closeReason?.kind).toBe('peer'))
  await eventually(() => expect(errors).toEqual([new Error('in opened')]))
  expect(chat.links).toEqual([])
  script.opened = undefined
  connection.reconnect()
  await eventually(() => expect(connection.store.getState().status).toBe('open'))
})

test.each(ways)('over $way, a script that fails at the end is told of', async ({ make }) => {
  const errors = uncaught()
  script.closed = vi.fn(() => {
    throw new Error('in closed')
  })
  onTestFinished(() => void (script.closed = undefined))
  const { connection, status } = connect(make())
  await eventually(() => expect(status()).toBe('open'))
  connection.close()
  await eventually(() => expect(errors).toEqual([new Error('in closed')]))
  expect(chat.clients).toEqual([])
})

test.each(ways.filter(({ sends }) => sends))(
  'over $way, a handler that fails is told of, and the next message is heard',
  async ({ make }) => {
    const errors = uncaught()
    const { connection, status } = connect(make())
    await eventually(() => expect(status()).toBe('open'))
    await connection.emit('CHAT', 1)
    await connection.emit('CHAT', 2)
    await eventually(() => expect(errors).toEqual([new Error('in a handler'), new Error('in a handler')]))
    expect(chat.sent.map(({ data }) => data)).toEqual([1, 2])
  },
)

test('a client may be turned away with any words', async () => {
  script.opened = (client) => client.drop(4403, 'nein – “later”\n🎈')
  onTestFinished(() => void (script.opened = undefined))
  const ends = ways.map(({ make }) => connect(make()).connection)
  const codes = (): unknown[] => ends.map(({ store }) => store.getState().closeReason?.code)
  await eventually(() => expect(codes()).toEqual([4403, 403, undefined]))
  expect(chat.links).toEqual([])
})
