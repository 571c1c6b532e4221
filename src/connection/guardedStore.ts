import { callEach } from './guarded'
import { createMoves, type Moves } from './moves'

/** A store that zustand's `useStore` can read. A listener that throws stops neither the other listeners nor the change. */
export interface GuardedStore<T> {
  /** The newest state: also while listeners still hear of an earlier change. */
  getState(): T
  /** The state it was made with. */
  getInitialState(): T
  /** Calls `listener` after every change that is made from now on, in order; returns what stops it. */
  subscribe(listener: (state: T, previous: T) => void): () => void
  /**
   * Changes the state at once. Listeners hear of it when the move that it is a part of is complete. A listener may
   * change the state, too: that change is told after all listeners have heard of the current one.
   * @param patch Is merged into a state that is an object; any other state is replaced by it.
   * @param replace Whether `patch` is the whole new state. Needed for lists. @default false
   */
  setState(patch: T | Partial<T>, replace?: boolean): void
}

interface Subscription<T> {
  readonly listener: (state: T, previous: T) => void
  /** How many changes there had been when it began: it hears of none of those. */
  readonly since: number
}

/**
 * @param failed Hears what a listener throws. Must not throw itself.
 * @param moves Where the store is a part of something larger, whose parts all change before anybody hears of it.
 */
export function createGuardedStore<T>(
  initial: T,
  failed: (cause: unknown) => void,
  moves: Moves = createMoves(failed),
): GuardedStore<T> {
  const subscriptions = new Set<Subscription<T>>()
  let state = initial
  let changes = 0

  return {
    getState: () => state,
    getInitialState: () => initial,
    subscribe(listener) {
      const subscription = { listener, since: changes }
      subscriptions.add(subscription)
      return () => subscriptions.delete(subscription)
    },
    setState(patch, replace = false) {
      const isMerged = !replace && typeof patch === 'object' && patch !== null
      const next = isMerged ? { ...state, ...patch } : (patch as T)
      if (Object.is(patch, state)) return
      const previous = state
      changes += 1
      const change = changes
      state = next
      const tell = ({ listener, since }: Subscription<T>): void => {
        if (since < change) listener(next, previous)
      }
      moves.tell(() => callEach(subscriptions, tell, failed))
    },
  }
}
