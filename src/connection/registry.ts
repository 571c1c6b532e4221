import { createStore } from 'zustand/vanilla'
import type { ConnectionState, ReadonlyStore } from './state'

/** What is known of a connection without its types. */
export interface LiveConnection {
  /** The transport's name. */
  readonly name: string
  /** The transport's sharing identity. */
  readonly key: string | null
  /** Its state, as a store of zustand. */
  readonly store: ReadonlyStore<ConnectionState>
  /** Drops the link, if any, and dials at once with a clean slate. What waits goes on waiting. */
  reconnect(): void
  /** Ends it, for everybody who shares it. What waits settles as `closed`. */
  close(): void
}

const live = /* @__PURE__ */ createStore<readonly LiveConnection[]>(() => [])

/**
 * Every connection that is started, oldest first: for a status bar, or developer tools.
 *
 * @example
 * const count = useStore(connections, (all) => all.length)
 */
export const connections: ReadonlyStore<readonly LiveConnection[]> = live

/** Lists a connection; returns what takes it off the list. */
export function register(connection: LiveConnection): () => void {
  live.setState([...live.getState(), connection], true)
  return () =>
    live.setState(
      live.getState().filter((other) => other !== connection),
      true,
    )
}
