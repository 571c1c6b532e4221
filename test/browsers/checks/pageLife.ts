import { describe, expect } from 'vitest'
import type { BrowserName, BrowserTest } from '../browserTest'

/** So long that only a wake-up can be the reason of a second attempt. Every link counts as good, however short. */
const backoff = { delay: 60_000, minUptime: 0 }

/**
 * Firefox closes the WebSockets of a page that is left before the page hears of it (`pagehide`), and never keeps a page
 * that had one open (`BFCacheStatus::REQUEST` in https://searchfox.org/mozilla-central/source/dom/base/Document.cpp).
 */
const codeOfLeaving: Record<BrowserName, number> = { Chromium: 1000, Firefox: 1001, WebKitGTK: 1000 }
const isRestored: Record<BrowserName, boolean> = { Chromium: true, Firefox: false, WebKitGTK: true }

/** Firefox may close the sockets of a window that is closed before its page hears of it. */
const codesOfClosing: Record<BrowserName, number[]> = { Chromium: [1000], Firefox: [1000, 1001], WebKitGTK: [1000] }

/** Whether a page that is not to be stored may be kept is up to the browser. */
const isRestoredUnstored: Record<BrowserName, boolean> = { Chromium: false, Firefox: false, WebKitGTK: true }

export function checkPageLife(test: BrowserTest): void {
  describe('the life of a page', () => {
    test.for([
      { caching: 'no-cache', restored: isRestored },
      { caching: 'no-store', restored: isRestoredUnstored },
    ])(
      'is open again when its page is gone back to ($caching)',
      async ({ caching, restored }, { openPage, servers, pages, browserName }) => {
        const server = await servers.webSocket()
        const page = await openPage(`${pages.production}?connect=${server.url}&caching=${caching}`)
        await expect.poll(() => page.call('text')).toBe('open open nothing 0 0')
        await page.tab.open(`${pages.production}elsewhere`)
        await expect.poll(() => server.peers[0]?.closed?.code).toBe(codeOfLeaving[browserName])
        await page.tab.back()
        await expect.poll(() => page.call('text')).toBe('open open nothing 0 0')
        expect(await page.call('wasRestored')).toBe(restored[browserName])
        expect(server.dials).toHaveLength(2)
      },
    )

    test('closes its link when its window is closed', async ({ openPage, servers, browserName }) => {
      const server = await servers.webSocket()
      const page = await openPage()
      await page.call('mount', 'webSocket', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.close()
      await expect.poll(() => server.peers[0]?.closed?.code).toBeOneOf(codesOfClosing[browserName])
    })

    test.for(['webSocket', 'socketIO'] as const)(
      'holds up no other page after it was left while it connected (%s)',
      async (probe, { page, openPage, servers, pages }) => {
        const server = await servers.socketIO()
        const proxy = await servers.proxy(server)
        const url =
          probe === 'socketIO' ? proxy.url.replace('ws:', 'http:') : `${proxy.url}/socket.io/?EIO=4&transport=websocket`
        const options = { codec: 'raw', plain: { manager: { transports: ['websocket'] } } } as const
        const left = await openPage()
        proxy.accept('mute')
        await left.call('mount', probe, url, options)
        await expect.poll(() => proxy.pairs.length).toBe(1)
        await left.tab.open(`${pages.production}elsewhere`)
        proxy.accept('forward')
        await page.call('mount', probe, url, options)
        await page.sees({ statuses: ['connecting', 'open'] })
      },
    )

    test('dials long before its next planned attempt when a hidden page whose link was lost is shown', async ({
      page,
      servers,
    }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff } })
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.tab.hide()
      await expect.poll(() => page.call('visibility')).toBe('hidden')
      server.peers[0]?.socket.close(1012)
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting'] })
      await page.tab.show()
      await expect.poll(() => page.call('visibility')).toBe('visible')
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'] })
      expect(server.dials).toHaveLength(2)
    })

    test('receives while its page is hidden', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.tab.hide()
      await expect.poll(() => page.call('visibility')).toBe('hidden')
      server.peers[0]?.emit('NEWS', 1)
      await page.sees({ messages: [{ event: 'NEWS', data: 1 }] })
    })

    test('dials once when it is online again (the page itself dispatches the events)', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { plain: { backoff } })
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.call('setOnline', false)
      await page.sees({ statuses: ['connecting', 'open'], online: false })
      server.peers[0]?.socket.close(1012)
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting'] })
      await page.call('setOnline', true)
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'], online: true })
      expect(server.dials).toHaveLength(2)
    })
  })
}
