import { expect, test } from 'vitest'
import { createConnection, type Delivery, type LinkSink, type Transport } from 'wirehooks/vanilla'
import { createFakeTransport } from 'wirehooks/testing'

/** A transport that hears what becomes of its messages, and tells details of its own. */
function setUp() {
  const fake = createFakeTransport()
  const sinks: LinkSink[] = []
  const hear: ((delivery: Delivery) => void)[] = []
  const transport: Transport = {
    ...fake,
    connect(sink, context) {
      sinks.push(sink)
      const link = fake.connect(sink, context)
      return {
        send: () => new Promise((resolve) => hear.push(resolve)),
        close: link.close,
        get bufferedAmount() {
          return link.bufferedAmount
        },
      }
    },
  }
  const connection = createConnection(transport, { onError() {} })
  connection.open()
  return { fake, connection, sinks, hear, details: () => connection.store.getState().details }
}

test('shows what the transport tells of its open link, until the link ends', () => {
  const { fake, connection, sinks, details } = setUp()
  sinks[0]?.tell({ early: true })
  expect(details()).toEqual({})
  fake.link.open()
  sinks[0]?.tell({ ready: false })
  sinks[0]?.tell({ ready: true, server: 'a' })
  sinks[0]?.tell({ server: 'b' })
  expect(details()).toEqual({ ready: true, server: 'b' })
  fake.link.drop()
  expect(details()).toEqual({})
  sinks[0]?.tell({ late: true })
  expect(details()).toEqual({})
  connection.close()
})

test('shows nothing of a link that is being mended', () => {
  const { fake, connection, sinks, details } = setUp()
  fake.link.open()
  sinks[0]?.tell({ ready: true })
  fake.link.interrupt()
  expect(details()).toEqual({})
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
