import type { DataOf, NameOf } from '../connection/events'
import type { Source } from './source'
import { useCurrent } from './useCurrent'
import { useFolding } from './useFolding'

const identity = <T>(value: T): T => value

/**
 * A state folded from every message of one or several events, since mounting. Renders at most once a frame, and only
 * when the state changed. The newest reducer is used; it must be pure and not change the state it is given. One that
 * throws leaves the state as it was and is reported to `onError`.
 *
 * @example
 * const total = useFold(shop, 'SALE', (sum, sale) => sum + sale.price, 0)
 */
export function useFold<In extends object, Event extends NameOf<In>, State>(
  source: Source<In>,
  events: Event | readonly Event[],
  reducer: (state: State, data: DataOf<In[Event]>, event: Event) => State,
  initial: State,
): State {
  const newest = useCurrent(reducer)
  const names: readonly Event[] = typeof events === 'string' ? [events] : events
  const start = () => {
    let state = initial
    return {
      take({ event, data }: { event: string; data: unknown }) {
        state = newest.current(state, data as DataOf<In[Event]>, event as Event)
      },
      read: () => state,
    }
  }
  return useFolding(source, names, start, identity)
}
