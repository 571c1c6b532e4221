import { describe, expect } from 'vitest'
import type { BrowserTest } from '../browserTest'

export function checkPresence(test: BrowserTest): void {
  describe('presence', () => {
    test('tells two windows of each other: who joins, changes, leaves and is closed', async ({
      page: ann,
      openPage,
      servers,
    }) => {
      const { url } = await servers.presence()
      await ann.call('mount', 'presence', url, { plain: { key: 'ann', initial: { name: 'Ann' } } })
      await ann.sees({ statuses: ['connecting', 'open'] })
      const bob = await openPage()
      await bob.call('mount', 'presence', url, { plain: { key: 'bob', initial: { name: 'Bob' } } })
      const joins = { event: 'join', data: 'Bob' }
      const changes = { event: 'update', data: 'Robert' }
      const leaves = { event: 'leave', data: 'Robert' }
      await ann.sees({ messages: [joins] })
      // Ann was there before.
      await bob.sees({ messages: [] })
      await expect.poll(() => bob.call('text')).toBe('Ann')

      await bob.call('share', { name: 'Robert' })
      await ann.sees({ messages: [joins, changes] })
      await expect.poll(() => ann.call('text')).toBe('Robert')

      await bob.call('unmount')
      await ann.sees({ messages: [joins, changes, leaves] })
      await bob.call('mount', 'presence', url, { plain: { key: 'bob', initial: { name: 'Robert' } } })
      const joinsAgain = { event: 'join', data: 'Robert' }
      await ann.sees({ messages: [joins, changes, leaves, joinsAgain] })
      await bob.close()
      await ann.sees({ messages: [joins, changes, leaves, joinsAgain, leaves] })
      await expect.poll(() => ann.call('text')).toBe('')
    })

    test('shows who is typing, and where the cursors are', async ({ page: ann, openPage, servers }) => {
      const { url } = await servers.presence()
      await ann.call('mount', 'presence', url, { plain: { key: 'ann', initial: { name: 'Ann' } } })
      const bob = await openPage()
      await bob.call('mount', 'presence', url, { plain: { key: 'bob', initial: { name: 'Bob' } } })
      await expect.poll(() => ann.call('text')).toBe('Bob')
      await bob.call('type')
      await expect.poll(() => ann.call('text')).toBe('Bob is typing')
      await bob.call('stopTyping')
      await expect.poll(() => ann.call('text')).toBe('Bob')
      await bob.call('share', { cursor: { x: 10, y: 20 } })
      await expect.poll(() => ann.call('text')).toBe('Bob at 10, 20')
      // It glides there, and arrives.
      await bob.call('share', { cursor: { x: 110, y: 20 } })
      await expect.poll(() => ann.call('text')).toBe('Bob at 110, 20')
    })
  })
}
