import { describe, expect } from 'vitest'
import { quickly } from '../../support/client'
import type { Peer } from '../../support/server'
import type { BrowserTest } from '../browserTest'

/**
 * What the library makes of the close code of a server that closes the first two links: see “Close codes” in the README.
 * `willRetry` is what `onClose` is told each time, and `links` is how many links the server has seen in the end.
 */
const closeCodes = [
  {
    code: 1000,
    verdict: 'retry',
    statuses: ['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'],
    willRetry: [true, true],
    links: 3,
  },
  {
    code: 1001,
    verdict: 'retry',
    statuses: ['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'],
    willRetry: [true, true],
    links: 3,
  },
  { code: 1008, verdict: 'fail', statuses: ['connecting', 'open', 'failed'], willRetry: [false], links: 1 },
  {
    code: 1011,
    verdict: 'retry',
    statuses: ['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'],
    willRetry: [true, true],
    links: 3,
  },
  {
    code: 4401,
    verdict: 'reauthenticate',
    statuses: ['connecting', 'open', 'reconnecting', 'open', 'failed'],
    willRetry: [true, false],
    links: 2,
  },
  {
    code: 4500,
    verdict: 'retry',
    statuses: ['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'],
    willRetry: [true, true],
    links: 3,
  },
] as const

/** How a link can end without a close code of the server's. */
const endings = [
  { how: 'a close frame without a code', code: 1005, end: ({ socket }: Peer) => socket.close() },
  {
    how: 'a TCP connection that ends without a close frame',
    code: 1006,
    end: ({ socket }: Peer) => socket.terminate(),
  },
  {
    // Text has to be UTF-8: https://www.rfc-editor.org/rfc/rfc6455#section-8.1
    how: 'a frame that breaks the protocol',
    code: 1006,
    end: ({ socket }: Peer) => socket.send(Buffer.from([0xff]), { binary: false }),
  },
]

export function checkClosing(test: BrowserTest): void {
  describe('when the server closes the first two links', () => {
    test.for(closeCodes)(
      'close code $code: $verdict',
      async ({ code, verdict, statuses, willRetry, links }, { page, servers }) => {
        const server = await servers.webSocket({
          welcome({ socket }, count) {
            if (count <= 2) socket.close(code, 'Wartung ⏳')
          },
        })
        await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
        await page.sees({ statuses })
        const reason = { kind: 'peer', code, reason: 'Wartung ⏳', verdict }
        const { closes } = await page.call('seen')
        expect(closes).toEqual(willRetry.map((willRetry) => ({ ...reason, willRetry })))
        expect(server.peers).toHaveLength(links)
      },
    )
  })

  describe('when a link ends without a close code', () => {
    test.for(endings)('$how is $code, and retried', async ({ code, end }, { page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.peers.forEach(end)
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        closes: [{ kind: 'peer', code, reason: '', verdict: 'retry', willRetry: true }],
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
