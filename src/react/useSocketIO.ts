import { useMemo } from 'react'
import type { Manager, Socket } from 'socket.io-client'
import type { Connection } from '../connection/connection'
import type { ConnectionUser } from '../connection/connectionOptions'
import type { NameOf } from '../connection/events'
import type { Holder } from '../connection/holders'
import type { SendOptions } from '../connection/outboxOptions'
import type { RequestOptions } from '../connection/requests'
import type { Delivery } from '../transport/delivery'
import { socketIO, type SocketIOOptions } from '../transports/socket.io'
import { dataOfArguments } from '../transports/socket.io/arguments'
import type { ConnectionView } from './connectionView'
import { buildSending, type UseConnectionOptions } from './useConnection'
import { useSharedConnection } from './useSharedConnection'

type Listener = (...args: never) => unknown

/** A map from event name to a function of its arguments, as Socket.IO types its events. */
export type SocketIOEvents = { [event: string]: (...args: unknown[]) => unknown }

/** The data of an event: its only argument, or all of them. What is optional may be missing from either. */
export type ArgumentsData<Args extends readonly unknown[]> = Args['length'] extends 0 | 1
  ? Args[0]
  : 1 extends Args['length']
    ? Args | Args[0]
    : Args

/** What readers see of the server's events. */
export type EventsOf<Functions extends object> = {
  [Event in keyof Functions]: Functions[Event] extends (...args: infer Args) => unknown ? ArgumentsData<Args> : unknown
}

/** The arguments of an event without the acknowledgement. */
export type ArgumentsOf<Function> = Function extends (...args: infer Args) => unknown
  ? Args extends [...infer Rest, Listener]
    ? Rest
    : Args
  : never

/** What the server acknowledges an event with: one value, or a list of several. */
export type AcknowledgementOf<Function> = Function extends (...args: infer Args) => unknown
  ? Args extends [...unknown[], (...answer: infer Answer) => unknown]
    ? ArgumentsData<Answer>
    : unknown
  : never

/** The ways to send an event of Socket.IO. */
export interface Emitting<Out extends object> {
  /** Sends an event with all its arguments; it waits while the connection is not open. */
  emit<Event extends NameOf<Out>>(event: Event, ...args: ArgumentsOf<Out[Event]>): Promise<Delivery>
  /** Sends an event and waits for its acknowledgement; rejects with a `WireError`. */
  request<Event extends NameOf<Out>>(
    event: Event,
    ...args: ArgumentsOf<Out[Event]>
  ): Promise<AcknowledgementOf<Out[Event]>>
}

/** What goes beside the arguments of an event. `volatile` and `ttl` are for `emit`: a request waits for its `timeout`. */
export interface EmitOptions extends SendOptions, RequestOptions {
  /**
   * Sent now or not at all, short for `ttl: 0`.
   * @default false
   */
  volatile?: boolean | undefined
}

/** What Socket.IO adds to a connection: several arguments, and `with` for what goes beside them. */
interface Additions<Out extends object> extends Emitting<Out> {
  /**
   * The same with options.
   *
   * @example
   * chat.with({ volatile: true }).emit('cursor', x, y)
   * await chat.with({ timeout: 2000, signal }).request('join', room)
   */
  with(options: EmitOptions): Emitting<Out>
}

type Replaced = 'emit' | 'request'

/** A connection over Socket.IO, whose events have several arguments. */
export interface SocketIOConnection<In extends object, Out extends object>
  extends Omit<Connection<EventsOf<In>>, Replaced>, Additions<Out> {}

/** What `useSocketIO` returns. */
export interface SocketIOView<In extends object, Out extends object>
  extends Omit<ConnectionView<EventsOf<In>>, Replaced | 'connection'>, Additions<Out> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: SocketIOConnection<In, Out>
}

/** The options of `useSocketIO`. */
export interface UseSocketIOOptions<In extends object = SocketIOEvents>
  extends UseConnectionOptions<EventsOf<In>>, SocketIOOptions {}

/** None of the options of the transport is forgotten below. */
type All = { [Name in keyof Required<SocketIOOptions>]: unknown }

/**
 * A Socket.IO client that stays connected. Hooks with the same url, options and plain `auth` share one socket; those for
 * other namespaces of the same server share its engine. `null` leaves it `idle`. A socket or manager of your own keeps
 * its settings, and a socket is never closed. Types are the maps of functions that your server uses.
 *
 * @example
 * const chat = useSocketIO<ServerToClientEvents, ClientToServerEvents>('https://example.com/chat', { auth: freshToken })
 * const lines = useMessages(chat, 'message')
 * const members = await chat.request('join', 'lobby')
 */
export function useSocketIO<In extends object = SocketIOEvents, Out extends object = SocketIOEvents>(
  source: string | URL | Socket | Manager | null,
  options: UseSocketIOOptions<In> = {},
): SocketIOView<In, Out> {
  const { auth, namespace, manager, key, identity } = options
  const transport = useMemo(
    () => (source === null ? null : socketIO(source, { auth, namespace, manager, key, identity } satisfies All)),
    [source, auth, namespace, manager, key, identity],
  )
  const view: unknown = useSharedConnection(transport, options, build)
  // Nothing checks at run time what the wire carries: the cast trusts the caller.
  return view as SocketIOView<In, Out>
}

function build(firstHolder: Holder<ConnectionUser>): Connection {
  const connection = buildSending(firstHolder)
  // Only Socket.IO sends a list of arguments. A fake gets one argument as itself, and several as a list.
  const isReplaced = firstHolder.current.transport.name !== 'socket.io'
  const dataOf = (args: readonly unknown[]): unknown => (isReplaced ? dataOfArguments(args) : args)

  function emitting(options: EmitOptions): Emitting<SocketIOEvents> {
    const { signal } = options
    const ttl = options.volatile ? 0 : options.ttl
    return {
      emit: (event, ...args) => connection.emit(event, dataOf(args), { ttl, signal }),
      request: (event, ...args) => connection.request(event, dataOf(args), options),
    }
  }

  return { ...connection, ...emitting({}), with: emitting } as Connection
}
