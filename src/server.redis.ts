export type { RedisClient, RedisSubscriber } from './server/redis/client'
export { redisStore, type RedisStoreOptions } from './server/redisStore'
