import type { Mark, Member } from '../protocol/presence'
import type { RedisClient } from './redis/client'
import { keysOf } from './redis/keys'
import { program } from './redis/program'
import { createScript } from './redis/script'
import { createSubscriptions } from './redis/subscriptions'
import type { Change, Count, PresenceStore, Snapshot, StoredMember } from './store'

/** The options of `redisStore`. */
export interface RedisStoreOptions {
  /**
   * What the names of all keys begin with. Applications that share a Redis need different ones, also in different
   * databases: changes are published to all of them.
   * @default 'wirehooks:'
   */
  prefix?: string | undefined
}

/** A member as Redis has it. */
type Entry = readonly [version: number, since: number, at: number, said: Omit<StoredMember, 'version'>]

/** Somebody may have missed something: no count has this epoch, so everything is read anew. */
const missed: Change = { epoch: '', revision: 0 }

/**
 * Keeps who is there in Redis 6.2 or newer, for all processes that share it. It takes a connected client of the package
 * `redis`, and opens a second connection for as long as anything is watched, whose errors the client emits as its own.
 * The client stays yours: close it after the presence.
 *
 * @example
 * const client = await createClient({ url }).on('error', console.error).connect()
 * const presence = createPresence({ store: redisStore(client) })
 */
export function redisStore(client: RedisClient, { prefix = 'wirehooks:' }: RedisStoreOptions = {}): PresenceStore {
  const script = createScript(client, program)
  const subscriptions = createSubscriptions(client)

  async function run<Answer>(channel: string, ...command: (string | number)[]): Promise<Answer> {
    const { members, expiry, gone, count } = keysOf(prefix, channel)
    return JSON.parse(String(await script([members, expiry, gone, count], command.map(String))))
  }

  return {
    put: (channel, { id, version, key, state, away }, ttl) =>
      run<boolean>(channel, 'put', id, version, ttl, JSON.stringify({ id, key, state, away })),

    async touch(channel, alive) {
      const unknown = new Set(await run<number[]>(channel, 'touch', JSON.stringify(alive)))
      return alive.filter((_, index) => unknown.has(index)).map(([id, version]): Mark => [id, version])
    },

    drop: (channel, [id, version], grace) => run<void>(channel, 'drop', id, version, grace),
    remove: (channel, [id, version]) => run<void>(channel, 'remove', id, version),
    sweep: (channel) => run<Count>(channel, 'sweep'),

    async read(channel) {
      const { members, ...snapshot } = await run<Omit<Snapshot, 'members'> & { members: Entry[] }>(channel, 'read')
      return { ...snapshot, members: members.map(memberOf) }
    },

    watch: (channel, listener) =>
      subscriptions.watch(keysOf(prefix, channel).count, {
        heard: (message) => listener(changeOf(message)),
        missed: () => listener(missed),
      }),
  }
}

function changeOf(message: string): Change {
  const { set, ...change }: Omit<Change, 'set'> & { set?: Entry } = JSON.parse(message)
  return set ? { ...change, set: memberOf(set) } : change
}

function memberOf([version, since, at, said]: Entry): Member {
  return { ...said, version, since, at }
}
