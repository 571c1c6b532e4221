import type { Message } from '../transport/message'

export type Listener = (message: Message) => void

/** Who wants which event. Indexed by name, so that a message touches only those who asked for it. */
export interface Listeners {
  /** Adds a listener for one event, or for every event where that is `null`; returns what removes it. */
  on(event: string | null, listener: Listener): () => void
  /** Calls them at once, in the order they came. One that throws does not stop the others. */
  dispatch(message: Message): void
}

export function createListeners(failed: (cause: unknown, message: Message) => void): Listeners {
  // Lists are replaced, never changed: a listener may add and remove others while it runs.
  const lists = new Map<string | null, readonly Listener[]>()

  function call(listeners: readonly Listener[] | undefined, message: Message): void {
    if (!listeners) return
    for (const listener of listeners) {
      try {
        listener(message)
      } catch (cause) {
        failed(cause, message)
      }
    }
  }

  return {
    on(event, listener) {
      // A function of its own, so that the same listener may be added twice.
      const own: Listener = (message) => listener(message)
      lists.set(event, [...(lists.get(event) ?? []), own])
      return () => {
        const rest = lists.get(event)?.filter((other) => other !== own)
        if (rest?.length) lists.set(event, rest)
        else lists.delete(event)
      }
    },
    dispatch(message) {
      call(lists.get(message.event), message)
      call(lists.get(null), message)
    },
  }
}
