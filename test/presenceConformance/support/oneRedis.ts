import type { TestProject } from 'vitest/node'
import { startRedis } from '../../support/redis'

declare module 'vitest' {
  export interface ProvidedContext {
    redisUrl: string
  }
}

/** One redis-server for the whole suite. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startRedis()
  provide('redisUrl', url)
  return stop
}
