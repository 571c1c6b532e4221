import type { PresenceStore } from './store'

/** A store of which one can wait until it has answered everything it was asked. */
export interface TrackedStore extends PresenceStore {
  /** Resolves when nothing that was asked until now is without an answer. Never rejects. */
  answered(): Promise<void>
}

export function trackedStore(store: PresenceStore): TrackedStore {
  const unanswered = new Set<Promise<unknown>>()

  function track<Answer>(answer: Promise<Answer>): Promise<Answer> {
    unanswered.add(answer)
    const forget = (): void => void unanswered.delete(answer)
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
    async answered() {
      await Promise.allSettled(unanswered)
    },
  }
}
