import type { StorageLike } from './storageLike'

/** Deletes what is stored under a key, or empties it where deleting fails. */
export async function erase(storage: StorageLike, key: string): Promise<void> {
  try {
    await storage.del(key)
  } catch {
    // Should this fail as well, its error tells as much.
    await storage.set(key, [])
  }
}
