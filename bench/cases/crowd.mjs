import { setTimeout as delay } from 'node:timers/promises'
import { gather } from '../crowd/crowd.mjs'
import { slowLink } from '../crowd/slowLink.mjs'
import { startCrowdServer } from '../crowd/startCrowdServer.mjs'
import { closeClient, connectRedis, startRedis } from '../../test/support/redis.ts'

/** In milliseconds: so long the process does nothing else. */
const longestBlockMs = 200
const p99Ms = 500
const seconds = 5

const blocked = { title: 'blocked', unit: 'ms', value: (own) => own.blockedMs, atMost: longestBlockMs }
const cpu = { title: 'CPU of the server', unit: 'ms', value: (own) => own.cpuMs }

/** Everybody comes at once, as after a deploy. */
function comes({ size, overMs, atMost, store = 'memory' }) {
  const when = overMs > 0 ? `within ${overMs / 1000} s` : 'at once'
  return inFrontOf({
    size,
    store,
    title: `Presence server (${store}): ${size.toLocaleString('en')} come ${when}`,
    figures: [{ title: 'all know all after', unit: 'ms', value: (own) => own.took, atMost }, blocked, cpu],
    measure: async ({ crowd, server }) => {
      server.watch()
      return { took: await crowd.enter({ overMs }), ...(await server.cost()) }
    },
  })
}

function moves({ size, perSecond, store = 'memory' }) {
  return inFrontOf({
    size,
    store,
    title: `Presence server (${store}): ${size.toLocaleString('en')} who change ${perSecond} times a second, for ${seconds} s`,
    figures: [
      { title: 'read after, p99', unit: 'ms', value: (own) => own.p99, atMost: p99Ms },
      { title: 'links lost', value: (own) => own.lost, exactly: 0 },
      { title: 'longest block', unit: 'ms', value: (own) => own.blockedMs },
      cpu,
    ],
    async measure({ crowd, server }) {
      await crowd.enter({ overMs: 2000 })
      server.watch()
      const p99 = await crowd.move({ perSecond, seconds })
      return { p99, lost: crowd.lost(), ...(await server.cost()) }
    },
  })
}

/** The subscriptions of Redis break, and whoever was told nothing meanwhile has to be told everything. */
function breaksItsSubscription({ size }) {
  return inFrontOf({
    size,
    store: 'Redis',
    title: `Presence server (Redis): its subscription breaks, with ${size.toLocaleString('en')} members`,
    figures: [
      { title: 'the next change is read by everybody after', unit: 'ms', value: (own) => own.took },
      { title: 'links lost', value: (own) => own.lost, exactly: 0 },
      blocked,
      cpu,
    ],
    async measure({ crowd, server, redis }) {
      await crowd.enter({ overMs: 2000 })
      server.watch()
      await breakSubscriptions(redis)
      const took = await crowd.moveOne()
      // It has subscribed again by then, and has read who is there.
      await delay(2000)
      return { took, lost: crowd.lost(), ...(await server.cost()) }
    },
  })
}

/** Somebody whose link is slow comes to a room that is very large: the list takes as long as the link needs. */
const comesSlowly = {
  name: 'presence',
  title: 'Presence server (memory): one comes over 2 Mbit/s to 5,000 who share 2 kB each',
  contestants: ['wirehooks'],
  guests: [],
  figures: [
    { title: 'knows all after', unit: 's', value: (own) => own.took / 1000, atMost: 60 },
    { title: 'links lost', value: (own) => own.lost, exactly: 0 },
    blocked,
    cpu,
  ],
  portion: 0.05,
  async measure({ contestant }) {
    const server = await startCrowdServer({ of: contestant, members: 5000 })
    const link = await slowLink({ port: server.port, bytesPerSecond: 250_000 })
    const crowd = await gather({ address: link.address, size: 1 })
    try {
      server.watch()
      const took = await crowd.enter({ overMs: 0, members: 5001 })
      return { took, lost: crowd.lost(), ...(await server.cost()) }
    } finally {
      crowd.leave()
      link.close()
      await server.stop()
    }
  },
}

/** One case: a server of its own and a crowd that has dialled, for each measurement. */
function inFrontOf({ title, size, store, figures, measure }) {
  return {
    name: 'presence',
    title,
    // The relay knows no Redis.
    contestants: store === 'memory' ? ['raw', 'wirehooks'] : ['wirehooks'],
    guests: [],
    figures,
    portion: 0.2,
    async measure({ contestant }) {
      const redis = store === 'Redis' ? await startRedis() : undefined
      const server = await startCrowdServer({ of: contestant, redis: redis?.url })
      const crowd = await gather({ address: server.address, size })
      try {
        return await measure({ crowd, server, redis })
      } finally {
        crowd.leave()
        await server.stop()
        await redis?.stop()
      }
    },
  }
}

async function breakSubscriptions({ url }) {
  const client = await connectRedis(url)
  await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub'])
  await closeClient(client)
}

/** The server, with its store in memory or in Redis, in front of a crowd of bare sockets. Raw is the relay of relay.mjs. */
export const crowds = [
  comes({ size: 2000, overMs: 2000, atMost: 5000 }),
  comes({ size: 1000, overMs: 0, atMost: 1500 }),
  comes({ size: 2000, overMs: 2000, atMost: 5000, store: 'Redis' }),
  moves({ size: 2000, perSecond: 1 }),
  moves({ size: 1000, perSecond: 10 }),
  moves({ size: 2000, perSecond: 1, store: 'Redis' }),
  breaksItsSubscription({ size: 2000 }),
  comesSlowly,
]
