import type { DataOf, NameOf } from '../connection/events'
import { list } from '../connection/foldings'
import { numberOption } from '../transport/numberOption'
import type { Source } from './source'
import { useFolding } from './useFolding'

/** The options of `useMessages`. */
export interface UseMessagesOptions {
  /**
   * How many to keep; the oldest go first. Read once. A value that is no number from 0 up counts as left out.
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
  { limit }: UseMessagesOptions = {},
): readonly DataOf<In[Event]>[] {
  return useFolding(source, [event], () => list<DataOf<In[Event]>>(numberOption('limit', limit, 100)))
}
