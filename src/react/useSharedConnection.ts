import { useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react'
import type { Connection } from '../connection/connection'
import type { ConnectionSettings, ConnectionUser } from '../connection/connectionOptions'
import type { Holder } from '../connection/holders'
import { share } from '../connection/registry'
import { type Identity, isSameIdentity } from '../transport/identity'
import type { Transport } from '../transport/transport'
import { type ConnectionView, trackConnection } from './connectionView'
import { idleTransport, keptIdle } from './idleConnection'
import { createHold, useCommitEffect } from './useHold'
import { useInstance } from './useInstance'
import { useSwapped } from './WireProvider'

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
  build: (founder: Holder<ConnectionUser>) => Connection,
): ConnectionView {
  const swapped = useSwapped(given)
  const transport = options.enabled === false ? null : swapped
  const user = { transport: transport ?? idleTransport, options }
  const part = useInstance(
    [transport?.identity ?? null],
    () => createPart(user, transport ? (founder) => share(founder, build) : (founder) => keptIdle(build(founder))),
    leadToTheSame,
  )
  const { renew, views } = part
  const hasOnMessage = options.onMessage !== undefined
  useInsertionEffect(() => renew(user))
  const [hold] = useState(createConnectionHold)
  useCommitEffect(() => hold.show(part, hasOnMessage), [hold, part, hasOnMessage])
  useEffect(() => hold.release, [hold])
  return useSyncExternalStore(views.subscribe, views.getView, views.getServerView)
}

/** One component's part of a connection. */
function createPart(user: ConnectionUser, connect: (founder: Holder<ConnectionUser>) => Connection) {
  const holder = { current: user, isHidden: false }
  const connection = connect(holder)
  return {
    holder,
    connection,
    views: trackConnection(connection),
    /** The newest options and callbacks. */
    renew(newest: ConnectionUser) {
      holder.current = newest
    },
  }
}

/** What a component holds of a connection: the connection, and its `onMessage`, which may come and go. */
function createConnectionHold() {
  const connecting = createHold()
  const listening = createHold()
  return {
    /** The component is shown; returns what says that it is hidden, or about to be removed. */
    show({ holder, connection }: ReturnType<typeof createPart>, hasOnMessage: boolean) {
      holder.isHidden = false
      connecting.take([connection], () => connection.acquire(holder))
      listening.take([connection, hasOnMessage], () =>
        hasOnMessage ? connection.onAny((message) => holder.current.options.onMessage?.(message as never)) : undefined,
      )
      return () => {
        holder.isHidden = true
      }
    },
    release() {
      listening.release()
      connecting.release()
    },
  }
}

type Key = readonly [Identity | null]

function leadToTheSame([one]: Key, [other]: Key): boolean {
  return one === other || (one !== null && other !== null && isSameIdentity(one, other))
}
