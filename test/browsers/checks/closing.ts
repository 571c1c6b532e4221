import { describe, expect } from 'vitest'
import { quickly } from '../../support/client'
import type { BrowserTest } from '../browserTest'

/** What the library makes of a link that the server closes twice in a row: see “Close codes” in the README. */
const ends = [
  { code: 1000, verdict: 'retry', next: ['reconnecting', 'open', 'reconnecting', 'open'] },
  { code: 1001, verdict: 'retry', next: ['reconnecting', 'open', 'reconnecting', 'open'] },
  { code: 1008, verdict: 'fail', next: ['failed'] },
  { code: 1011, verdict: 'retry', next: ['reconnecting', 'open', 'reconnecting', 'open'] },
  { code: 4401, verdict: 'reauthenticate', next: ['reconnecting', 'open', 'failed'] },
  { code: 4500, verdict: 'retry', next: ['reconnecting', 'open', 'reconnecting', 'open'] },
] as const

export function checkClosing(test: BrowserTest): void {
  describe('a link that ends', () => {
    test.for(ends)('the code $code is $verdict', async ({ code, verdict, next }, { page, servers }) => {
      const server = await servers.webSocket({
        welcome({ socket }, count) {
          if (count <= 2) socket.close(code, 'Wartung ⏳')
        },
      })
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open', ...next] })
      const { closes } = await page.call('seen')
      const closeReason = { kind: 'peer', code, reason: 'Wartung ⏳', verdict }
      const last = next.at(-1)
      expect(closes).toEqual(
        next
          .filter((status) => status !== 'open')
          .map((status) => ({ ...closeReason, willRetry: status !== 'failed' })),
      )
      expect(server.peers).toHaveLength(last === 'open' ? 3 : closes.length)
    })

    test('a close frame without a code is 1005, and retried', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.peers[0]?.socket.close()
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        closes: [{ kind: 'peer', code: 1005, reason: '', verdict: 'retry', willRetry: true }],
      })
    })

    test('a TCP connection that ends without a close frame is 1006, and retried', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.peers[0]?.socket.terminate()
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        closes: [{ kind: 'peer', code: 1006, reason: '', verdict: 'retry', willRetry: true }],
      })
    })

    test('a frame that breaks the protocol is 1006, and retried', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      // Text has to be UTF-8: https://www.rfc-editor.org/rfc/rfc6455#section-8.1
      server.peers[0]?.socket.send(Buffer.from([0xff]), { binary: false })
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        closes: [{ kind: 'peer', code: 1006, reason: '', verdict: 'retry', willRetry: true }],
      })
    })

    test.for([401, 404, 503])('an upgrade refused with %i is 1006, and retried', async (status, { page, servers }) => {
      const server = await servers.webSocket({ refuse: () => (server.dials.length === 1 ? status : undefined) })
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({
        statuses: ['connecting', 'reconnecting', 'open'],
        closes: [{ kind: 'peer', code: 1006, reason: '', verdict: 'retry', willRetry: true }],
      })
    })
  })
}
