import type { DataOf, NameOf } from '../connection/events'
import type { Message } from '../transport/message'
import { connectionOf, type Source } from './source'
import { useHold } from './useHold'
import { useLatestRef } from './useLatestRef'

/**
 * Calls the newest `handler` with the data of every such message, at once and in order. Renders nothing.
 *
 * @example
 * useEvent(chat, 'ALERT', (alert) => toast(alert.text))
 */
export function useEvent<In extends object, Event extends NameOf<In>>(
  source: Source<In>,
  event: Event,
  handler: (data: DataOf<In[Event]>, message: Message<Event, DataOf<In[Event]>>) => void,
): void {
  const connection = connectionOf(source)
  const newest = useLatestRef(handler)
  useHold([connection, event], () => connection.on(event, (data, message) => newest.current(data, message)))
}
