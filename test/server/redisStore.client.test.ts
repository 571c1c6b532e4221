import * as redis from 'redis'
import { expect, test } from 'vitest'
import { redisStore } from 'wirehooks/server/redis'

type Client = Parameters<typeof redisStore>[0]

/** As a program without types gives it. */
const storeOf = (client: unknown): unknown => redisStore(client as Client)

const expected =
  'invalid-option: Expected redisStore() to get a client of the package redis, such as await createClient({ url }).connect(), but it got '

/** The functions of a client of ioredis that are asked for, by their names there. */
const ofIoredis = { eval() {}, evalsha() {}, duplicate() {}, emit() {}, subscribe() {} }

test.each<[string, unknown, string]>([
  ['a promise of a client', Promise.resolve(redis.createClient()), 'a promise. Await it first.'],
  ['a client of ioredis', ofIoredis, 'a client of ioredis, whose functions are others.'],
  ['nothing', undefined, 'undefined.'],
  ['an address', 'redis://here', '"redis://here".'],
  ['null', null, 'null.'],
  ['options', { url: 'redis://here' }, 'something without the functions eval, evalSha, duplicate, emit.'],
])('refuses %s at once, and says what came', (_what, given, came) => {
  expect(() => storeOf(given)).toThrow(expected + came)
})

// Pools came with version 5 of the package.
test.runIf('createClientPool' in redis)('refuses a pool of clients at once, and says what to do', () => {
  expect(() => storeOf(redis.createClientPool())).toThrow(
    `${expected}a pool of clients, which cannot listen to what is published. Make a client of its own for presence, with createClient().`,
  )
})

test.each<[string, () => unknown]>([
  ['a client that connects later', () => redis.createClient()],
  ['a cluster', () => redis.createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] })],
])('takes %s', (_what, make) => {
  expect(() => storeOf(make())).not.toThrow()
})
