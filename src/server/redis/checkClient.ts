import { quoted, WireError } from '../../transport/error'
import type { RedisClient } from './client'

declare const process: { env: { NODE_ENV?: string } }

const needed = ['eval', 'evalSha', 'duplicate', 'emit'] as const

/** Throws where that is no client of the package `redis`. Otherwise the first user that comes would meet the mistake. */
export function checkClient(client: RedisClient): void {
  const missing = needed.filter((name) => !hasFunction(client, name))
  if (missing.length === 0) return
  throw new WireError(
    'invalid-option',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected redisStore() to get a client of the package redis, such as await createClient({ url }).connect(), but it got ${whatCame(client, missing)}`,
  )
}

/** Development only: what it is, and what to do. */
function whatCame(given: unknown, missing: readonly string[]): string {
  if (hasFunction(given, 'then')) return 'a promise. Await it first.'
  if (hasFunction(given, 'execute'))
    return 'a pool of clients, which cannot listen to what is published. Make a client of its own for presence, with createClient().'
  if (hasFunction(given, 'evalsha'))
    return 'a client of ioredis, whose functions are others. Make one with createClient() of the package redis.'
  if (typeof given !== 'object' || given === null) return `${quoted(given)}.`
  return `something without the functions ${missing.join(', ')}.`
}

function hasFunction(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
}
