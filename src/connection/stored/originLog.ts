import { erase } from './erase'
import type { StoredLog, StoredLogParts } from './storedLog'

/** All pages of an origin share one log; the key is also the name of the lock. */
export function openOriginLog({ storage, key, clock, claims, events }: StoredLogParts): StoredLog {
  return {
    ...claims({ name: key, clock, events }),
    read: async () => storage.get(key),
    async write(messages) {
      if (messages.length > 0) await storage.set(key, messages)
      else await erase(storage, key)
    },
  }
}
