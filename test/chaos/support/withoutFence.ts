import type { Mark, PresenceStore } from 'wirehooks/server'
import { type RedisClient, redisStore } from 'wirehooks/server/redis'

/** The lines of the store's script that compare versions, and what they are without that. */
const fences = new Map([
  ['return known and known > tonumber(version)', 'return false'],
  ['return not known or known < tonumber(version)', 'return known ~= tonumber(version)'],
])

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
      let unfenced = script
      for (const [fence, without] of fences) {
        if (!script.includes(fence)) throw new Error(`Expected the script to have the line: ${fence}`)
        unfenced = unfenced.replace(fence, without)
      }
      return client.eval(unfenced, options)
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
