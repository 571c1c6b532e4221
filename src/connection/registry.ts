import { inDevelopment } from '../transport/development'
import { type Identity, isOtherUser, isSameIdentity } from '../transport/identity'
import { onReset } from '../transport/resets'
import type { Transport } from '../transport/transport'
import type { ConnectionState, ReadonlyStore } from './connectionState'
import { createGuardedStore } from './guardedStore'
import type { Holder } from './holders'
import { reportToPlatform } from './reportToPlatform'

declare const process: { env: { NODE_ENV?: string } }

/** What is known of a connection without its types. */
export interface LiveConnection {
  /** The transport's name. */
  readonly name: string
  /** Which connection it is: who shares it, and how people read it. */
  readonly identity: Identity
  /** Its state, as a store of zustand. */
  readonly store: ReadonlyStore<ConnectionState>
  /** Ends the open link, forgets earlier failures, and dials at once. What waits goes on waiting. */
  reconnect(): void
  /**
   * Ends it, for everybody who shares it. What waits settles as `closed`.
   * @param code What the server hears, where the transport can say it: 1000, or 3000 to 4999. The event of a button counts
   * as left out. @default 1000
   * @param reason A text for the server, at most 123 bytes long.
   */
  close(code?: number | object, reason?: string): void
}

const live = /* @__PURE__ */ createGuardedStore<readonly LiveConnection[]>([], reportToPlatform)

/**
 * Every connection that is started, oldest first: for a status bar, or developer tools.
 *
 * @example
 * const count = useStore(connections, (all) => all.length)
 */
export const connections: ReadonlyStore<readonly LiveConnection[]> = live

/** What ends a connection that nobody holds any more. */
const enders = /* @__PURE__ */ new WeakMap<LiveConnection, () => void>()

/**
 * Lists a connection; returns what takes it off the list.
 * @param endIfUnheld Ends it, unless somebody holds it: another user connects to the same place.
 */
export function register(connection: LiveConnection, endIfUnheld: () => void): () => void {
  joinResets()
  enders.set(connection, endIfUnheld)
  live.setState([...live.getState(), connection], true)
  return () =>
    live.setState(
      live.getState().filter((other) => other !== connection),
      true,
    )
}

/** Whether another user's connection to the same place is started. */
export function hasOtherUser(identity: Identity): boolean {
  return live.getState().some((other) => isOtherUser(other.identity, identity))
}

/** Another user connects: links to the same place that linger for somebody to come back are closed. */
export function endUnheldOfOthers(identity: Identity): void {
  for (const other of live.getState()) if (isOtherUser(other.identity, identity)) enders.get(other)?.()
}

interface Sharing {
  readonly transport: Pick<Transport, 'identity'>
}

// The key is the function that builds a connection: one that only receives must not be shared with a hook that sends. Weak, so that a
// connection made by a render that never happened is forgotten like any other garbage.
const shared = /* @__PURE__ */ new Map<unknown, WeakRef<LiveConnection>[]>()

/**
 * The one connection of everybody whose transport has this identity; a new one where it is shared with nobody.
 * It opens nothing: `acquire` does.
 */
export function share<User extends Sharing, Shared extends LiveConnection>(
  firstHolder: Holder<User>,
  build: (firstHolder: Holder<User>) => Shared,
): Shared {
  const { identity } = firstHolder.current.transport
  if (!identity.isShared) return build(firstHolder)
  const references = (shared.get(build) ?? []).filter((reference) => reference.deref())
  const found = references
    .map((reference) => reference.deref())
    .find((other) => other && isSameIdentity(other.identity, identity))
  if (found) return found as Shared
  joinResets()
  const connection = build(firstHolder)
  shared.set(build, [...references, new WeakRef(connection)])
  return connection
}

/** Closes all connections that are started, and forgets the shared ones: the next component that asks for one gets a new one. */
export function forgetConnections(): void {
  for (const connection of live.getState()) connection.close()
  shared.clear()
}

/** Another copy of the library may be the one that resets. */
function joinResets(): void {
  inDevelopment(() => process.env.NODE_ENV !== 'production' && onReset('connections', forgetConnections))
}
