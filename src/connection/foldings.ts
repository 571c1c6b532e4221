import type { Message } from '../transport/message'
import type { Folding } from './fold'

/** The newest message; `null` before the first. */
export function latest(): Folding<Message | null> {
  let newest: Message | null = null
  return {
    take(message) {
      newest = message
    },
    read: () => newest,
  }
}

/** The data of the newest messages, oldest first, at most `limit` of them. */
export function list<Data>(limit: number): Folding<readonly Data[]> {
  let newest: Data[] = []
  return {
    take({ data }) {
      if (limit < 1) return
      newest.push(data as Data)
      // Trimmed rarely, so that a message costs the same however many are kept.
      if (newest.length >= 2 * limit) newest = newest.slice(-limit)
    },
    read: () => newest.slice(-limit),
  }
}

/**
 * A state that a reducer makes of every message.
 * @param reduce Gives the next state; when it throws, the state stays as it was.
 */
export function reduced<State>(reduce: (state: State, message: Message) => State, initial: State): Folding<State> {
  let state = initial
  return {
    take(message) {
      state = reduce(state, message)
    },
    read: () => state,
  }
}
