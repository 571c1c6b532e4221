/**
 * A store of presence that several processes share. Needs `redis`.
 *
 * @module wirehooks/server/redis
 */

export type { RedisClient, RedisSubscriber } from './server/redis/client'
export { redisStore, type RedisStoreOptions } from './server/redis/redisStore'
