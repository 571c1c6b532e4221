import { createAdapter } from '@socket.io/redis-adapter'
import { afterAll, beforeAll, expect, test, type TestContext, vi } from 'vitest'
import { type PresenceProcess, startPresenceProcess } from '../support/presenceServer'
import { closeClient, connectRedis, type RedisServer, startRedis } from '../support/redis'
import { range } from '../support/socketIO'
import { entering, type PresenceServer, type Somebody, stagePresence, startBalancer } from './support/socketIOPresence'

const quick = { grace: 3000, ttl: 3000, batch: 5 }
const soon = { timeout: 10_000, interval: 20 }

let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** Servers that have one Redis, as in processes of their own. */
function stageCluster(context: Pick<TestContext, 'onTestFinished'>) {
  const stage = stagePresence(context)
  // Tests do not see each other's servers.
  const key = crypto.randomUUID()
  return {
    ...stage,
    async serve(options: Parameters<typeof stage.serve>[0] = {}): Promise<PresenceServer> {
      const clients = [await connectRedis(redis.url), await connectRedis(redis.url)] as const
      context.onTestFinished(async () => {
        for (const client of clients) await closeClient(client)
      })
      return stage.serve(options, { adapter: createAdapter(...clients, { key, requestsTimeout: 500 }) })
    },
  }
}

