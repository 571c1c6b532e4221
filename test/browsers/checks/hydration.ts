import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'

export function checkHydration(test: BrowserTest): void {
  describe('hydration', () => {
    test('hydrates what a server rendered, prints nothing, and opens then', async ({ openPage, pages, servers }) => {
      const server = await servers.webSocket()
      const address = `${pages.development}?connect=${server.url}`
      const html = await (await fetch(address)).text()
      expect(html.replaceAll('<!-- -->', '')).toContain('<main><p>idle idle nothing 0 0</p></main>')
      expect(server.dials).toEqual([])

      const page = await openPage(address)
      await expect.poll(() => page.call('text')).toBe('open open nothing 0 0')
      server.peers[0]?.emit('CHAT', 'hello')
      await expect.poll(() => page.call('text')).toBe('open open hello 1 1')
      expect(server.dials).toHaveLength(1)
      expect([...page.tab.ownLines, ...(await page.call('takePrinted'))]).toEqual([])
    })
  })
}
