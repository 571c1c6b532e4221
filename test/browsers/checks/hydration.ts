import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'
import { idle, openAndEmpty, openWithHello } from './chatTexts'

export function checkHydration(test: BrowserTest): void {
  describe('hydration', () => {
    test('hydrates what a server rendered, prints nothing, and opens then', async ({
      openPage,
      addresses,
      servers,
    }) => {
      const server = await servers.webSocket()
      const address = `${addresses.development}?connect=${server.url}`
      const html = await (await fetch(address)).text()
      expect(html).toContain(`<main><p>${idle}</p></main>`)
      expect(server.dials).toEqual([])

      const page = await openPage(address)
      await expect.poll(() => page.call('text')).toBe(openAndEmpty)
      server.peers[0]?.emit('CHAT', 'hello')
      await expect.poll(() => page.call('text')).toBe(openWithHello)
      expect(server.dials).toHaveLength(1)
      expect(await page.call('takePrinted')).toEqual([])
      // `undefined` in WebKitGTK, whose driver cannot read what the browser prints.
      expect(page.tab.ownLines ?? []).toEqual([])
    })
  })
}
