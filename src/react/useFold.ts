import type { DataOf, NameOf } from '../connection/events'
import { reduced } from '../connection/foldings'
import type { Source } from './source'
import { useLatestRef } from './useLatestRef'
import { useFolding } from './useFolding'

/** The data of one of these events, and its name: a reducer that asks for the name knows the type of the data. */
type DataAndEvent<In extends object, Event extends NameOf<In>> = {
  [Name in Event]: [data: DataOf<In[Name]>, event: Name]
}[Event]

/**
 * A state folded from every message of one or several events, since mounting. Renders at most once a frame, and only
 * when the state changed. The newest reducer is used; it must be pure and not change the state it is given. One that
 * throws leaves the state as it was and is reported to `onError`. Of several events, a reducer that asks which `event` it
 * was knows the type of its data.
 *
 * @example
 * const total = useFold(shop, 'SALE', (sum, sale) => sum + sale.price, 0)
 */
export function useFold<In extends object, Event extends NameOf<In>, State>(
  source: Source<In>,
  events: Event | readonly Event[],
  // One list of all parameters: only from that does TypeScript know that `event` tells the type of `data`.
  reducer: (...parameters: [state: State, ...message: DataAndEvent<In, NoInfer<Event>>]) => State,
  initial: State,
): State
// A reducer that is written elsewhere, or takes no `event`, does not fit a union of lists.
export function useFold<In extends object, Event extends NameOf<In>, State>(
  source: Source<In>,
  events: Event | readonly Event[],
  reducer: (state: State, data: DataOf<In[NoInfer<Event>]>, event: NoInfer<Event>) => State,
  initial: State,
): State
export function useFold<In extends object, Event extends NameOf<In>, State>(
  source: Source<In>,
  events: Event | readonly Event[],
  reducer: (state: State, ...message: DataAndEvent<In, Event>) => State,
  initial: State,
): State {
  // TypeScript cannot tell that the data and the name of one message belong together.
  const newest = useLatestRef(reducer as (state: State, data: unknown, event: string) => State)
  const names: readonly Event[] = typeof events === 'string' ? [events] : events
  return useFolding(source, names, () =>
    reduced((state, { event, data }) => newest.current(state, data, event), initial),
  )
}
