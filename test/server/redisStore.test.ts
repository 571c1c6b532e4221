import { createClient } from 'redis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Change, PresenceStore } from 'wirehooks/server'
import { redisStore } from 'wirehooks/server/redis'
import { destroyClient, type RedisServer, startRedis } from '../support/redis'

const hour = 3_600_000
const ada = { id: 'a1', version: 1, key: 'ada', state: { x: 1 } }

const quiet = { changed() {}, missed() {} }

let server: RedisServer
let client: ReturnType<typeof createClient>
let store: PresenceStore
const errors = vi.fn<(cause: unknown) => void>()

beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())
beforeEach(async () => {
  client = createClient({ url: server.url })
  client.on('error', errors)
  await client.connect()
  await client.flushAll()
  errors.mockClear()
  store = redisStore(client)
})
afterEach(async () => {
  if (client.isOpen) await destroyClient(client)
})

/** How many connections are subscribed. */
async function subscribers(): Promise<number> {
  const list: unknown = await client.sendCommand(['CLIENT', 'LIST', 'TYPE', 'PUBSUB'])
  return String(list).split('\n').filter(Boolean).length
}

test('a flushed Redis counts anew, and touch returns who was forgotten', async () => {
  await store.put('board', ada, hour)
  const { epoch } = await store.read('board')
  await client.flushAll()
  expect(await store.touch('board', [['a1', 1, hour]])).toEqual([['a1', 1]])
  expect(await store.sweep('board')).toEqual({ epoch: expect.not.stringMatching(epoch), revision: 0 })
  expect(await store.put('board', ada, hour)).toBe(true)
})

test('sends its script whole when Redis does not know it', async () => {
  await client.scriptFlush()
  const results = await Promise.all([
    store.put('board', ada, hour),
    store.put('board', { ...ada, version: 2 }, hour),
    store.put('board', { ...ada, version: 3 }, hour),
  ])
  expect(results).toEqual([true, true, true])
  expect(await client.info('commandstats')).toContain('cmdstat_evalsha')
})

test('keeps a channel in one slot, under its prefix, and never for ever', async () => {
  for (const channel of ['', '}', 'board']) {
    const own = redisStore(client, { prefix: 'own:' })
    await own.put(channel, ada, 45_000)
    await own.put(channel, { ...ada, id: 'b1' }, 45_000)
    await own.remove(channel, ['b1', 1], 45_000)
    const keys = await client.keys('*')
    expect(keys).toHaveLength(4)
    for (const key of keys) {
      expect(key).toMatch(/^own:\{presence:/)
      expect(await client.pTTL(key)).toBeGreaterThan(45_000)
    }
    // What is in the first braces decides, unless it is empty.
    expect(new Set(keys.map((key) => /\{(.+?)\}/s.exec(key)?.[1])).size).toBe(1)
    await client.flushAll()
  }
})

test('forgets a channel nobody speaks of', async () => {
  await store.put('board', ada, hour)
  for (const key of await client.keys('*')) await client.pExpire(key, 1)
  await expect.poll(() => client.keys('*')).toEqual([])
  expect(await store.touch('board', [['a1', 1, hour]])).toEqual([['a1', 1]])
})

test('subscribes once, with one connection that is there as long as anything is watched', async () => {
  expect(await subscribers()).toBe(0)
  const watched = ['board', 'board', 'room'].map((channel) => store.watch(channel, quiet))
  const stops = await Promise.all(watched)
  expect(await subscribers()).toBe(1)
  expect(await client.pubSubChannels()).toHaveLength(2)
  stops[0]?.()
  stops[1]?.()
  await expect.poll(() => client.pubSubChannels()).toHaveLength(1)
  stops[2]?.()
  await expect.poll(subscribers).toBe(0)
})

test('says that something may have been missed when the subscription was cut', async () => {
  const heard: (Change | 'missed')[] = []
  const stop = await store.watch('board', {
    changed: (change) => heard.push(change),
    missed: () => heard.push('missed'),
  })
  await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub'])
  await expect.poll(() => heard).toEqual(['missed'])
  await store.put('board', ada, hour)
  await expect.poll(() => heard).toMatchObject(['missed', { revision: 1, set: ada }])
  expect(errors).toHaveBeenCalled()
  stop()
})

test.each([
  '',
  'hello',
  '"hello"',
  '5',
  'null',
  '[]',
  '{}',
  '{"epoch":"a","revision":"b"}',
  '{"epoch":"a","revision":2,"set":7}',
])('a message that is no change of ours ends nothing: everything is read anew (%s)', async (message) => {
  const heard: (Change | 'missed')[] = []
  const stop = await store.watch('board', {
    changed: (change) => heard.push(change),
    missed: () => heard.push('missed'),
  })
  await client.publish('wirehooks:{presence:board}:count', message)
  await store.put('board', ada, hour)
  await expect.poll(() => heard).toMatchObject(['missed', { revision: 1, set: ada }])
  expect(errors).not.toHaveBeenCalled()
  stop()
})

test('rejects when Redis refuses to subscribe, and can be asked again', async () => {
  await client.sendCommand(['ACL', 'SETUSER', 'default', 'resetchannels'])
  await expect(store.watch('board', quiet)).rejects.toThrow('NOPERM')
  await client.sendCommand(['ACL', 'SETUSER', 'default', 'allchannels'])
  const stop = await store.watch('board', quiet)
  expect(await subscribers()).toBe(1)
  stop()
})

test('rejects when Redis cannot be reached', async () => {
  await destroyClient(client)
  await expect(store.read('board')).rejects.toThrow('closed')
  await expect(store.put('board', ada, hour)).rejects.toThrow('closed')
})
