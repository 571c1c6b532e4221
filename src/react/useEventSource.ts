import { useMemo } from 'react'
import type { AnyEvents } from '../connection/events'
import type { PerAttempt } from '../transport/perAttempt'
import { eventSource } from '../transports/eventsource'
import type { EventSourceOptions } from '../transports/eventsource/stream'
import { buildReceiving, type ReceivingView, type UseReceivingOptions } from './useConnection'
import { useSharedConnection } from './useSharedConnection'

/** The options of `useEventSource`. */
export interface UseEventSourceOptions<In extends object = AnyEvents>
  extends UseReceivingOptions<In>, EventSourceOptions {}

/** None of the options of the transport is forgotten below. */
type All = { [Name in keyof Required<EventSourceOptions>]: unknown }

/**
 * Server-Sent Events that stay open and go on where they were. Hooks with the same url, method, headers, body and
 * `identity` share one stream. `null` leaves it `idle`. Functions as `url`, `headers` and `body` are called before every
 * attempt, so tokens stay fresh; with `headers` as a function, `identity` says who shares the stream, and with the others
 * a `key`. Another one of those reconnects; another function does not.
 *
 * @example
 * const feed = useEventSource<{ progress: { done: number } }>('/jobs/7/events')
 * const done = useLatest(feed, 'progress', (job) => job.done)
 */
export function useEventSource<In extends object = AnyEvents>(
  url: PerAttempt<string | URL> | null,
  options: UseEventSourceOptions<In> = {},
): ReceivingView<In> {
  const { method, headers, body, withCredentials, codec, idleTimeout, maxEventSize } = options
  const { native, events, end, fetch, key, identity } = options
  const transport = useMemo(() => {
    const all = { method, headers, body, withCredentials, codec, idleTimeout, maxEventSize }
    const rest = { native, events, end, fetch, key, identity }
    return url === null ? null : eventSource(url, { ...all, ...rest } satisfies All)
  }, [
    url,
    method,
    headers,
    body,
    withCredentials,
    codec,
    idleTimeout,
    maxEventSize,
    native,
    events,
    end,
    fetch,
    key,
    identity,
  ])
  const view: unknown = useSharedConnection(transport, options, buildReceiving)
  return view as ReceivingView<In>
}
