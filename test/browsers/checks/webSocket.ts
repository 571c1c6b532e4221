import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'

export function checkWebSocket(test: BrowserTest): void {
  describe('WebSocket', () => {
    test('opens, sends and receives text', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      expect(await page.call('text')).toBe('open')
      await page.call('emit', 'CHAT', { text: 'Grüße, 👋' })
      await page.sees({ outcomes: ['sent'], messages: [{ event: 'CHAT', data: { text: 'Grüße, 👋' } }] })
      expect(server.peers[0]?.received).toEqual(['{"type":"CHAT","payload":{"text":"Grüße, 👋"}}'])
    })

    test('asks for something and gets the answer', async ({ page, servers }) => {
      const server = await servers.webSocket({
        answer({ socket }, message) {
          const { id, payload } = JSON.parse(String(message)) as { id: string; payload: number }
          socket.send(JSON.stringify({ replyTo: id, payload: payload * 2 }))
        },
      })
      await page.call('mount', 'webSocket', server.url)
      await page.sees({ statuses: ['connecting', 'open'] })
      expect(await page.call('request', 'DOUBLE', 21)).toBe(42)
    })

    test('sends and receives bytes as an ArrayBuffer', async ({ page, servers }) => {
      const server = await servers.webSocket()
      const bytes = Array.from({ length: 256 }, (_, index) => index)
      await page.call('mount', 'webSocket', server.url, { codec: 'raw' })
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.call('send', { bytes })
      await page.sees({ outcomes: ['sent'], messages: [{ event: 'message', data: { bytes } }] })
      expect(server.peers[0]?.received).toEqual([Buffer.from(bytes)])
    })

    test('receives bytes as a Blob where that is asked for', async ({ page, servers }) => {
      const server = await servers.webSocket()
      await page.call('mount', 'webSocket', server.url, { codec: 'raw', plain: { binaryType: 'blob' } })
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.call('send', { bytes: [0, 255] })
      await page.sees({ messages: [{ event: 'message', data: { blob: [0, 255] } }] })
    })

    test('offers its subprotocols and takes the one that the server chose', async ({ page, servers }) => {
      const server = await servers.webSocket({ choose: () => 'second' })
      await page.call('mount', 'webSocket', server.url, { plain: { protocols: ['first', 'second'] } })
      await page.sees({ statuses: ['connecting', 'open'] })
      expect(server.peers[0]?.request.headers['sec-websocket-protocol']?.replaceAll(' ', '')).toBe('first,second')
      expect(server.peers[0]?.socket.protocol).toBe('second')
    })
  })
}
