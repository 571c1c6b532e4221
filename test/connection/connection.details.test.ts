import { expect, test } from 'vitest'
import {
  type ConnectionOptions,
  createConnection,
  type Delivery,
  handshake,
  type LinkSink,
  type SendingTransport,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'

/** A transport that hears what becomes of its messages, and learns something of its links. */
function setUp(options: ConnectionOptions = {}) {
  const clock = createFakeClock()
  const fake = createFakeTransport({ does: { reconnect: true } })
  const sinks: LinkSink[] = []
  const hear: ((delivery: Delivery) => void)[] = []
  const transport: SendingTransport = {
    ...fake,
    connect(sink, context) {
      sinks.push(sink)
      const link = fake.connect(sink, context)
      return { ...link, send: () => new Promise((resolve) => hear.push(resolve)) }
    },
  }
  const connection = createConnection(transport, { ...options, clock, network: createFakeNetwork(), onError() {} })
  connection.open()
  return { clock, fake, connection, sinks, hear, details: () => connection.store.getState().details }
}

test('shows what the transport learned of its open link, until the link ends', () => {
  const { fake, connection, sinks, details } = setUp()
  fake.link.open()
  expect(details()).toEqual({})
  sinks[0]?.learned({ ready: false })
  sinks[0]?.learned({ ready: true, server: 'a' })
  sinks[0]?.learned({ server: 'b' })
  expect(details()).toEqual({ ready: true, server: 'b' })
  fake.link.drop()
  expect(details()).toEqual({})
  sinks[0]?.learned({ late: true })
  expect(details()).toEqual({})
  connection.close()
})

test('shows from the moment it is open what the transport learned before', () => {
  const { fake, connection, sinks, details } = setUp()
  const seen: unknown[] = []
  connection.store.subscribe(({ status }, before) => {
    if (status === 'open' && before.status !== 'open') seen.push(details())
  })
  sinks[0]?.learned({ server: 'a', ready: false })
  sinks[0]?.learned({ ready: true })
  expect(details()).toEqual({})
  fake.link.open()
  expect(seen).toEqual([{ server: 'a', ready: true }])
  connection.close()
  expect(details()).toEqual({})
})

test('shows nothing that was learned of an earlier link, also when that one never opened', async () => {
  const { fake, connection, clock, sinks, details } = setUp()
  sinks[0]?.learned({ first: true })
  fake.link.drop()
  await clock.advance(2000)
  sinks[0]?.learned({ late: true })
  sinks[1]?.learned({ second: true })
  fake.link.open()
  expect(details()).toEqual({ second: true })
  connection.close()
})

test('keeps what is learned during a handshake until it is open', async () => {
  let finish = (): void => {}
  const { fake, connection, clock, sinks, details } = setUp({
    wrappers: [handshake(() => new Promise((resolve) => (finish = resolve)))],
  })
  fake.link.open()
  sinks[0]?.learned({ changesReady: true })
  expect(details()).toEqual({})
  finish()
  await clock.advance(1)
  expect(details()).toEqual({ changesReady: true })
  connection.close()
})

test('shows nothing of a link that is being mended, and what is learned meanwhile when it is open again', () => {
  const { fake, connection, sinks, details } = setUp()
  fake.link.open()
  sinks[0]?.learned({ ready: true })
  fake.link.interrupt()
  expect(details()).toEqual({})
  sinks[0]?.learned({ again: true })
  expect(details()).toEqual({})
  fake.link.open()
  expect(details()).toEqual({ again: true })
  connection.close()
})

test('what the transport hears of a message is its outcome, sent at once or after waiting', async () => {
  const { fake, connection, hear } = setUp()
  const waited = connection.emit('A')
  fake.link.open()
  const sent = connection.emit('B')
  hear[0]?.({ outcome: 'acked' })
  hear[1]?.({ outcome: 'unknown' })
  expect(await Promise.all([waited, sent])).toEqual([{ outcome: 'acked' }, { outcome: 'unknown' }])
  expect(connection.store.getState().queue.count).toBe(0)
  connection.close()
})
