import { describe, expect } from 'vitest'
import { WebSocket } from 'ws'
import type { BrowserName, BrowserTest } from '../browserTest'
import type { PageHandle } from '../pageHandle'

/** What was written into the console of a page. */
interface ConsoleLines {
  /** By the browser itself; `undefined` in WebKitGTK, whose driver cannot read it. */
  readonly browser: readonly string[] | undefined
  /** By scripts. */
  readonly scripts: readonly string[]
}

const silence: Record<BrowserName, ConsoleLines> = {
  Chromium: { browser: [], scripts: [] },
  Firefox: { browser: [], scripts: [] },
  WebKitGTK: { browser: undefined, scripts: [] },
}

/** The browser's own lines about a socket that was closed before it was open. */
const closedEarly: Record<BrowserName, ConsoleLines> = {
  Chromium: { browser: [expect.stringContaining('closed before the connection is established')], scripts: [] },
  Firefox: {
    browser: [expect.stringContaining('can’t establish a connection'), expect.stringContaining('was interrupted')],
    scripts: [],
  },
  WebKitGTK: { browser: undefined, scripts: [] },
}

export function checkMounting(test: BrowserTest): void {
  describe('mounting', () => {
    test('opens one socket in StrictMode, closes it with 1000, and prints nothing', async ({
      developmentPage,
      servers,
      browserName,
    }) => {
      const newLines = await watchConsole(developmentPage)
      const server = await servers.webSocket()
      await developmentPage.call('mount', 'webSocket', server.url, { isStrict: true, plain: { linger: 100 } })
      await developmentPage.sees({ statuses: ['connecting', 'open'] })
      await developmentPage.call('unmount')
      await expect.poll(() => server.peers[0]?.closed).toEqual({ code: 1000, reason: '' })
      expect(server.dials).toHaveLength(1)
      expect(await newLines()).toEqual(silence[browserName])
    })

    // Browsers print a line when a socket is closed before it is open. So the library closes such a socket once it is open, and
    // the server hears 1000.
    test('leaves no socket and prints nothing when it is unmounted at once', async ({
      developmentPage,
      servers,
      browserName,
    }) => {
      const newLines = await watchConsole(developmentPage)
      const server = await servers.webSocket()
      await developmentPage.call('mount', 'webSocket', server.url, { isStrict: true, plain: { linger: 0 } })
      await developmentPage.call('unmount')
      await expect.poll(() => server.peers[0]?.closed).toEqual({ code: 1000, reason: '' })
      expect(server.dials).toHaveLength(1)
      expect(await newLines()).toEqual(silence[browserName])
    })

    // Here the socket does not open, and the library does not wait for ever: it closes the socket early after all, so that the
    // browser prints its line.
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

/** Returns a function that gives everything that was written into the console since now. */
async function watchConsole(page: PageHandle): Promise<() => Promise<ConsoleLines>> {
  const { ownLines } = page.tab
  const before = ownLines?.length ?? 0
  const scripts: string[] = []
  // What was printed before now belongs to nobody.
  await page.call('takePrinted')
  return async () => {
    scripts.push(...(await page.call('takePrinted')))
    return { browser: ownLines?.slice(before), scripts }
  }
}
