import { randomUUID } from 'node:crypto'
import { memoryStore, type PresenceStore } from 'wirehooks/server'
import { redisStore } from 'wirehooks/server/redis'
import { replicatedStore } from '../../../src/server/presence/replicatedStore'
import { connectRedis, destroyClient, type RedisServer, startRedis } from '../../support/redis'

/** One kind of store, as a few processes have it. */
export interface House {
  /** The store of one more process. */
  open(): Promise<PresenceStore>
  stop(): Promise<void>
}

/** Every kind there is. Each call gives one that is empty. */
export const houses: Record<string, () => Promise<House>> = {
  memoryStore: memory,
  redisStore: redis,
  'replicatedStore, alone': replicated,
}

async function memory(): Promise<House> {
  const store = memoryStore()
  return { open: async () => store, stop: async () => {} }
}

/** Several processes have counts of their own, so what is said of a common count does not hold for them. */
async function replicated(): Promise<House> {
  const store = replicatedStore({ tell() {}, ask: async () => ({ answers: [] }), listen: () => () => {} }, (cause) => {
    throw cause
  })
  return { open: async () => store, stop: async () => store.stop() }
}

let server: Promise<RedisServer> | undefined

async function redis(): Promise<House> {
  const { url } = await (server ??= startRedis())
  const prefix = `test:${randomUUID()}:`
  const stops: (() => void | Promise<void>)[] = []
  return {
    async open() {
      const client = await connectRedis(url)
      const store = redisStore(client, { prefix })
      stops.push(() => destroyClient(client))
      return {
        ...store,
        async watch(channel, listener) {
          const stop = await store.watch(channel, listener)
          stops.push(stop)
          return stop
        },
      }
    },
    async stop() {
      for (const stop of stops) await stop()
    },
  }
}

export async function stopServers(): Promise<void> {
  await (await server)?.stop()
  server = undefined
}
