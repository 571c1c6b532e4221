import type { Message } from '../transport/message'
import type { Flush } from './flush'

/** How messages become a value. */
export interface Folding<T> {
  /** Sees every message, at once. */
  take(message: Message): void
  /** The value so far; the same one when nothing changed. */
  read(): T
}

/** A value kept from messages: it sees every one, and tells its listeners at most once a frame. */
export interface Fold<T> {
  take(message: Message): void
  /** What listeners were last told. */
  get(): T
  /** The value before any message, for server rendering and hydration. */
  getInitial(): T
  /** Calls `listener` after the value changed. */
  subscribe(listener: () => void): () => void
}

export function createFold<T>(flush: Pick<Flush, 'mark'>, folding: Folding<T>): Fold<T> {
  const listeners = new Set<() => void>()
  const initial = folding.read()
  let published = initial
  let isStale = false

  function refresh(): T {
    if (isStale) published = folding.read()
    isStale = false
    return published
  }

  function publish(): void {
    const before = published
    if (!Object.is(refresh(), before)) for (const listener of [...listeners]) listener()
  }

  return {
    take(message) {
      folding.take(message)
      if (!isStale && listeners.size > 0) flush.mark(publish)
      isStale = true
    },
    get: () => (listeners.size > 0 ? published : refresh()),
    getInitial: () => initial,
    subscribe(listener) {
      refresh()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
