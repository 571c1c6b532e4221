import { expect, test } from 'vitest'
import { eventStage } from '../support/sse'
import { until } from '../support/until'

/** So long that only a good stream that fell silent is a reason to come back soon. */
const backoff = { initialDelay: 60_000, maxDelay: 60_000, minUptime: 0 }

test('abandons a stream behind a proxy that passes nothing on any more', async (context) => {
  const { serve, proxy, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    visit.write(`id: ${count}\ndata: ${count}\n\n`)
  })
  const relay = await proxy(server)
  const follower = follow(relay.url, { idleTimeout: 300, backoff })
  await until(follower, () => follower.messages.length === 1)
  relay.mute()
  server.visits[0]?.write('id: lost\ndata: 0\n\n')
  const mutedAt = performance.now()
  await until(follower, () => follower.messages.length === 2)
  // 300 ms, and on a machine that is so busy that its timers are late, the three seconds of grace.
  expect(performance.now() - mutedAt).toBeLessThan(10_000)
  expect(follower.closes).toMatchObject([{ kind: 'heartbeat-timeout', willRetry: true }])
  expect(follower.messages.map(({ data }) => data)).toEqual([1, 2])
  expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '1'])
  await until(server, () => server.visits[0]?.isOver)
})

test('comments that a server sends to keep the stream alive do that', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    let count = 0
    const timer = setInterval(() => {
      visit.write(': keep-alive\n\n')
      count += 1
      if (count < 20) return
      clearInterval(timer)
      visit.write('event: DONE\ndata: 0\n\n')
    }, 50)
  })
  const follower = follow(server.url, { idleTimeout: 500 })
  await until(follower, () => follower.messages.length === 1)
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.visits).toHaveLength(1)
  await until(server, () => server.visits.length === 2)
  expect(follower.closes).toMatchObject([{ kind: 'heartbeat-timeout' }])
})
