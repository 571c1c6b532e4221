import type { Connection } from '../connection/connection'
import type { AnyEvents } from '../connection/events'
import type { ConnectionState } from '../connection/state'

/** What a hook returns: the connection's functions, and its state. Reading a part of the state subscribes to it. */
export interface ConnectionView<In extends object = AnyEvents, Out extends object = AnyEvents>
  extends Connection<In, Out>, ConnectionState {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: Connection<In, Out>
  /** Short for `status === 'open'`. */
  readonly isOpen: boolean
}

/** A store of views for `useSyncExternalStore`: there is a new view when something that was read has changed. */
export interface Viewer {
  readonly connection: Connection
  subscribe(onChange: () => void): () => void
  getView(): ConnectionView
  /** Of a connection that has not started, as the server saw it. */
  getServerView(): ConnectionView
}

type Part = keyof ConnectionState | 'lastMessage'

export function createViewer(connection: Connection): Viewer {
  const { store } = connection
  /** What was read from the newest view. */
  const seen = new Map<Part, unknown>()
  let state = store.getState()
  let onChange: (() => void) | undefined
  let stopMessages: (() => void) | undefined
  let view = createView()

  function createView(): ConnectionView {
    return new Proxy(connection as ConnectionView, {
      get(_, name: keyof ConnectionView) {
        if (name === 'connection') return connection
        if (name === 'isOpen') return read('status') === 'open'
        return name in state || name === 'lastMessage' ? read(name as Part) : connection[name as keyof Connection]
      },
    })
  }

  function read(part: Part): unknown {
    seen.set(part, valueOf(part))
    listen()
    return valueOf(part)
  }

  function valueOf(part: Part): unknown {
    if (part !== 'lastMessage') return state[part]
    return state === store.getInitialState() ? null : connection.lastMessage
  }

  function listen(): void {
    const publish = onChange
    if (publish && seen.has('lastMessage')) stopMessages ??= connection.onAny(() => connection.flush.mark(publish))
  }

  function show(next: ConnectionState): ConnectionView {
    state = next
    for (const [part, value] of seen) {
      if (valueOf(part) === value) continue
      seen.clear()
      view = createView()
    }
    return view
  }

  return {
    connection,
    subscribe(listener) {
      onChange = listener
      const unsubscribe = store.subscribe(listener)
      listen()
      return () => {
        unsubscribe()
        stopMessages?.()
        stopMessages = onChange = undefined
      }
    },
    getView: () => show(store.getState()),
    getServerView: () => show(store.getInitialState()),
  }
}
