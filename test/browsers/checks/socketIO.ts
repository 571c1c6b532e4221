import { describe, expect } from 'vitest'
import { quickly, recovering } from '../../support/socketIO'
import type { BrowserTest } from '../browserTest'

export function checkSocketIO(test: BrowserTest): void {
  describe('Socket.IO', () => {
    test('begins with polling and goes over to WebSocket', async ({ page, servers }) => {
      const server = await servers.socketIO()
      await page.call('mount', 'socketIO', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      const { socket } = await server.peer()
      expect(socket.conn.request.url).toContain('transport=polling')
      await expect.poll(() => socket.conn.transport.name).toBe('websocket')
    })

    test.for(['polling', 'websocket'])(
      'carries events, bytes and acknowledgements over %s',
      async (transport, { page, servers }) => {
        const server = await servers.socketIO({
          answer({ socket }, event, ...args) {
            const acknowledge = args.at(-1)
            if (typeof acknowledge === 'function') acknowledge(...args.slice(0, -1))
            else socket.emit(event as string, ...args)
          },
        })
        const bytes = Array.from({ length: 256 }, (_, index) => index)
        await page.call('mount', 'socketIO', server.url, { plain: { manager: { transports: [transport] } } })
        await page.sees({ statuses: ['connecting', 'open'] })
        await page.call('emit', 'text', 'Grüße, 👋')
        await page.call('emit', 'file', { bytes })
        await page.sees({
          messages: [
            { event: 'text', data: 'Grüße, 👋' },
            { event: 'file', data: { bytes } },
          ],
        })
        expect(server.peers[0]?.received).toEqual([
          ['text', 'Grüße, 👋'],
          ['file', Buffer.from(bytes)],
        ])
        expect(await page.call('request', 'echo', { bytes })).toEqual({ bytes })
      },
    )

    test('comes back after a cut and misses nothing', async ({ page, servers }) => {
      const server = await servers.socketIO(recovering)
      await page.call('mount', 'socketIO', server.url, { plain: { backoff: quickly } })
      const { socket } = await server.peer()
      await expect.poll(() => socket.conn.transport.name).toBe('websocket')
      socket.emit('line', 'before')
      await page.sees({ messages: [{ event: 'line', data: 'before' }] })
      socket.conn.close()
      server.io.emit('line', 'meanwhile')
      await page.sees({
        statuses: ['connecting', 'open', 'reconnecting', 'open'],
        openings: [null, true],
        messages: [
          { event: 'line', data: 'before' },
          { event: 'line', data: 'meanwhile' },
        ],
      })
    })
  })
}
