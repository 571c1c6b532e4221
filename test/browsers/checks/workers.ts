import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'

export function checkWorkers(test: BrowserTest): void {
  describe('workers', () => {
    test('connects in a module worker, and comes back there', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('startWorker', server.url)
      await expect.poll(() => page.call('workerMessages')).toEqual(['connecting', 'open'])
      server.peers[0]?.emit('NEWS', 1)
      await expect.poll(() => page.call('workerMessages')).toEqual(['connecting', 'open', ['NEWS', 1]])
      server.peers[0]?.socket.terminate()
      await expect
        .poll(() => page.call('workerMessages'))
        .toEqual(['connecting', 'open', ['NEWS', 1], 'reconnecting', 'open'])
    })

    test('gives all windows one link in a SharedWorker', async ({ page, openPage, servers }) => {
      const server = await servers.webSocket()
      const windows = [page, await openPage()]
      for (const page of windows) {
        // oxlint-disable-next-line eslint/no-await-in-loop
        await page.call('startSharedWorker', server.url)
        // oxlint-disable-next-line eslint/no-await-in-loop
        await expect.poll(async () => (await page.call('workerMessages')).at(-1)).toBe('open')
      }
      server.peers[0]?.emit('NEWS', 1)
      for (const page of windows) {
        // oxlint-disable-next-line eslint/no-await-in-loop
        await expect.poll(async () => (await page.call('workerMessages')).at(-1)).toEqual(['NEWS', 1])
      }
      expect(server.dials).toHaveLength(1)
    })
  })
}
