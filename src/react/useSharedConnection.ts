import { useEffect, useInsertionEffect, useSyncExternalStore } from 'react'
import type { Connection } from '../connection/connection'
import type { ConnectionSettings, ConnectionUser } from '../connection/connectionOptions'
import type { Holder } from '../connection/holders'
import { share } from '../connection/registry'
import { type Identity, isSameIdentity } from '../transport/identity'
import type { Transport } from '../transport/transport'
import { type ConnectionView, trackConnection } from './connectionView'
import { idleTransport, idleConnection } from './idleConnection'
import { createHold, useCommitEffect } from './useHold'
import { useInstance } from './useInstance'
import type { Tracked } from './tracked'
import { useReplacement } from './WireProvider'

/** The options that do not depend on the kind of connection or its events. */
export interface HookSettings extends ConnectionSettings {
  /**
   * `false` leaves the connection `idle`, as a `null` transport does.
   * @default true
   */
  enabled?: boolean | undefined
}

/**
 * What all hooks share: one component's hold on a connection, which `build` makes where there is none yet. It opens in
 * the commit, never on the server.
 */
export function useSharedConnection(
  given: Transport | null,
  options: HookSettings,
  build: (firstHolder: Holder<ConnectionUser>) => Connection,
): ConnectionView {
  const transport = useReplacement(options.enabled === false ? null : given)
  const user = { transport: transport ?? idleTransport, options }
  const binding = useInstance(
    [transport?.identity ?? null],
    (previous: Binding | undefined) =>
      createBinding(user, previous?.holds ?? createHolds(), (firstHolder) =>
        transport ? share(firstHolder, build) : idleConnection(build(firstHolder)),
      ),
    areSameIdentities,
  )
  const { holds, renew, views } = binding
  const hasOnMessage = options.onMessage !== undefined
  useInsertionEffect(() => renew(transport, options), [renew, transport, options])
  useCommitEffect(() => holds.attach(binding, hasOnMessage), [holds, binding, hasOnMessage])
  useEffect(() => holds.release, [holds])
  return useSyncExternalStore(views.subscribe, views.getView, views.getServerView)
}

/** What binds one component to a connection. */
interface Binding {
  readonly holder: { current: ConnectionUser; isHidden: boolean }
  readonly connection: Connection
  /** Goes from one binding of a component to the next: what holds the new connection lets the old one go. */
  readonly holds: Holds
  readonly views: Tracked<ConnectionView>
  /** From now on, these are the newest options and callbacks. */
  renew(transport: Transport | null, options: HookSettings): void
}

function createBinding(
  user: ConnectionUser,
  holds: Holds,
  connect: (firstHolder: Holder<ConnectionUser>) => Connection,
): Binding {
  const holder = { current: user, isHidden: false }
  const connection = connect(holder)
  return {
    holder,
    connection,
    holds,
    views: trackConnection(connection),
    renew(transport, options) {
      holder.current = { transport: transport ?? idleTransport, options }
    },
  }
}

/** What a component holds of a connection: the connection, and its `onMessage`, which may come and go. */
interface Holds {
  /** The component is shown; returns what says that it is hidden, or about to be removed. */
  attach(binding: Binding, hasOnMessage: boolean): () => void
  release(): void
}

function createHolds(): Holds {
  const connectionHold = createHold()
  const listenerHold = createHold()
  return {
    attach({ holder, connection }, hasOnMessage) {
      holder.isHidden = false
      connectionHold.start([connection], () => connection.acquire(holder))
      listenerHold.start([connection, hasOnMessage], () =>
        hasOnMessage ? connection.onAny((message) => holder.current.options.onMessage?.(message as never)) : undefined,
      )
      return () => {
        holder.isHidden = true
      }
    },
    release() {
      listenerHold.release()
      connectionHold.release()
    },
  }
}

type Key = readonly [Identity | null]

function areSameIdentities([one]: Key, [other]: Key): boolean {
  return one === other || (one !== null && other !== null && isSameIdentity(one, other))
}
