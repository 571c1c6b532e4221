import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'

export function checkWrappers(test: BrowserTest): void {
  describe('wrappers', () => {
    test('handshake: is open, and sends what waits, when the server has accepted its token', async ({
      page,
      servers,
    }) => {
      const server = await servers.webSocket({ answer() {} })
      await page.call('mount', 'webSocket', server.url, { token: 'secret' })
      await page.call('emit', 'CHAT', 'hello')
      await expect.poll(() => server.peers[0]?.received).toEqual(['{"type":"AUTH","payload":"secret"}'])
      await page.sees({ statuses: ['connecting'], queued: 1 })
      server.peers[0]?.emit('READY')
      await page.sees({ statuses: ['connecting', 'open'], outcomes: ['sent'], queued: 0 })
      await expect
        .poll(() => server.peers[0]?.received)
        .toEqual(['{"type":"AUTH","payload":"secret"}', '{"type":"CHAT","payload":"hello"}'])
    })

    test('rateLimit: has the third of two messages wait', async ({ page, servers }) => {
      const server = await servers.webSocket({ answer() {} })
      await page.call('mount', 'webSocket', server.url, { rateLimit: { messages: 2, per: 600_000 } })
      await page.sees({ statuses: ['connecting', 'open'] })
      for (const text of ['one', 'two', 'three']) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- in order
        await page.call('emit', 'CHAT', text)
      }
      await page.sees({ outcomes: ['sent', 'sent'], queued: 1 })
      await expect
        .poll(() => server.peers[0]?.received)
        .toEqual(['{"type":"CHAT","payload":"one"}', '{"type":"CHAT","payload":"two"}'])
    })
  })
}
