import type { Message } from '../transport/message'

export type Listener = (message: Message) => void

/** Who wants which event. Indexed by name, so that a message touches only those who asked for it. */
export interface Listeners {
  /** Adds a listener, which must not be in there yet, for one event, or for every event: `null`. Returns what removes it. */
  on(event: string | null, listener: Listener): () => void
  /** Calls them at once, in the order they came. One that throws does not stop the others. */
  dispatch(message: Message): void
}

export function createListeners(failed: (cause: unknown) => void): Listeners {
  // Lists are replaced, never changed: a listener may add and remove others while it runs.
  const lists = new Map<string | null, readonly Listener[]>()

  function call(event: string | null, message: Message): void {
    const listeners = lists.get(event)
    if (!listeners) return
    for (const listener of listeners) {
      try {
        listener(message)
      } catch (cause) {
        failed(cause)
      }
    }
  }

  return {
    on(event, listener) {
      lists.set(event, [...(lists.get(event) ?? []), listener])
      return () => {
        const rest = lists.get(event)?.filter((other) => other !== listener)
        if (rest?.length) lists.set(event, rest)
        else lists.delete(event)
      }
    },
    dispatch(message) {
      call(message.event, message)
      call(null, message)
    },
  }
}
