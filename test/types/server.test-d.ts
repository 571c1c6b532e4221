import { createClient } from 'redis'
import { expectTypeOf, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createPresence, type Here, memoryStore, type PresenceStore } from 'wirehooks/server'
import { redisStore } from 'wirehooks/server/redis'

test('a presence takes the sockets of ws, and tells who is there', () => {
  const presence = createPresence({ grace: 1000, authorize: async ({ key, channel }) => key === channel })
  new WebSocketServer({ noServer: true }).on('connection', (socket) => presence.accept(socket, { key: 'ann' }))
  expectTypeOf(presence.who('board')).resolves.toEqualTypeOf<readonly Here[]>()
  // @ts-expect-error no such option
  createPresence({ gracee: 1 })
})

test('a store is memory, or Redis', () => {
  expectTypeOf(memoryStore()).toExtend<PresenceStore>()
  expectTypeOf(redisStore(createClient())).toExtend<PresenceStore>()
})
