import { describe, expect } from 'vitest'
import { quickly } from '../../support/client'
import type { Peer } from '../../support/server'
import type { BrowserTest } from '../browserTest'

export function checkRooms(test: BrowserTest): void {
  describe('rooms', () => {
    test('joins a room on every link, shows the answer of the server, and leaves', async ({ page, servers }) => {
      const server = await servers.webSocket({
        answer({ socket }, message) {
          const { id } = JSON.parse(String(message)) as { id?: string }
          if (id !== undefined) socket.send(JSON.stringify({ replyTo: id, payload: 'welcome' }))
        },
      })
      await page.call('mount', 'room', server.url, { plain: { backoff: quickly } })
      await expect.poll(() => page.call('text')).toBe('joined: "welcome"')
      server.peers[0]?.socket.terminate()
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'] })
      await expect.poll(() => page.call('text')).toBe('joined: "welcome"')
      await page.call('unmount')
      await expect.poll(() => server.peers.map(calls)).toEqual([['JOIN lobby'], ['JOIN lobby', 'LEAVE lobby']])
    })
  })
}

/** What a link was asked: the event and its data. */
function calls({ received }: Peer): string[] {
  return received.map((message) => {
    const { type, payload } = JSON.parse(String(message)) as { type: string; payload: string }
    return `${type} ${payload}`
  })
}
