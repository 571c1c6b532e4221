import type { Connection, ConnectionUser } from '../connection/connection'
import type { AnyEvents, MessageOf } from '../connection/events'
import type { Holder } from '../connection/lease'
import type { ConnectionState } from '../connection/state'

/** What a hook returns: the connection's functions, and its state. Reading a part of the state subscribes to it. */
export interface ConnectionView<In extends object = AnyEvents, Out extends object = AnyEvents>
  extends Connection<In, Out>, ConnectionState {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: Connection<In, Out>
  /** Short for `status === 'open'`. */
  readonly isOpen: boolean
  /** The newest message. Reading it renders at most once a frame while messages come; to see each, use a reader. */
  readonly lastMessage: MessageOf<In> | null
}

/**
 * One component's hold on a connection, and a store of its views for `useSyncExternalStore`: there is a new view when
 * something that was read has changed.
 */
export interface Viewer extends Holder<ConnectionUser> {
  readonly connection: Connection
  /** The newest options and callbacks. */
  renew(user: ConnectionUser): void
  subscribe(onChange: () => void): () => void
  getView(): ConnectionView
  /** Of a connection that has not started, as the server saw it. */
  getServerView(): ConnectionView
}

type Part = keyof ConnectionState | 'lastMessage'

export function createViewer(current: ConnectionUser, connect: (holder: Holder<ConnectionUser>) => Connection): Viewer {
  const holder = { current }
  const connection = connect(holder)
  const { store } = connection
  /** What was read from the newest view. */
  const seen = new Map<Part, unknown>()
  let state = store.getState()
  let last: ConnectionView['lastMessage'] = null
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
    // Until it listens it does not know; and what the server did not see, hydration must not show.
    if (!stopMessages && state !== store.getInitialState()) last = connection.getLastMessage()
    seen.set(part, valueOf(part))
    listen()
    return valueOf(part)
  }

  function valueOf(part: Part): unknown {
    return part === 'lastMessage' ? last : state[part]
  }

  function listen(): void {
    if (onChange && seen.has('lastMessage')) stopMessages ??= connection.onAny(() => connection.flush.mark(publish))
  }

  function publish(): void {
    last = connection.getLastMessage()
    onChange?.()
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
    get current() {
      return holder.current
    },
    renew(user) {
      holder.current = user
    },
    connection,
    subscribe(listener) {
      onChange = listener
      last = connection.getLastMessage()
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
