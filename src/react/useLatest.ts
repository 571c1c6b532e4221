import type { DataOf, NameOf } from '../connection/events'
import { latest } from '../connection/foldings'
import type { Source } from './source'
import { useFolding } from './useFolding'

/**
 * The data of the newest such message since mounting, or what `select` takes from it; `undefined` before the first.
 * Renders at most once a frame, and only when the result changed.
 *
 * @example
 * const price = useLatest(ticker, 'ACME', (trade) => trade.price)
 */
export function useLatest<In extends object, Event extends NameOf<In>, Selected = DataOf<In[Event]>>(
  source: Source<In>,
  event: Event,
  select?: (data: DataOf<In[Event]>) => Selected,
): Selected | undefined {
  return useFolding(source, [event], latest, (message) => {
    if (!message) return undefined
    const data = message.data as DataOf<In[Event]>
    return select ? select(data) : (data as Selected)
  })
}
