import { describe } from 'vitest'
import type { SeenClose } from '../app/recorder'
import type { BrowserName, BrowserTest } from '../browserTest'

/** The page connects to nobody else. */
const ownOriginAlone = "connect-src 'self'"

type Attempt = Partial<SeenClose>

/** What the constructor of a WebSocket throws, where it does. Otherwise the reason is in the browser's console alone. */
const thrown: Record<BrowserName, string | undefined> = {
  Chromium: undefined,
  Firefox: 'NS_ERROR_CONTENT_BLOCKED',
  WebKitGTK: 'SecurityError',
}

/** No attempt follows: a page keeps its policy. Where nothing was thrown, the server may as well be down. */
function attemptOf(browserName: BrowserName, otherwise: Attempt): Attempt {
  const cause = thrown[browserName]
  return cause ? { kind: 'forbidden', error: 'forbidden', cause, willRetry: false } : otherwise
}

export function checkForbidden(test: BrowserTest): void {
  describe('a Content-Security-Policy that forbids the server', () => {
    test('ends a WebSocket with its cause', async ({ openPage, servers, addresses, browserName }) => {
      const page = await openPage(withPolicy(addresses.production, ownOriginAlone))
      await page.call('mount', 'webSocket', (await servers.webSocket()).url, { plain: { backoff: { delay: 60_000 } } })
      const closed = attemptOf(browserName, { kind: 'peer', code: 1006, willRetry: true })
      await page.sees({ closes: [closed as SeenClose] })
    })

    test('ends Server-Sent Events with their cause', async ({ openPage, servers, addresses }) => {
      const page = await openPage(withPolicy(addresses.production, ownOriginAlone))
      await page.call('mount', 'eventSource', (await servers.events()).url, { plain: { backoff: { delay: 60_000 } } })
      const closed: Attempt = { kind: 'peer', error: 'closed', cause: 'TypeError', willRetry: true }
      await page.sees({ closes: [closed as SeenClose] })
    })

    test.for(['polling', 'websocket'])(
      'ends Socket.IO over %s with its cause',
      async (transport, { openPage, servers, addresses, browserName }) => {
        const page = await openPage(withPolicy(addresses.production, ownOriginAlone))
        const plain = { manager: { transports: [transport] }, backoff: { delay: 60_000 } }
        await page.call('mount', 'socketIO', (await servers.socketIO()).url, { plain })
        const polled: Attempt = { kind: 'peer', error: 'closed', cause: 'Error', willRetry: true }
        const closed = transport === 'polling' ? polled : attemptOf(browserName, polled)
        await page.sees({ closes: [closed as SeenClose] })
      },
    )
  })

  test('a page in a sandbox opens an address that is relative to it', async ({ openPage, servers, addresses }) => {
    const server = await servers.webSocket()
    const page = await openPage(withPolicy(addresses.production, 'sandbox allow-scripts'))
    await page.call('mount', 'webSocket', server.url.replace('ws:', ''))
    await page.sees({ statuses: ['connecting', 'open'] })
  })
}

function withPolicy(address: string, policy: string): string {
  return `${address}?${new URLSearchParams({ policy })}`
}
