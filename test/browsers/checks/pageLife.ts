import { describe, expect } from 'vitest'
import type { BrowserName, BrowserTest } from '../browserTest'
import { openAndEmpty } from './chatTexts'

/** So long that only a wake-up can be the reason of a second attempt. Every link counts as good, however short. */
const backoff = { delay: 60_000, minUptime: 0 }

interface PageLife {
  /** The code of a link whose page is left for another page. */
  readonly leaveCode: number
  /** The codes that a link may have whose window is closed. */
  readonly closeCodes: readonly number[]
  /** A page with an open link that is gone back to is the same page, out of the back/forward cache. */
  readonly keepsPage: boolean
  /** How a request ends that was open: WebKit aborts all of them before it tells the page that it is left. */
  readonly requestEndsAs: 'page-hidden' | 'peer'
  /** It is also with `cache-control: no-store`: whether a page that is not to be stored may be kept is up to the browser. */
  readonly keepsNoStorePage: boolean
}

const lives: Record<BrowserName, PageLife> = {
  Chromium: {
    leaveCode: 1000,
    closeCodes: [1000],
    keepsPage: true,
    requestEndsAs: 'page-hidden',
    keepsNoStorePage: false,
  },
  // Firefox closes the WebSockets of a page that is left before the page hears of it (`pagehide`), may do so when its window is
  // closed, and never keeps a page that had one open, or a request such as a stream (`BFCacheStatus::REQUEST` in
  // https://searchfox.org/mozilla-central/source/dom/base/Document.cpp).
  Firefox: {
    leaveCode: 1001,
    closeCodes: [1000, 1001],
    keepsPage: false,
    requestEndsAs: 'page-hidden',
    keepsNoStorePage: false,
  },
  WebKitGTK: { leaveCode: 1000, closeCodes: [1000], keepsPage: true, requestEndsAs: 'peer', keepsNoStorePage: true },
}

export function checkPageLife(test: BrowserTest): void {
  describe('the life of a page', () => {
    test.for([
      { caching: 'no-cache', keeps: 'keepsPage' },
      { caching: 'no-store', keeps: 'keepsNoStorePage' },
    ] as const)(
      'opens again after the user goes back to its page (cache-control: $caching)',
      async ({ caching, keeps }, { openPage, servers, addresses, browserName }) => {
        const life = lives[browserName]
        const server = await servers.webSocket()
        const page = await openPage(`${addresses.production}?connect=${server.url}&caching=${caching}`)
        await expect.poll(() => page.call('text')).toBe(openAndEmpty)
        await page.tab.open(`${addresses.production}elsewhere`)
        await expect.poll(() => server.peers[0]?.closed?.code).toBe(life.leaveCode)
        await page.tab.back()
        await expect.poll(() => page.call('text')).toBe(openAndEmpty)
        expect(await page.call('wasRestored')).toBe(life[keeps])
        expect(server.dials).toHaveLength(2)
      },
    )

    test.for([
      { what: 'Server-Sent Events', probe: 'eventSource', plain: {}, isRequest: true },
      { what: "the platform's own EventSource", probe: 'eventSource', plain: { native: true }, isRequest: false },
      {
        what: 'Socket.IO over polling',
        probe: 'socketIO',
        plain: { manager: { transports: ['polling'] } },
        isRequest: true,
      },
      {
        what: 'Socket.IO over websocket',
        probe: 'socketIO',
        plain: { manager: { transports: ['websocket'] } },
        isRequest: false,
      },
    ] as const)(
      'opens again in a page that is gone back to, if the browser has kept it: $what',
      async ({ probe, plain, isRequest }, { openPage, servers, addresses, browserName }) => {
        const server = probe === 'eventSource' ? await servers.events() : await servers.socketIO()
        const page = await openPage(addresses.production)
        await page.call('mount', probe, server.url, { plain })
        await page.sees({ statuses: ['connecting', 'open'] })
        await page.tab.open(`${addresses.production}elsewhere`)
        await page.tab.back()
        const life = lives[browserName]
        await expect.poll(() => page.call('text')).toBe(life.keepsPage ? 'open' : '')
        expect(await page.call('wasRestored')).toBe(life.keepsPage)
        if (!life.keepsPage) return
        const { closes } = await page.call('seen')
        expect(closes.map(({ kind }) => kind)).toEqual([isRequest ? life.requestEndsAs : 'page-hidden'])
      },
    )

    test('a browser keeps a page that has nothing open', async ({ openPage, addresses }) => {
      const page = await openPage(addresses.production)
      await page.tab.open(`${addresses.production}elsewhere`)
      await page.tab.back()
      await expect.poll(() => page.call('wasRestored')).toBe(true)
    })

    test('closes its link when its window is closed', async ({ openPage, servers, browserName }) => {
      const server = await servers.webSocket()
      const page = await openPage()
      await page.call('mount', 'webSocket', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.close()
      await expect.poll(() => server.peers[0]?.closed?.code).toBeOneOf(lives[browserName].closeCodes)
    })

    test('a page that was left while connecting does not block the next page: WebSocket', async ({
      page,
      openPage,
      servers,
      addresses,
    }) => {
      const proxy = await servers.proxy(await servers.webSocket())
      const left = await openPage()
      proxy.accept('mute')
      await left.call('mount', 'webSocket', proxy.url)
      await expect.poll(() => proxy.pairs.length).toBe(1)
      await left.tab.open(`${addresses.production}elsewhere`)
      proxy.accept('forward')
      await page.call('mount', 'webSocket', proxy.url)
      await page.sees({ statuses: ['connecting', 'open'] })
    })

    test('a page that was left while connecting does not block the next page: Socket.IO', async ({
      page,
      openPage,
      servers,
      addresses,
    }) => {
      const proxy = await servers.proxy(await servers.socketIO())
      const url = proxy.url.replace('ws:', 'http:')
      const options = { plain: { manager: { transports: ['websocket'] } } }
      const left = await openPage()
      proxy.accept('mute')
      await left.call('mount', 'socketIO', url, options)
      await expect.poll(() => proxy.pairs.length).toBe(1)
      await left.tab.open(`${addresses.production}elsewhere`)
      proxy.accept('forward')
      await page.call('mount', 'socketIO', url, options)
      await page.sees({ statuses: ['connecting', 'open'] })
    })

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
