import type { DataOf, NameOf } from '../connection/events'
import type { Message } from '../transport/message'
import type { Source } from './source'
import { useFolding } from './useFolding'

/** The options of `useMessages`. */
export interface UseMessagesOptions {
  /**
   * How many to keep; the oldest go first. Read once.
   * @default 100
   */
  limit?: number | undefined
}

/**
 * The data of the newest messages since mounting, oldest first. Renders at most once a frame.
 *
 * @example
 * const lines = useMessages(chat, 'CHAT', { limit: 50 })
 */
export function useMessages<In extends object, Event extends NameOf<In>>(
  source: Source<In>,
  event: Event,
  { limit = 100 }: UseMessagesOptions = {},
): readonly DataOf<In[Event]>[] {
  return useFolding(source, [event], () => startList<DataOf<In[Event]>>(limit), unchanged)
}

const unchanged = <T>(value: T): T => value

function startList<Data>(limit: number): { take(message: Message): void; read(): readonly Data[] } {
  let kept: Data[] = []
  return {
    take({ data }) {
      kept.push(data as Data)
      // Trimmed rarely, so that a message costs the same however many are kept.
      if (kept.length >= 2 * limit) kept = kept.slice(-limit)
    },
    read: () => (limit > 0 ? kept.slice(-limit) : []),
  }
}
