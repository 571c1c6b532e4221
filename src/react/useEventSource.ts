import { buildConnection, type Connection, type ConnectionUser } from '../connection/connection'
import type { AnyEvents } from '../connection/events'
import type { Holder } from '../connection/lease'
import { createReceiving } from '../connection/receiving'
import type { PerAttempt } from '../transport/perAttempt'
import { eventSource } from '../transports/eventsource'
import type { EventSourceOptions } from '../transports/eventsource/stream'
import type { UseConnectionOptions } from './useConnection'
import { useKey } from './useKey'
import { useLease } from './useLease'
import type { ConnectionView } from './view'

/** The options of `useEventSource`. */
export interface UseEventSourceOptions<In extends object = AnyEvents>
  extends Omit<UseConnectionOptions<In>, 'outbox' | 'highWaterMark'>, EventSourceOptions {}

type Sends = 'emit' | 'send' | 'request'

/** A connection that only receives. */
export type ReceivingConnection<In extends object = AnyEvents> = Omit<Connection<In>, Sends>

/** What `useEventSource` returns: everything but the functions that send. */
export interface ReceivingView<In extends object = AnyEvents> extends Omit<ConnectionView<In>, Sends | 'connection'> {
  /** The connection itself, which stays the same while views come and go. */
  readonly connection: ReceivingConnection<In>
}

/**
 * Server-Sent Events that stay open and go on where they were. Hooks with the same url, method, headers and body share
 * one stream. `null` leaves it `idle`. Functions as `url`, `headers` and `body` are called before every attempt, so
 * tokens stay fresh; they are not shared unless `key` is given, and only another `key` reconnects.
 *
 * @example
 * const feed = useEventSource<{ progress: { done: number } }>('/jobs/7/events')
 * const done = useLatest(feed, 'progress', (job) => job.done)
 */
export function useEventSource<In extends object = AnyEvents>(
  url: PerAttempt<string | URL> | null,
  options: UseEventSourceOptions<In> = {},
): ReceivingView<In> {
  const key = useKey(options.key, url, options.headers, options.body)
  const view: unknown = useLease(url === null ? null : eventSource(url, { ...options, key }), options, build)
  return view as ReceivingView<In>
}

const build = (founder: Holder<ConnectionUser>): Connection => buildConnection(founder, createReceiving)
