import type { Mark, PresenceStore } from 'wirehooks/server'
import { type RedisClient, redisStore } from 'wirehooks/server/redis'

/** The line of the store's script that compares versions. */
const fence = 'return newest(id) > tonumber(version)'

/**
 * The store as it would be if it compared no versions: whoever speaks of somebody last is right, and a link that ends takes
 * away whoever has its place by then.
 */
export function withoutFence(client: RedisClient): PresenceStore {
  const store = redisStore({
    duplicate: () => client.duplicate(),
    emit: (event, cause) => client.emit(event, cause),
    async evalSha() {
      throw new Error('NOSCRIPT')
    },
    async eval(script, options) {
      if (!script.includes(fence)) throw new Error('Expected the script to have a fence')
      return client.eval(script.replace(fence, 'return false'), options)
    },
  })

  async function remove(channel: string, [id]: Mark, memoryMs: number): Promise<void> {
    const { members } = await store.read(channel)
    const known = members.find((member) => member.id === id)
    if (known) await store.remove(channel, [id, known.version], memoryMs)
  }

  return {
    ...store,
    remove,
    async drop(channel, mark, grace) {
      setTimeout(() => void remove(channel, mark, grace), grace)
    },
  }
}
