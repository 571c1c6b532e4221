import { createAdapter } from '@socket.io/redis-adapter'
import { createClient } from 'redis'

/** What joins several processes: the adapter for socket.io, and a client for what they keep together. */
export async function connectRedis(url) {
  const client = createClient({ url })
  const subscriber = client.duplicate()
  for (const one of [client, subscriber])
    one.on('error', (error) => console.error(`redis: ${error.message || error.code}`))
  await Promise.all([client.connect(), subscriber.connect()])
  return {
    client,
    adapter: createAdapter(client, subscriber),
    async close() {
      await subscriber.close()
      await client.close()
    },
  }
}
