import { expect, test } from 'vitest'
import { rateLimit, type RateLimitOptions } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { stage } from '../support/stage'
import { until } from '../support/until'

const roomy = { capacity: 10_000, maxBytes: 2 ** 27 }

test('waits while the link is full, and loses nothing', { timeout: 30_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve({ answer() {} })
  const relay = await proxy(server)
  const client = connect(relay.url, { outbox: roomy })
  await client.reaches('open')
  relay.pairs[0]?.stall()
  const block = 'x'.repeat(64 * 1024)
  let settled = 0
  const outcomes = Array.from({ length: 500 }, async (_, count) => {
    const { outcome } = await client.connection.emit('BLOCK', { count, block })
    settled += 1
    return outcome
  })
  const { queue, status } = client.connection.store.getState()
  expect(status).toBe('open')
  expect(queue.count).toBeGreaterThan(300)
  expect(queue.bytes).toBeGreaterThan(300 * block.length)
  await client.connection.send('x', { ttl: 100 }).then(({ outcome }) => expect(outcome).toBe('expired'))
  expect(settled).toBeGreaterThan(0)
  expect(settled).toBeLessThan(200)

  relay.pairs[0]?.resume()
  await until(server, () => server.peers[0]?.received.length === 500, 20_000)
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['sent']))
  expect(server.peers[0]?.received.map(countIn)).toEqual(Array.from({ length: 500 }, (_, count) => count))
  expect(client.connection.store.getState().queue).toMatchObject({ count: 0, bytes: 0, dropped: 1 })
  expect(server.peers).toHaveLength(1)
})

test('takes what waited for a full link to the next one', { timeout: 30_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve({ answer() {} })
  const relay = await proxy(server)
  const client = connect(relay.url, { outbox: roomy, backoff: quickly })
  await client.reaches('open')
  relay.pairs[0]?.stall()
  const block = 'x'.repeat(64 * 1024)
  const outcomes = Array.from({ length: 500 }, (_, count) => client.connection.emit('BLOCK', { count, block }))
  const waiting = client.connection.store.getState().queue.count
  expect(waiting).toBeGreaterThan(300)
  relay.pairs[0]?.reset()
  await until(
    server,
    () => server.peers[1]?.received.length && countIn(server.peers[1].received.at(-1)) === 499,
    20_000,
  )
  const arrived = server.peers[1]?.received.map(countIn) ?? []
  const [first = 0] = arrived
  expect(arrived).toEqual(Array.from({ length: 500 - first }, (_, index) => first + index))
  expect(arrived.length).toBeGreaterThan(300)
  expect(new Set((await Promise.all(outcomes)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
})

test.concurrent('sends no faster than its rate limit', { timeout: 10_000 }, async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer() {} })
  const client = connect(server.url, { wrappers: [rateLimit({ messages: 5, per: 500 })] })
  await client.reaches('open')
  const outcomes = Array.from({ length: 20 }, (_, count) => client.connection.send(count))
  expect(client.connection.store.getState().queue.count).toBe(15)
  const peer = await until(server, () => server.peers[0]?.received.length === 20 && server.peers[0])
  expect(new Set((await Promise.all(outcomes)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
  expect(peer.received.map(Number)).toEqual(Array.from({ length: 20 }, (_, count) => count))

  expect(excess(peer.receivedAt, { messages: 5, per: 500 })).toBeLessThanOrEqual(1)
  const [first = 0] = peer.receivedAt
  expect((peer.receivedAt.at(-1) ?? 0) - first).toBeGreaterThan(1400)
})

test.concurrent('starts every link with a full bucket, and keeps to it', { timeout: 10_000 }, async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    answer(peer) {
      if (server.peers.length === 1 && peer.received.length === 3) peer.socket.terminate()
    },
  })
  const limit = { messages: 4, per: 1000 }
  const client = connect(server.url, { wrappers: [rateLimit(limit)], backoff: quickly })
  await client.reaches('open')
  for (let count = 0; count < 12; count += 1) void client.connection.send(count)
  await until(server, () => server.peers.at(-1)?.received.at(-1) === '11')
  expect(server.peers).toHaveLength(2)
  expect(server.peers[1]?.received.length).toBeGreaterThan(4)
  for (const { receivedAt } of server.peers) expect(excess(receivedAt, limit)).toBeLessThanOrEqual(1)
})

/**
 * How many more than allowed arrived over the worst stretch of time: allowed is what the bucket holds, and what flowed in
 * meanwhile. One more may be what the network bunched.
 */
function excess(times: readonly number[], { messages, per }: RateLimitOptions): number {
  const worst = times.map((start, from) =>
    Math.max(...times.slice(from).map((end, more) => more + 1 - (messages + ((end - start) * messages) / per))),
  )
  return Math.max(...worst)
}

function countIn(message: string | Buffer = 'null'): number {
  return (JSON.parse(String(message)) as { payload: { count: number } }).payload.count
}