test('people at different servers see each other come, change and go', async (context) => {
  const { serve, join } = stageCluster(context)
  const [here, there] = [await serve(quick), await serve(quick)]
  const ada = join(here.url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(there.url, 'bo', { initial: { x: 1 } })
  const tab = join(here.url, 'bo', { initial: { x: 1 } })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 2 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  const people = [expect.objectContaining({ key: 'ada' }), expect.objectContaining({ key: 'bo', connections: 2 })]
  expect(await here.presence.who('board')).toEqual(people)
  expect(await there.presence.who('board')).toEqual(people)
  bo.presence.update({ x: 2 })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":2} 2 online']))
  bo.leave()
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 online']))
  tab.leave()
  await vi.waitFor(() => expect(ada.others()).toEqual([]))
  expect(ada.news.filter((line) => !line.startsWith('update'))).toEqual(['join bo', 'leave bo'])
})

test('everybody at every server agrees, whatever they do at once', async (context) => {
  const { serve, join } = stageCluster(context)
  const servers = [await serve(quick), await serve(quick)]
  const everybody = range(20).map((index) => join(servers[index % 2]?.url ?? '', `user ${index}`))
  for (const round of range(5)) {
    for (const [index, one] of everybody.entries()) {
      one.presence.update({ x: round * index })
      if ((index + round) % 7 === 0) one.connection.reconnect()
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await vi.waitFor(() => {
    for (const one of everybody) {
      const others = everybody.filter((other) => other !== one)
      const expected = others.map(
        (other) => `user ${everybody.indexOf(other)} {"x":${4 * everybody.indexOf(other)}} 1 online`,
      )
      expect(one.others()).toEqual(expected.toSorted())
    }
  }, soon)
  expect(everybody.flatMap(({ news }) => news.filter((line) => line.startsWith('leave')))).toEqual([])
  expect(servers.flatMap(({ failures }) => failures)).toEqual([])
})

test('the link to one server that was given up cannot remove its successor at another', async (context) => {
  const { serve, join, bare } = stageCluster(context)
  const [here, there] = [await serve(quick), await serve(quick)]
  const ada = join(here.url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const zombie = bare(here.url)
  zombie.say(entering('bo', 1))
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  const successor = bare(there.url)
  successor.say(entering('bo', 5, { state: { x: 1 } }))
  await vi.waitFor(() => expect(successor.frames).toContainEqual(expect.objectContaining({ kind: 'state' })))
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 online']))
  zombie.end()
  await vi.waitFor(() => expect(here.io.sockets.sockets.size).toBe(1))
  const people = await here.presence.who('board')
  expect(people.map(({ key, state }) => `${key} ${JSON.stringify(state)}`).toSorted()).toEqual(['ada {}', 'bo {"x":1}'])
  successor.say({ kind: 'leave', channel: 'board', version: 6 })
  await vi.waitFor(() => expect(ada.others()).toEqual([]))
  expect(ada.news).toEqual(['join bo', 'update bo {"x":1}', 'leave bo'])
})

test('a state pollutes no process', async (context) => {
  const { serve, bare } = stageCluster(context)
  const [here, there] = [await serve(quick), await serve(quick)]
  const [ada, bo] = [bare(here.url), bare(there.url)]
  bo.say({ kind: 'watch', channel: '__proto__' })
  await vi.waitFor(() => expect(bo.frames).toHaveLength(1))
  const state = JSON.parse('{"__proto__":{"isAdmin":true},"x":1}')
  ada.say(entering('__proto__', 1, { channel: '__proto__', state }))
  await vi.waitFor(() => expect(JSON.stringify(bo.frames)).toContain('"x":1'))
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  for (const { presence } of [here, there]) expect((await presence.who('__proto__'))[0]?.state).toMatchObject({ x: 1 })
})

test('a server that does not answer holds nobody up, and those who are there are known when it speaks', async (context) => {
  const { serve, join } = stageCluster(context)
  const [here, there] = [await serve(quick), await serve(quick)]
  const ada = join(there.url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const words = vi.spyOn(there.io.of('/').adapter, 'serverSideEmit').mockImplementation(() => {})
  const ears = vi.spyOn(there.io.of('/') as unknown as { _onServerSideEmit(): void }, '_onServerSideEmit')
  ears.mockImplementation(() => {})
  const bo = join(here.url, 'bo')
  await vi.waitFor(() => expect(bo.presence.store.getState()).toMatchObject({ status: 'present', count: 1 }), soon)
  expect(here.failures).toEqual([expect.objectContaining({ message: expect.stringContaining('timeout') })])
  await expect(here.presence.who('elsewhere')).rejects.toThrow('timeout')
  words.mockRestore()
  ears.mockRestore()
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']), soon)
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']), soon)
})

test('of a killed process, those who come back to another never left, and the others are gone by the TTL', async (context) => {
  const { join } = stagePresence(context)
  const start = async (): Promise<PresenceProcess> => {
    const process = await startPresenceProcess({ redisUrl: redis.url, ...quick })
    context.onTestFinished(process.kill)
    return process
  }
  const [here, there] = await Promise.all([start(), start()])
  const balancer = await startBalancer(here.port)
  context.onTestFinished(balancer.stop)
  const stayers = range(3).map((index) => join(there.url, `stayer ${index}`))
  const movers = range(5).map((index) => join(balancer.url, `mover ${index}`))
  const lost = range(2).map((index) => join(here.url, `lost ${index}`))
  await vi.waitFor(() => {
    for (const one of [...stayers, ...movers, ...lost]) expect(one.others()).toHaveLength(9)
  }, soon)
  const before = new Map([...stayers, ...movers].map((one) => [one, one.news.length]))
  const newsOf = (one: Somebody): readonly string[] => one.news.slice(before.get(one))

  const leftAt: number[] = []
  for (const { presence } of stayers) presence.on('leave', () => leftAt.push(performance.now()))
  const killedAt = performance.now()
  await here.kill()
  balancer.sendTo(there.port)
  for (const [index, one] of movers.entries()) one.presence.update({ index })
  const changes = movers.map((_, index) => `update mover ${index} {"index":${index}}`)
  await vi.waitFor(() => {
    for (const one of stayers) expect(newsOf(one).toSorted()).toEqual(changes)
  }, soon)
  const newcomer = join(there.url, 'newcomer', { initial: {} })
  await vi.waitFor(() => expect(newcomer.others()).toHaveLength(8), soon)

  await vi.waitFor(() => {
    for (const one of [...stayers, ...movers]) expect(one.others()).toHaveLength(8)
  }, soon)
  expect(Math.max(...leftAt) - killedAt).toBeLessThan(quick.ttl + 1000)
  const gone = ['leave lost 0', 'leave lost 1']
  for (const one of stayers) expect(newsOf(one).toSorted()).toEqual(['join newcomer', ...gone, ...changes])
  for (const one of movers) {
    const own = changes.filter((line) => !line.includes(one.presence.store.getState().self.key))
    expect(newsOf(one).toSorted()).toEqual(['join newcomer', ...gone, ...own])
  }
}, 20_000)
