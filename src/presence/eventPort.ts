import type { Delivery } from '../transport/delivery'
import type { PresenceConnection } from './backend'

/** A connection, for which every event is a text. */
export interface EventPort {
  /** Sends an event. */
  emit(event: string, data: unknown): Promise<Delivery>
  /** Calls `listener` with the data of every such event, whatever they are; returns what stops it. */
  on(event: string, listener: (data: never) => void): () => void
}

/** The types of a connection know the events of its application. Those of presence are none of them. */
export function eventPortOf(connection: PresenceConnection): EventPort {
  return connection
}
