import { buildConnection, type Connection, type ReceivingConnection } from '../connection/connection'
import type {
  ConnectionOptions,
  ConnectionUser,
  ReceivingOptions,
  UnstoredOptions,
} from '../connection/connectionOptions'
import type { AnyEvents } from '../connection/events'
import type { Holder } from '../connection/holders'
import { createReceiving } from '../connection/receiving'
import { createSending } from '../connection/sending'
import type { SendingTransport, StoringTransport, Transport } from '../transport/transport'
import type { ConnectionView, ViewState } from './connectionView'
import { type HookSettings, useSharedConnection } from './useSharedConnection'

/** The options of `useConnection`, and of all hooks that hold a connection. */
export interface UseConnectionOptions<In extends object = AnyEvents>
  extends ConnectionOptions<In>, Pick<HookSettings, 'enabled'> {}

/** The options of a hook whose connection only receives. */
export type UseReceivingOptions<In extends object = AnyEvents> = ReceivingOptions<UseConnectionOptions<In>>

/** The options of a hook whose connection sends, and whose messages cannot be stored. */
export type UseUnstoredOptions<In extends object = AnyEvents> = UnstoredOptions<UseConnectionOptions<In>>

/** What a hook returns whose connection only receives: everything but the functions that send. */
export interface ReceivingView<In extends object = AnyEvents> extends ReceivingConnection<In>, ViewState<In> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: ReceivingConnection<In>
}

/**
 * Holds a connection for as long as the component is mounted; everybody whose transport has the same identity shares
 * one. It opens in the commit, never on the server. Options and callbacks may be inline: only another identity
 * reconnects. The newest transport is used for the next attempt; one that is not shared belongs to this component alone.
 *
 * It sends where the type of the transport says so, as a `SendingTransport` does, and takes `outbox.storage` where messages
 * of the transport can be stored.
 */
export function useConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: StoringTransport | null,
  options?: UseConnectionOptions<In>,
): ConnectionView<In, Out>
export function useConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: SendingTransport | null,
  options?: UseUnstoredOptions<In>,
): ConnectionView<In, Out>
export function useConnection<In extends object = AnyEvents>(
  transport: Transport | null,
  options?: UseReceivingOptions<In>,
): ReceivingView<In>
export function useConnection(transport: Transport | null, options: HookSettings = {}): unknown {
  // Nothing checks at run time what the wire carries, unless there are `schemas`: the cast trusts the caller.
  const isReceiving = transport !== null && transport.does.send !== true
  return useSharedConnection(transport, options, isReceiving ? buildReceiving : buildSending)
}

/** Makes a connection that sends and receives. */
export const buildSending = (firstHolder: Holder<ConnectionUser>): Connection =>
  buildConnection(firstHolder, createSending)

/** Makes a connection that only receives, and does not carry the code of an outbox. */
export const buildReceiving = (firstHolder: Holder<ConnectionUser>): Connection =>
  buildConnection(firstHolder, createReceiving)
