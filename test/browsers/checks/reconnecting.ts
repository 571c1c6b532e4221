import { describe, expect } from 'vitest'
import { quickly } from '../../support/client'
import type { BrowserTest } from '../browserTest'

export function checkReconnecting(test: BrowserTest): void {
  describe('reconnecting', () => {
    test('comes back after a server that was killed, and sends what waited', async ({ page, servers }) => {
      const before = await servers.webSocketApart()
      await page.call('mount', 'webSocket', before.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      await before.signal('SIGKILL')
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting'] })
      await page.call('emit', 'CHAT', 'one')
      await page.call('emit', 'CHAT', 'two')
      await page.sees({ queued: 2 })
      const after = await servers.webSocketApart(before.port)
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        outcomes: ['sent', 'sent'],
        queued: 0,
      })
      await expect
        .poll(() => after.received)
        .toEqual(['{"type":"CHAT","payload":"one"}', '{"type":"CHAT","payload":"two"}'])
    })

    test('goes on trying where nobody listens, and opens once somebody does', async ({ page, servers }) => {
      const nobody = await servers.webSocketApart()
      await nobody.signal('SIGKILL')
      await page.call('mount', 'webSocket', nobody.url, { plain: { backoff: quickly } })
      await expect.poll(async () => (await page.call('seen')).closes.length).toBeGreaterThan(1)
      const { closes, statuses } = await page.call('seen')
      expect(statuses).toEqual(['connecting', 'reconnecting'])
      expect(closes[0]).toEqual({ kind: 'peer', code: 1006, reason: '', verdict: 'retry', willRetry: true })
      await servers.webSocketApart(nobody.port)
      await page.sees({ statuses: ['connecting', 'reconnecting', 'open'] })
    })

    test('gives up on a server that never answers, and dials the next time', async ({ page, servers }) => {
      const proxy = await servers.proxy(await servers.webSocket())
      proxy.accept('mute')
      await page.call('mount', 'webSocket', proxy.url, { plain: { backoff: quickly, connectTimeout: 300 } })
      await page.sees({ statuses: ['connecting', 'reconnecting'] })
      // A dial that hangs must not hold up the next one: browsers open one socket to a host after the other.
      proxy.accept('forward')
      await page.sees({ statuses: ['connecting', 'reconnecting', 'open'] })
      const { closes } = await page.call('seen')
      expect(closes[0]).toEqual({ kind: 'connect-timeout', willRetry: true })
    })

    test('leaves a half-open link when its heartbeat is not answered', async ({ page, servers }) => {
      const server = await servers.webSocket({
        answer({ emit }, message) {
          if ((JSON.parse(String(message)) as { type: string }).type === 'ping') emit('pong')
        },
      })
      const proxy = await servers.proxy(server)
      await page.call('mount', 'webSocket', proxy.url, {
        heartbeat: { interval: 200, timeout: 1000 },
        plain: { backoff: quickly },
      })
      await page.sees({ statuses: ['connecting', 'open'] })
      await expect.poll(() => server.peers[0]?.received.length).toBeGreaterThan(0)
      proxy.pairs[0]?.flow('none')
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        closes: [{ kind: 'heartbeat-timeout', willRetry: true }],
      })
      expect(proxy.pairs).toHaveLength(2)
    })
  })
}
