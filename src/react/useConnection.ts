import { buildConnection, type Connection, type ConnectionOptions, type ConnectionUser } from '../connection/connection'
import type { AnyEvents } from '../connection/events'
import type { Holder } from '../connection/lease'
import { createSending } from '../connection/sending'
import type { Transport } from '../transport/transport'
import { type LeaseOptions, useLease } from './useLease'
import type { ConnectionView } from './view'

/** The options of `useConnection`, and of all hooks that hold a connection. */
export interface UseConnectionOptions<In extends object = AnyEvents>
  extends ConnectionOptions<In>, Pick<LeaseOptions, 'enabled'> {}

/**
 * Holds a connection for as long as the component is mounted; everybody whose transport has the same `key` shares one.
 * It opens in the commit, never on the server. Options and callbacks may be inline: only another `key` reconnects.
 * The newest transport is used for the next attempt; one with the key `null` belongs to this component alone.
 */
export function useConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: Transport | null,
  options: UseConnectionOptions<In> = {},
): ConnectionView<In, Out> {
  // What the wire carries is only promised by the types; `schemas` check it.
  const view: unknown = useLease(transport, options, build)
  return view as ConnectionView<In, Out>
}

const build = (founder: Holder<ConnectionUser>): Connection => buildConnection(founder, createSending)
