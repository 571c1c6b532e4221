import { digestOf } from '../digest'
import type { RedisClient } from './client'

export type Script = (keys: string[], args: string[]) => Promise<unknown>

/** Sends the hash of the script, and the whole text if Redis answers `NOSCRIPT`. */
export function createCachedScript(client: Pick<RedisClient, 'eval' | 'evalSha'>, text: string): Script {
  let sha: Promise<string> | undefined
  return async (keys, args) => {
    const options = { keys, arguments: args }
    try {
      return await client.evalSha(await (sha ??= digestOf('SHA-1', text)), options)
    } catch (cause) {
      if (!(cause instanceof Error && cause.message.startsWith('NOSCRIPT'))) throw cause
      return client.eval(text, options)
    }
  }
}
