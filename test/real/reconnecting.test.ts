import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Delivery } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { stage } from '../support/stage'
import { until } from '../support/until'

test.concurrent(
  'dials a server that accepts and closes at once at most six times in 20 s',
  { timeout: 30_000 },
  async (context) => {
    const { serve, connect } = stage(context)
    const codes = [1000, 1001, 1006, 1011, 1012]
    const flapping = await Promise.all(
      codes.map(async (code) => {
        const server = await serve({
          welcome: ({ socket }) => (code === 1006 ? socket.terminate() : socket.close(code)),
        })
        return { code, server, client: connect(server.url) }
      }),
    )
    await sleep(20_000)
    for (const { code, server, client } of flapping) {
      expect(new Set(client.closes.map(({ reason }) => reason.code))).toEqual(new Set([code]))
      expect(client.status).toBe('reconnecting')
      expect(server.dials.length, `dials with ${code}`).toBeGreaterThanOrEqual(5)
      expect(server.dials.length, `dials with ${code}`).toBeLessThanOrEqual(6)
    }
  },
)

test.concurrent('keeps the order of what was sent before, between and after links', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { backoff: quickly })
  const sent = [client.connection.send(0), client.connection.send(1)]
  await client.reaches('open')
  sent.push(client.connection.send(2))
  await until(server, () => server.peers[0]?.received.length === 3)
  server.peers[0]?.socket.terminate()
  await client.reaches('reconnecting')
  sent.push(client.connection.send(3), client.connection.send(4))
  expect(client.connection.store.getState().queue.count).toBe(2)
  await client.reaches('open')
  sent.push(client.connection.send(5))
  await until(server, () => server.peers[1]?.received.length === 3)
  expect(server.peers.map(({ received }) => received)).toEqual([
    ['0', '1', '2'],
    ['3', '4', '5'],
  ])
  expect(new Set((await Promise.all(sent)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
  expect(client.connection.store.getState().queue.count).toBe(0)
})

test.concurrent(
  'delivers once and in order what was sent while the server process was dead',
  { timeout: 40_000 },
  async (context) => {
    const { serveApart, connect } = stage(context)
    const first = await serveApart()
    let status = 'open'
    /** What was sent between two links. */
    const queued: number[] = []
    const client = connect(first.url, { outbox: { capacity: 1000 } })
    await client.reaches('open')
    client.connection.store.subscribe((state) => {
      status = state.status
    })

    const outcomes: Promise<Delivery>[] = []
    const timer = setInterval(() => {
      if (status !== 'open') queued.push(outcomes.length)
      outcomes.push(client.connection.send(outcomes.length))
    }, 20)
    await until(first, () => first.received.length === 30)
    await first.signal('SIGKILL')
    await sleep(2000)
    const second = await serveApart(first.port)
    await client.reaches('open', 20_000)
    await until(second, () => second.received.length > queued.length + 25)
    clearInterval(timer)
    const last = outcomes.length - 1
    await until(second, () => second.received.at(-1) === String(last))

    const settled = await Promise.all(outcomes)
    expect(settled.filter(({ outcome }) => outcome !== 'sent' && outcome !== 'unknown')).toEqual([])
    expect(queued.length).toBeGreaterThan(80)
    const [firstQueued = 0] = queued
    expect(second.received.map(Number)).toEqual(range(firstQueued, last))
    expect(first.received.map(Number)).toEqual(range(0, first.received.length - 1))
    expect(first.received.length).toBeLessThanOrEqual(firstQueued)
    expect(second.connected).toBe(1)
  },
)

test.concurrent('goes on after the server process was stopped for a while', async (context) => {
  const { serveApart, connect } = stage(context)
  const server = await serveApart()
  const client = connect(server.url)
  await client.reaches('open')
  await server.signal('SIGSTOP')
  const sent = range(1, 100).map((count) => client.connection.send(count))
  await Promise.all(sent)
  await server.signal('SIGCONT')
  await until(client, () => client.messages.length === 100)
  expect(client.messages.map(({ data }) => data)).toEqual(range(1, 100))
  expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
})

test.concurrent('dials again while nobody listens, until somebody does', async (context) => {
  const { serve, connect } = stage(context)
  const gone = await serve()
  await gone.stop()
  const client = connect(gone.url, { backoff: quickly })
  const early = client.connection.send('early')
  await until(client, () => client.connection.store.getState().attempt === 3)
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting'])
  expect(client.closes[0]).toMatchObject({ reason: { kind: 'peer', code: 1006 }, willRetry: true })
  const server = await serve({ port: gone.port })
  await client.reaches('open')
  expect(await early).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(client.connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null, error: null })
})

test.concurrent('dials again after a reset', async (context) => {
  const { serve, proxy, connect } = stage(context)
  const relay = await proxy(await serve())
  const client = connect(relay.url, { backoff: quickly })
  await client.reaches('open')
  relay.pairs[0]?.reset()
  await until(client, () => client.closes.length === 1)
  expect(client.closes).toMatchObject([{ reason: { kind: 'peer', code: 1006 }, willRetry: true }])
  await client.reaches('open')
  expect(relay.pairs).toHaveLength(2)
})

test.concurrent('gives up after as many attempts as it was told', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ refuse: () => 503 })
  const client = connect(server.url, { backoff: { ...quickly, attempts: 2 } })
  const waiting = client.connection.send('waiting')
  await client.reaches('failed')
  expect(server.dials).toHaveLength(3)
  expect(await waiting).toEqual({ outcome: 'closed' })
  expect(client.connection.store.getState().error).toMatchObject({ code: 'closed' })
})

test.concurrent('leaves failed by reconnect', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(1008) })
  const client = connect(server.url)
  await client.reaches('failed')
  client.connection.reconnect()
  await client.reaches('open')
  expect(client.connection.store.getState().error).toBeNull()
  expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'failed', 'connecting', 'open'])
})

test.concurrent('replaces an open link at once when asked to', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  await client.reaches('open')
  client.connection.reconnect()
  const sent = client.connection.send('on the new one')
  await client.reaches('open')
  expect(await sent).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[1]?.received.length === 1 && server.peers[0]?.closed)
  expect(server.peers.map(({ closed }) => closed?.code)).toEqual([1000, undefined])
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
