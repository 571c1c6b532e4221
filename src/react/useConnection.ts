import { useSyncExternalStore } from 'react'
import type { ConnectionOptions } from '../connection/connection'
import type { AnyEvents } from '../connection/events'
import { share } from '../connection/share'
import type { Transport } from '../transport/transport'
import { nowhere } from './nowhere'
import { useCommitEffect } from './useCommitEffect'
import { useCurrent } from './useCurrent'
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
 * A transport with the key `null` must be kept by the caller, else every render makes a new connection.
 */
export function useConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: Transport | null,
  options: UseConnectionOptions<In> = {},
): ConnectionView<In, Out> {
  const wanted = options.enabled === false || transport === null ? nowhere : transport
  const holder = useCurrent({ transport: wanted, options })
  const viewer = useKept([wanted.key ?? wanted], () => createViewer(share({ transport: wanted, options })))
  const { connection } = viewer
  const isWanted = wanted !== nowhere
  const hasOnMessage = options.onMessage !== undefined

  useCommitEffect(() => (isWanted ? connection.acquire(holder) : undefined), [connection, holder, isWanted])

  useCommitEffect(
    () =>
      hasOnMessage ? connection.onAny((message) => holder.current.options.onMessage?.(message as never)) : undefined,
    [connection, holder, hasOnMessage],
  )

  const view: unknown = useSyncExternalStore(viewer.subscribe, viewer.getView, viewer.getServerView)
  // What the wire carries is only promised by the types; `schemas` check it.
  return view as ConnectionView<In, Out>
}
