import { describe, expect } from 'vitest'
import { WebSocket } from 'ws'
import type { BrowserName, BrowserTest } from '../browserTest'
import type { Page } from '../page'

/** The browser's own line about a socket that was closed too early. WebKitGTK tells its driver nothing of its console. */
const closedEarly: Record<BrowserName, string[]> = {
  Chromium: [expect.stringContaining('closed before the connection is established')],
  Firefox: [expect.stringContaining('can’t establish a connection'), expect.stringContaining('was interrupted')],
  WebKitGTK: [],
}

export function checkMounting(test: BrowserTest): void {
  describe('mounting', () => {
    test('opens one socket in StrictMode, closes it with 1000, and prints nothing', async ({
      developmentPage,
      servers,
    }) => {
      const newLines = await watchConsole(developmentPage)
      const server = await servers.webSocket()
      await developmentPage.call('mount', 'webSocket', server.url, { isStrict: true, plain: { linger: 100 } })
      await developmentPage.sees({ statuses: ['connecting', 'open'] })
      await developmentPage.call('unmount')
      await expect.poll(() => server.peers[0]?.closed).toEqual({ code: 1000, reason: '' })
      expect(server.dials).toHaveLength(1)
      expect(await newLines()).toEqual([])
    })

    test('leaves no socket and prints nothing when it is unmounted at once', async ({ developmentPage, servers }) => {
      const newLines = await watchConsole(developmentPage)
      const server = await servers.webSocket()
      await developmentPage.call('mount', 'webSocket', server.url, { isStrict: true, plain: { linger: 0 } })
      await developmentPage.call('unmount')
      await expect.poll(() => server.peers[0]?.closed).toEqual({ code: 1000, reason: '' })
      expect(server.dials).toHaveLength(1)
      expect(await newLines()).toEqual([])
    })

    test('leaves no socket when it is unmounted while the server does not answer', async ({
      developmentPage,
      servers,
      browserName,
    }) => {
      const newLines = await watchConsole(developmentPage)
      const server = await servers.webSocket()
      const proxy = await servers.proxy(server)
      // The request to open a WebSocket does not get through before `resume`.
      proxy.subscribe(() => proxy.pairs[0]?.stall())
      await developmentPage.call('mount', 'webSocket', proxy.url, { isStrict: true, plain: { linger: 0 } })
      await expect.poll(() => proxy.pairs.length).toBe(1)
      await developmentPage.call('unmount')
      await expect.poll(async () => (await developmentPage.call('socketStates')).at(-1)).toBe(WebSocket.CLOSED)
      expect(server.dials).toEqual([])
      await expect.poll(newLines).toEqual(closedEarly[browserName])
      // Chromium and WebKitGTK have closed the TCP connection by now, and Firefox waits for the answer of the server.
      proxy.pairs[0]?.resume()
      await expect.poll(() => proxy.pairs.map(({ isOpen }) => isOpen)).toEqual([false])
      await expect.poll(() => server.peers.filter(({ closed }) => closed === null)).toEqual([])
    })
  })
}

/** Returns a function that gives what was written into the console since: by the browser itself, and by scripts. */
async function watchConsole(page: Page): Promise<() => Promise<string[]>> {
  const { ownLines } = page.tab
  const before = ownLines.length
  const printed = await page.call('takePrinted')
  printed.length = 0
  return async () => {
    printed.push(...(await page.call('takePrinted')))
    return [...ownLines.slice(before), ...printed]
  }
}
