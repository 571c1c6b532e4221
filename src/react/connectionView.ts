import type { Connection } from '../connection/connection'
import type { ConnectionState } from '../connection/connectionState'
import type { AnyEvents, MessageOf } from '../connection/events'
import { createTracked, type Parts, partsOf, type Tracked } from './tracked'

/** The state of a connection, and what can be told from it. */
export interface ViewState<In extends object = AnyEvents> extends ConnectionState {
  /** Short for `status === 'open'`. */
  readonly isOpen: boolean
  /** The newest message. Reading it renders at most once a frame while messages come; to see each, use a reader. */
  readonly lastMessage: MessageOf<In> | null
}

/** What a hook returns: the connection's functions, and its state. Reading a part of the state subscribes to it. */
export interface ConnectionView<In extends object = AnyEvents, Out extends object = AnyEvents>
  extends Connection<In, Out>, ViewState<In> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: Connection<In, Out>
}

/** The views of one component. */
export function trackConnection(connection: Connection): Tracked<ConnectionView> {
  const { store, newestMessage } = connection
  const state = partsOf<ConnectionState>(store)

  function read(name: keyof ViewState, isInitial: boolean): unknown {
    if (name === 'lastMessage') return isInitial ? null : newestMessage.get()
    return name === 'isOpen' ? state.read('status', isInitial) === 'open' : state.read(name, isInitial)
  }

  return createTracked<Connection & Pick<ConnectionView, 'connection'>, ViewState>(
    { ...connection, connection },
    {
      names: [...state.names, 'isOpen', 'lastMessage'],
      read: read as Parts<ViewState>['read'],
      subscribe: (name, listener) => (name === 'lastMessage' ? newestMessage : store).subscribe(listener),
    },
  )
}
