import type { Message } from '../transport/message'
import type { FrameBatch } from './frameBatch'
import type { Listener } from './listeners'
import { callEach } from './guarded'

/** How messages become a value. */
export interface Folding<T> {
  /** Sees every message, at once. */
  take(message: Message): void
  /** The value so far. Called once after messages came; a new object counts as another value. */
  read(): T
}

/** A value kept from messages: it sees every one, and tells its subscribers at most once a frame. */
export interface Fold<T> {
  /** Begins to take messages; returns what stops it. */
  follow(): () => void
  /** The folding has another value, for some other reason than a message. */
  update(): void
  /** The value that subscribers were last told; without subscribers, the newest. */
  get(): T
  /** The value before any message, for server rendering and hydration. */
  getInitial(): T
  /** Calls `listener` after the value changed. */
  subscribe(listener: () => void): () => void
}

interface FoldParts {
  /** Adds a listener for one event, or for every event: `null`. */
  on(event: string | null, listener: Listener): () => void
  batch: Pick<FrameBatch, 'mark'>
  /** A subscriber threw. */
  failed(cause: unknown): void
}

/** @param events The names of the events it takes; `null` takes all of them. */
export function createFold<T>(
  { on, batch, failed }: FoldParts,
  events: readonly string[] | null,
  folding: Folding<T>,
): Fold<T> {
  const subscribers = new Set<() => void>()
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
    if (!Object.is(refresh(), before)) callEach(subscribers, (subscriber) => subscriber(), failed)
  }

  function take(message: Message): void {
    folding.take(message)
    update()
  }

  function update(): void {
    if (!isStale && subscribers.size > 0) batch.mark(publish)
    isStale = true
  }

  return {
    follow() {
      const names = events ?? [null]
      // A listener of its own for every name: a list holds the same one only once.
      const stops = names.map((name) => on(name, (message) => take(message)))
      return () => {
        for (const stop of stops) stop()
      }
    },
    update,
    get: () => (subscribers.size > 0 ? published : refresh()),
    getInitial: () => initial,
    subscribe(listener) {
      // The first subscriber starts from the newest value.
      if (subscribers.size === 0) refresh()
      subscribers.add(listener)
      return () => subscribers.delete(listener)
    },
  }
}
