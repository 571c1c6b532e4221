import { describe, expect } from 'vitest'
import type { TestServer } from '../../support/server'
import type { BrowserTest } from '../browserTest'
import type { Page } from '../page'

/** A window that is closed takes its lock along, while a lease is given back by a page that hears of its end. */
const lockings = [
  { how: 'closed, with Web Locks', hasLocks: true },
  { how: 'left, with a lease', hasLocks: false },
]

export function checkStorage(test: BrowserTest): void {
  describe('stored outbox', () => {
    test.for(['localStorage', 'IndexedDB'] as const)(
      'sends what waited in %s when the page is loaded again, once and in order',
      async (storage, { page, pages, servers }) => {
        const server = await servers.webSocket()
        const proxy = await servers.proxy(server)
        proxy.accept('mute')
        await page.call('mount', 'webSocket', proxy.url, { storage })
        await write(page, 'one', 'two')
        await page.tab.open(pages.production)
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
      'sends what is stored from one of two windows, and from the other when that one is $how',
      async ({ hasLocks }, { page: heir, openPage, pages, servers }) => {
        const server = await servers.webSocket()
        const proxy = await servers.proxy(server)
        proxy.accept('mute')
        const owner = await openPage()
        if (!hasLocks) await owner.call('removeLocks')
        await owner.call('mount', 'webSocket', proxy.url, { storage: 'localStorage' })
        await write(owner, 'left behind')
        await heir.tab.open(pages.production)
        if (!hasLocks) await heir.call('removeLocks')
        await heir.call('mount', 'webSocket', proxy.url, { storage: 'localStorage' })
        await heir.call('emit', 'CHAT', 'own')
        await heir.sees({ queued: 1 })
        if (hasLocks) await owner.close()
        else await owner.tab.open(`${pages.production}elsewhere`)
        await heir.sees({ queued: 2 })
        proxy.accept('forward')
        await heir.call('reconnect')
        await expect.poll(() => textsOf(server)).toEqual(['left behind', 'own'])
        await expect.poll(() => heir.call('storedText')).not.toContain('left behind')
      },
    )
  })
}

/** Sends messages that have to wait, and waits until they are stored. */
async function write(page: Page, ...texts: string[]): Promise<void> {
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
