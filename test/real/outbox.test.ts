import { expect, test } from 'vitest'
import type { Wrapper } from 'wirehooks/vanilla'
import type { ServerOptions } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

const mute: ServerOptions = { answer() {} }
const sent = { outcome: 'sent' }

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

/** A wrapper as somebody writes it who minds a part of a link only. */
const spreading: Wrapper = (transport) => ({
  ...transport,
  connect: (sink, context) => ({ ...transport.connect({ ...sink }, context) }),
})

for (const [name, wrappers] of [
  ['an open link', []],
  ['an open link with a wrapper that spreads it', [spreading]],
] as const) {
  test(`sends all of a burst of 50,000 over ${name}, in order`, { timeout: 30_000 }, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve(mute)
    const client = connect(server.url, { wrappers })
    await client.reaches('open')
    const deliveries = range(50_000).map((count) => client.connection.emit('COUNT', { count, text: 'x'.repeat(40) }))
    const peer = await until(server, () => server.peers[0]?.received.length === 50_000 && server.peers[0], 25_000)
    expect(peer.received.map(countIn)).toEqual(range(50_000))
    expect(new Set((await Promise.all(deliveries)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
    expect(client.connection.store.getState().queue).toEqual({ count: 0, bytes: 0, oldestAt: null, dropped: 0 })
    expect(server.peers).toHaveLength(1)
  })
}

test.concurrent('a signal takes back what waits for a link, and nothing else', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(mute)
  let useUrl: (url: string) => void = () => {}
  const client = connect(() => new Promise<string>((resolve) => (useUrl = resolve)))
  const { emit, send } = client.connection
  const abort = new AbortController()
  const { signal } = abort
  const deliveries = [
    emit('A', 1),
    emit('B', 2, { signal }),
    send('whole', { signal }),
    emit('C', 3, { signal: AbortSignal.abort() }),
    emit('D', 4),
  ]
  expect(client.connection.store.getState().queue.count).toBe(4)
  abort.abort()
  expect(client.connection.store.getState().queue).toMatchObject({ count: 2, dropped: 0 })
  useUrl(server.url)
  expect(await Promise.all(deliveries)).toEqual([
    sent,
    { outcome: 'aborted' },
    { outcome: 'aborted' },
    { outcome: 'aborted' },
    sent,
  ])
  await emit('LAST')
  await until(server, () => server.peers[0]?.received.length === 3)
  expect(server.peers[0]?.received.map((message) => JSON.parse(String(message)) as unknown)).toMatchObject([
    { type: 'A' },
    { type: 'D' },
    { type: 'LAST' },
  ])
})

test('a signal takes back what waits for a full link, and not what was sent', { timeout: 20_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve(mute)
  const relay = await proxy(server)
  const client = connect(relay.url)
  await client.reaches('open')
  const abort = new AbortController()
  const early = client.connection.emit('EARLY', { count: -1 }, { signal: abort.signal })
  relay.pairs[0]?.stall()
  const block = 'x'.repeat(64 * 1024)
  const filling = range(300).map((count) => client.connection.emit('BLOCK', { count, block }))
  const late = client.connection.emit('LATE', { count: 300 }, { signal: abort.signal })
  const last = client.connection.emit('LAST', { count: 301 })
  expect(client.connection.store.getState().queue.count).toBeGreaterThan(100)
  abort.abort()
  expect([await early, await late]).toEqual([sent, { outcome: 'aborted' }])
  relay.pairs[0]?.resume()
  await until(server, () => server.peers[0]?.received.length === 302, 15_000)
  expect(server.peers[0]?.received.map(countIn)).toEqual([-1, ...range(300), 301])
  expect(await Promise.all([...filling, last])).toEqual(range(301).map(() => sent))
})

test.concurrent('drain() then close() loses nothing that was sent before there was a link', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(mute)
  const client = connect(server.url)
  const deliveries = range(200).map((count) => client.connection.emit('COUNT', { count }))
  await client.connection.drain()
  client.connection.close(4000, 'done')
  expect(await until(server, () => server.peers[0]?.closed)).toEqual({ code: 4000, reason: 'done' })
  expect(server.peers[0]?.received.map(countIn)).toEqual(range(200))
  expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => sent))
})

test('drain() then close() loses nothing that waited for a full link', { timeout: 20_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve(mute)
  const relay = await proxy(server)
  const client = connect(relay.url)
  await client.reaches('open')
  relay.pairs[0]?.stall()
  const block = 'x'.repeat(64 * 1024)
  for (const count of range(300)) void client.connection.emit('BLOCK', { count, block })
  let isDrained = false
  const drained = client.connection.drain().then(() => {
    isDrained = true
    client.connection.close()
  })
  await client.connection.emit('HURRIED', {}, { ttl: 100 })
  expect(isDrained).toBe(false)
  relay.pairs[0]?.resume()
  await drained
  expect(await until(server, () => server.peers[0]?.closed, 15_000)).toEqual({ code: 1000, reason: '' })
  expect(server.peers[0]?.received.map(countIn)).toEqual(range(300))
})

test.concurrent('drain() resolves at once when nothing waits, and when what waited was taken back', async (context) => {
  const { connect } = stage(context)
  const client = connect(() => new Promise<string>(() => {}))
  await client.connection.drain()
  const abort = new AbortController()
  void client.connection.emit('NEVER', 1, { signal: abort.signal })
  const drained = client.connection.drain()
  abort.abort()
  await drained
  expect(client.status).toBe('connecting')
  void client.connection.emit('CLOSED', 2)
  const closed = client.connection.drain()
  client.connection.close()
  await closed
  expect(client.connection.store.getState().queue.count).toBe(0)
})

function countIn(message: string | Buffer): number {
  return (JSON.parse(String(message)) as { payload: { count: number } }).payload.count
}
