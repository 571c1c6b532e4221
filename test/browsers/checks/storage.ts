import { describe, expect } from 'vitest'
import type { TestServer } from '../../support/server'
import type { BrowserTest } from '../browserTest'
import type { PageHandle } from '../pageHandle'

/** A Web Lock ends with the window that holds it. A lease ends when its page hears `pagehide`. */
const lockings = [
  { how: 'closed (Web Locks)', hasLocks: true },
  { how: 'left for another page (a lease)', hasLocks: false },
]

/** So long that a window that lost its link does not come back during the test. */
const backoff = { delay: 60_000, minUptime: 0 }

export function checkStorage(test: BrowserTest): void {
  describe('stored outbox', () => {
    test.for(['localStorage', 'IndexedDB'] as const)(
      'sends what waited in %s when the page is loaded again, once and in order',
      async (storage, { page, addresses, servers }) => {
        const server = await servers.webSocket()
        const proxy = await servers.proxy(server)
        proxy.accept('mute')
        await page.call('mount', 'webSocket', proxy.url, { storage })
        await write(page, 'one', 'two')
        await page.tab.open(addresses.production)
        await page.call('mount', 'webSocket', proxy.url, { storage })
        await page.sees({ queued: 2 })
        await write(page, 'three')
        proxy.accept('forward')
        await page.call('reconnect')
        await expect.poll(() => textsOf(server)).toEqual(['one', 'two', 'three'])
        await expect.poll(() => page.call('storedText')).not.toContain('two')
      },
    )

    test.for(lockings)(
      'a second window takes over what the first one stored, once the first is $how',
      async ({ hasLocks }, { openPage, addresses, servers }) => {
        const server = await servers.webSocket()
        const owner = await openPage()
        if (!hasLocks) await owner.call('removeLocks')
        await owner.call('mount', 'webSocket', server.url, { storage: 'localStorage', plain: { backoff } })
        await owner.sees({ statuses: ['connecting', 'open'] })
        server.peers[0]?.socket.close(1012)
        await owner.sees({ statuses: ['connecting', 'open', 'reconnecting'] })
        await write(owner, 'left behind')

        const heir = await openPage()
        if (!hasLocks) await heir.call('removeLocks')
        await heir.call('mount', 'webSocket', server.url, { storage: 'localStorage' })
        await heir.sees({ statuses: ['connecting', 'open'] })
        await heir.call('emit', 'CHAT', 'own')
        // The heir can send, and leaves alone what belongs to a window that is still there.
        await heir.sees({ outcomes: ['sent'], queued: 0 })
        await expect.poll(() => textsOf(server)).toEqual(['own'])
        expect(await heir.call('storedText')).toContain('left behind')

        if (hasLocks) await owner.close()
        else await owner.tab.open(`${addresses.production}elsewhere`)
        await expect.poll(() => textsOf(server)).toEqual(['own', 'left behind'])
        await expect.poll(() => heir.call('storedText')).not.toContain('left behind')
      },
    )
  })
}

/** Sends messages that have to wait, and waits until they are stored. */
async function write(page: PageHandle, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in order
    await page.call('emit', 'CHAT', text)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await expect.poll(() => page.call('storedText')).toContain(text)
  }
}

function textsOf({ peers }: TestServer): unknown[] {
  return peers.flatMap(({ received }) =>
    received.map((text) => (JSON.parse(String(text)) as { payload: unknown }).payload),
  )
}
