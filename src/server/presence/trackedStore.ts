import type { PresenceStore } from './store'

/** A store whose pending calls can be awaited. */
export interface TrackedStore extends PresenceStore {
  /** Resolves when every call that was made until now has settled. Never rejects. */
  settled(): Promise<void>
}

export function trackedStore(store: PresenceStore): TrackedStore {
  const pending = new Set<Promise<unknown>>()

  function track<Answer>(answer: Promise<Answer>): Promise<Answer> {
    pending.add(answer)
    const forget = (): void => void pending.delete(answer)
    answer.then(forget, forget)
    return answer
  }

  return {
    put: (...given) => track(store.put(...given)),
    touch: (...given) => track(store.touch(...given)),
    drop: (...given) => track(store.drop(...given)),
    remove: (...given) => track(store.remove(...given)),
    evict: (...given) => track(store.evict(...given)),
    sweep: (...given) => track(store.sweep(...given)),
    read: (...given) => track(store.read(...given)),
    watch: (...given) => track(store.watch(...given)),
    async settled() {
      await Promise.allSettled(pending)
    },
  }
}
