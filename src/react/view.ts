import type { Connection } from '../connection/connection'
import type { AnyEvents, MessageOf } from '../connection/events'
import { type ConnectionState, initialState } from '../connection/state'

/** What a hook returns: the connection's functions, and its state. Reading a part of the state subscribes to it. */
export interface ConnectionView<In extends object = AnyEvents, Out extends object = AnyEvents>
  extends Connection<In, Out>, Omit<ConnectionState, 'lastMessage'> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: Connection<In, Out>
  /** Short for `status === 'open'`. */
  readonly isOpen: boolean
  /** The newest message; reading it renders at most once a frame while messages come. To see each one, use a reader. */
  readonly lastMessage: MessageOf<In> | null
}

/** A store of views for `useSyncExternalStore`: there is a new view when something that was read has changed. */
export interface Viewer {
  readonly connection: Connection
  subscribe(onChange: () => void): () => void
  getView(): ConnectionView
  /** Of a connection that has not started, as the server saw it. */
  getServerView(): ConnectionView
}

type Part = keyof ConnectionState

export function createViewer(connection: Connection): Viewer {
  const { store } = connection
  const tracked = new Set<Part>()
  let state = store.getState()
  let isSubscribed = false
  let stopWatching: (() => void) | undefined

  function read(part: Part): unknown {
    tracked.add(part)
    watch()
    return state[part]
  }

  function watch(): void {
    if (isSubscribed && tracked.has('lastMessage')) stopWatching ??= connection.watchLastMessage()
  }

  const base: ConnectionView = Object.assign(Object.create(getters), connection, { connection, [reader]: read })
  let view = base

  function show(next: ConnectionState): ConnectionView {
    // Where only untracked parts changed nobody has seen the old ones, so the same view may show the new ones.
    for (const part of tracked) if (next[part] !== state[part]) view = Object.create(base)
    state = next
    return view
  }

  return {
    connection,
    subscribe(onChange) {
      const unsubscribe = store.subscribe(onChange)
      isSubscribed = true
      watch()
      return () => {
        unsubscribe()
        isSubscribed = false
        stopWatching = stopWatching?.() as undefined
      }
    },
    getView: () => show(store.getState()),
    getServerView: () => show(store.getInitialState()),
  }
}

/** Where a view keeps the function its getters call. */
const reader = Symbol('wirehooks')

const getter = (part: Part, map = (value: unknown): unknown => value): PropertyDescriptor => ({
  get(this: { [reader]: (part: Part) => unknown }) {
    return map(this[reader](part))
  },
})

/** Once for all views: making one must cost next to nothing. */
const getters = /* @__PURE__ */ Object.create(null, {
  .../* @__PURE__ */ Object.fromEntries(Object.keys(initialState).map((part) => [part, getter(part as Part)])),
  isOpen: getter('status', (status) => status === 'open'),
})
