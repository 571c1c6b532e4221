import type { Mark } from '../../protocol/presence'
import type { Alive, Count, PresenceStore, Snapshot } from '../presence/store'
import { createCachedScript } from './cachedScript'
import { checkClient } from './checkClient'
import type { RedisClient } from './client'
import { keysOf } from './keys'
import { membersAtOnce, presenceScript } from './presenceScript'
import { memberOf, readChange, type RedisMember } from './redisMember'
import { createSubscriptions } from './subscriptions'

/** The options of `redisStore`. */
export interface RedisStoreOptions {
  /**
   * What the names of all keys begin with. Applications that share a Redis need different ones, also in different
   * databases: changes are published to all of them.
   * @default 'wirehooks:'
   */
  prefix?: string | undefined
}

/**
 * Keeps who is there in Redis 6.2 or newer, for all processes that share it. It takes a connected client of the package
 * `redis`, and opens a second connection for as long as anything is watched, whose errors the client emits as its own.
 * The client stays yours: close it when `close()` of the presence has resolved. Throws a `WireError` (`invalid-option`) for anything
 * else than a client, such as a pool of clients, or a promise of one.
 *
 * @example
 * const client = await createClient({ url }).on('error', console.error).connect()
 * const presence = createPresence({ store: redisStore(client) })
 */
export function redisStore(client: RedisClient, { prefix = 'wirehooks:' }: RedisStoreOptions = {}): PresenceStore {
  checkClient(client)
  const script = createCachedScript(client, presenceScript)
  const subscriptions = createSubscriptions(client)

  /** `Answer` is what the script writes for this command. */
  async function run<Answer>(channel: string, ...command: (string | number)[]): Promise<Answer> {
    const { members, expiry, gone, count, evicted } = keysOf(prefix, channel)
    return JSON.parse(String(await script([members, expiry, gone, count, evicted], command.map(String))))
  }

  async function touch(channel: string, alive: readonly Alive[]): Promise<readonly Mark[]> {
    const unknown = new Set(await run<number[]>(channel, 'touch', JSON.stringify(alive)))
    return alive.filter((_, index) => unknown.has(index)).map(([id, version]): Mark => [id, version])
  }

  async function sweep(channel: string): Promise<Count> {
    for (;;) {
      const { more, ...count } = await run<Count & { more: boolean }>(channel, 'sweep')
      if (!more) return count
    }
  }

  return {
    sweep,
    put: (channel, { id, version, key, state, away }, ttl) =>
      run<boolean>(channel, 'put', id, version, ttl, JSON.stringify({ id, key, state, away })),
    async touch(channel, alive) {
      const parts: (readonly Alive[])[] = []
      for (let first = 0; first < alive.length; first += membersAtOnce)
        parts.push(alive.slice(first, first + membersAtOnce))
      const unknown = await Promise.all(parts.map((part) => touch(channel, part)))
      return unknown.flat()
    },
    drop: (channel, [id, version], ttl) => run<void>(channel, 'drop', id, version, ttl),
    remove: (channel, [id, version], memoryMs) => run<void>(channel, 'remove', id, version, memoryMs),
    evict: (channel, key, memoryMs) => run<void>(channel, 'evict', JSON.stringify(key), memoryMs),
    async read(channel) {
      await sweep(channel)
      const { members, ...snapshot } = await run<Omit<Snapshot, 'members'> & { members: RedisMember[] }>(
        channel,
        'read',
      )
      return { ...snapshot, members: members.map(memberOf) }
    },
    watch: (channel, listener) =>
      subscriptions.watch(keysOf(prefix, channel).count, {
        heard(message) {
          const change = readChange(message)
          if (change) listener.changed(change)
          else listener.missed()
        },
        missed: () => listener.missed(),
      }),
  }
}
