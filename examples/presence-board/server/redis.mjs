import { createAdapter } from '@socket.io/redis-adapter'
import { createClient } from 'redis'
import { redisStore } from 'wirehooks/server/redis'

/** What makes several processes one board: a store for the WebSocket, and an adapter for Socket.IO. */
export async function connectRedis(url) {
  const client = createClient({ url })
  const subscriber = client.duplicate()
  for (const one of [client, subscriber])
    one.on('error', (error) => console.error(`redis: ${error.message || error.code}`))
  await Promise.all([client.connect(), subscriber.connect()])
  return {
    store: redisStore(client),
    adapter: createAdapter(client, subscriber),
    async close() {
      await subscriber.close()
      await client.close()
    },
  }
}
