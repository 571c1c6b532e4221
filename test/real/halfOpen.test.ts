import { expect, test, type TestContext } from 'vitest'
import { heartbeat } from 'wirehooks/vanilla'
import type { ServerOptions } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

const wrappers = [heartbeat({ interval: 2000, timeout: 1000 })]

/** Answers beats, as servers do. */
const pongs: ServerOptions = {
  answer(peer, message) {
    if (message === '{"type":"ping"}') peer.emit('pong')
  },
}

/**
 * For how long this process has run since the call, in milliseconds. A busy machine lets it stand still, and nobody notices anything
 * meanwhile: that does not count.
 */
function runningTime({ onTestFinished }: TestContext): () => number {
  let ran = 0
  let last = performance.now()
  const look = (): void => {
    const now = performance.now()
    ran += Math.min(now - last, 50)
    last = now
  }
  const timer = setInterval(look, 10)
  onTestFinished(() => clearInterval(timer))
  return () => ran
}

for (const [name, flow] of [
  ['in both directions', 'none'],
  ['from the server', 'up'],
  ['to the server', 'down'],
] as const) {
  test.concurrent(
    `dials within 3.5 s when nothing comes through ${name} and does not wait for the old link`,
    { timeout: 20_000 },
    async (context) => {
      const { serve, proxy, connect } = stage(context)
      const relay = await proxy(await serve(pongs))
      // A link of five seconds may be a little less by the clock, and a short one is not replaced at once.
      const client = connect(relay.url, { wrappers, backoff: { minUptime: 0 } })
      // Right after an answered beat, which is when it takes longest to notice.
      await until(client, () => client.connection.store.getState().latency !== null)
      relay.pairs[0]?.flow(flow)
      const ran = runningTime(context)
      await until(relay, () => relay.pairs[1])
      expect(ran()).toBeLessThan(3500)
      expect(relay.pairs[0]?.isOpen).toBe(true)
      await client.reaches('open')
      expect(relay.pairs[0]?.isOpen).toBe(true)
      expect(client.closes).toEqual([{ reason: { kind: 'heartbeat-timeout' }, willRetry: true }])
      expect(relay.pairs).toHaveLength(2)
    },
  )
}

test.concurrent('claims nothing about a silent link without a heartbeat', { timeout: 20_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const relay = await proxy(await serve(pongs))
  const [naive, watchful] = [connect(relay.url), connect(relay.url, { wrappers })]
  await Promise.all([naive.reaches('open'), watchful.reaches('open')])
  for (const pair of relay.pairs) pair.flow('none')
  expect(await naive.connection.send('into the void')).toEqual({ outcome: 'sent' })
  await until(watchful, () => watchful.closes.length === 1)
  await watchful.reaches('open')
  expect(naive.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(naive.closes).toEqual([])
})

test.concurrent('keeps a link whose server is busy but not silent', { timeout: 20_000 }, async (context) => {
  const { serve, connect } = stage(context)
  let timer: NodeJS.Timeout | undefined
  // It never answers a beat, but talks.
  const server = await serve({
    welcome(peer) {
      timer = setInterval(() => peer.emit('TICK'), 100)
    },
    answer() {},
  })
  const client = connect(server.url, { wrappers: [heartbeat({ interval: 300, timeout: 200 })] })
  await until(server, () => server.peers[0]?.received.length === 4)
  clearInterval(timer)
  expect(client.closes).toEqual([])
  expect(client.connection.store.getState().latency).toBeNull()
})

test.concurrent('sends again, on the new link, only what was not handed over', { timeout: 20_000 }, async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve({
    answer(peer, message) {
      if (message === 'beat') peer.emit('pong')
    },
  })
  const relay = await proxy(server)
  const client = connect(relay.url, { wrappers: [heartbeat({ interval: 400, timeout: 200, message: 'beat' })] })
  await until(client, () => client.connection.store.getState().latency !== null)
  relay.pairs[0]?.flow('none')
  const lost = client.connection.emit('LOST')
  await until(client, () => client.closes.length === 1)
  await client.connection.emit('KEPT')
  await until(server, () => server.peers[1]?.received.includes('{"type":"KEPT"}'))
  expect(await lost).toEqual({ outcome: 'sent' })
  expect(server.peers.flatMap(({ received }) => received).filter((message) => message !== 'beat')).toEqual([
    '{"type":"KEPT"}',
  ])
})

test.concurrent('measures the round trip', async (context) => {
  const { serve, proxy, connect } = stage(context)
  const relay = await proxy(await serve(pongs))
  const client = connect(relay.url, { wrappers: [heartbeat({ interval: 300 })] })
  await client.reaches('open')
  relay.pairs[0]?.delay(40)
  const latency = await until(client, () => client.connection.store.getState().latency)
  expect(latency).toBeGreaterThan(75)
  expect(latency).toBeLessThan(1000)
  expect(client.messages).toEqual([])
})
