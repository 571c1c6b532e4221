import { createClient } from 'redis'
import { inject } from 'vitest'
import { redisStore } from 'wirehooks/server/redis'
import type { Adapter } from '../support/adapter'
import { hubs, serveHubs } from '../support/hubs'

/** One that nobody else has. */
let prefixes = 0

export const hubRedis: Adapter = {
  ...hubs,
  name: 'hub with Redis',
  async serve(terms) {
    const prefix = `${process.pid}-${(prefixes += 1)}:`
    const connect = () => createClient({ url: inject('redisUrl') }).connect()
    const [one, other] = [await connect(), await connect()]
    const servers = await serveHubs(terms, [redisStore(one, { prefix }), redisStore(other, { prefix })])
    return {
      ...servers,
      async stop() {
        await servers.stop()
        await Promise.all([one.close(), other.close()])
      },
    }
  },
}
