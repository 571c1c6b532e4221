import type { Connection } from 'wirehooks'
import type { Tick } from './ticker'

/** The same messages, under the name of whose turn it is. */
export interface Events {
  naive: Tick
  folded: Tick
}

export type Turn = keyof Events

export type Feed = Connection<Events>
