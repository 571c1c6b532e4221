import { useInsertionEffect, useSyncExternalStore } from 'react'
import type { Connection, ConnectionSettings, ConnectionUser } from '../connection/connection'
import type { Holder } from '../connection/lease'
import { share } from '../connection/share'
import { type Transport, wrapped } from '../transport/transport'
import { disconnected, nowhere } from './nowhere'
import { useCommitEffect } from './useCommitEffect'
import { useKept } from './useKept'
import { type ConnectionView, createViewer } from './view'
import { useSwapped } from './WireProvider'

/** The options that do not depend on the kind of connection or its events. */
export interface LeaseOptions extends ConnectionSettings {
  /**
   * `false` leaves the connection `idle`, as a `null` transport does.
   * @default true
   */
  enabled?: boolean
}

/**
 * What all hooks share: one component's hold on a connection, which `build` makes where there is none yet. It opens in
 * the commit, never on the server.
 */
export function useLease(
  given: Transport | null,
  options: LeaseOptions,
  build: (founder: Holder<ConnectionUser>) => Connection,
): ConnectionView {
  const transport = useSwapped(given)
  const isWanted = options.enabled !== false && transport !== null
  const wanted = isWanted ? wrapped(transport, options.wrappers) : nowhere
  const user: ConnectionUser = { transport: wanted, options }
  const connect = (holder: Holder<ConnectionUser>): Connection =>
    isWanted ? share(holder, build) : disconnected(build(holder))
  const viewer = useKept([wanted.key, isWanted], () => createViewer(user, connect))
  const { connection } = viewer
  const hasOnMessage = options.onMessage !== undefined

  useInsertionEffect(() => viewer.renew(user))

  useCommitEffect(
    () => (isWanted ? connection.acquire(viewer) : undefined),
    // Whether there is an `onMessage` is looked at once.
    [connection, viewer, isWanted, hasOnMessage],
  )

  return useSyncExternalStore(viewer.subscribe, viewer.getView, viewer.getServerView)
}
