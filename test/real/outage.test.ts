import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { stage } from '../support/stage'
import { until } from '../support/until'

const awayMs = 8000

test.concurrent(
  'finds a server that was away for 8 s again within 8 s of its return',
  { timeout: 60_000 },
  async (context) => {
    const { serve, connect } = stage(context)
    const first = await serve()
    const clients = Array.from({ length: 20 }, () => connect(first.url, { backoff: { minUptime: 0 } }))
    await Promise.all(clients.map((client) => client.reaches('open')))
    await until(first, () => first.peers.length === clients.length)
    await first.stop()
    await sleep(awayMs)
    const second = await serve({ port: first.port })
    const backAt = performance.now()
    // As promised, and a little more for a machine that is busy.
    await until(second, () => second.peers.length === clients.length, awayMs + 1500)
    await Promise.all(clients.map((client) => client.reaches('open')))
    const waits = second.dials.map((at) => at - backAt)
    expect(waits).toHaveLength(clients.length)
    // They do not all come in the same moment.
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(1000)
    for (const { closes } of clients) expect(closes.every(({ willRetry }) => willRetry)).toBe(true)
  },
)
