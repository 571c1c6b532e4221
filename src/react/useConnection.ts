import { useInsertionEffect, useSyncExternalStore } from 'react'
import type { ConnectionOptions, ConnectionUser } from '../connection/connection'
import type { AnyEvents } from '../connection/events'
import { share } from '../connection/share'
import type { Transport } from '../transport/transport'
import { disconnected, nowhere } from './nowhere'
import { useCommitEffect } from './useCommitEffect'
import { useKept } from './useKept'
import { type ConnectionView, createViewer } from './view'

export interface UseConnectionOptions<In extends object = AnyEvents> extends ConnectionOptions<In> {
  /**
   * `false` leaves the connection `idle`, as a `null` transport does.
   * @default true
   */
  enabled?: boolean
}

/**
 * Holds a connection for as long as the component is mounted; everybody whose transport has the same `key` shares one.
 * It opens in the commit, never on the server. Options and callbacks may be inline: only another `key` reconnects.
 * The newest transport is used for the next attempt; one with the key `null` belongs to this component alone.
 */
export function useConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: Transport | null,
  options: UseConnectionOptions<In> = {},
): ConnectionView<In, Out> {
  const wanted = options.enabled === false || transport === null ? nowhere : transport
  const isWanted = wanted !== nowhere
  const user: ConnectionUser = { transport: wanted, options }
  const viewer = useKept([wanted.key, isWanted], () => createViewer(user, isWanted ? share : disconnected))
  const { connection } = viewer
  const hasOnMessage = options.onMessage !== undefined

  useInsertionEffect(() => viewer.renew(user))

  useCommitEffect(
    () => (isWanted ? connection.acquire(viewer) : undefined),
    // Whether there is an `onMessage` is looked at once.
    [connection, viewer, isWanted, hasOnMessage],
  )

  const view: unknown = useSyncExternalStore(viewer.subscribe, viewer.getView, viewer.getServerView)
  // What the wire carries is only promised by the types; `schemas` check it.
  return view as ConnectionView<In, Out>
}
