import { inject } from 'vitest'
import { redisStore } from 'wirehooks/server/redis'
import { closeClient, connectRedis } from '../../support/redis'
import type { Adapter } from '../support/adapter'
import { hubs, serveHubs } from '../support/hubs'

/** One that nobody else has. */
let prefixes = 0

export const hubRedis: Adapter = {
  ...hubs,
  name: 'hub with Redis',
  async serve(terms) {
    const prefix = `${process.pid}-${(prefixes += 1)}:`
    const url = inject('redisUrl')
    const [one, other] = [await connectRedis(url), await connectRedis(url)]
    const servers = await serveHubs(terms, [redisStore(one, { prefix }), redisStore(other, { prefix })])
    return {
      ...servers,
      async stop() {
        await servers.stop()
        await Promise.all([closeClient(one), closeClient(other)])
      },
    }
  },
}
