import { useMemo } from 'react'
import type { AnyEvents } from '../connection/events'
import type { PerAttempt } from '../transport/perAttempt'
import { webSocket, type WebSocketOptions } from '../transports/websocket'
import type { ConnectionView } from './connectionView'
import { buildSending, type UseConnectionOptions } from './useConnection'
import { useSharedConnection } from './useSharedConnection'

/** The options of `useWebSocket`. */
export interface UseWebSocketOptions<In extends object = AnyEvents>
  extends UseConnectionOptions<In>, WebSocketOptions {}

/** Compile error if an option of the transport is not listed below. */
type All = { [Name in keyof Required<WebSocketOptions>]: unknown }

/**
 * A WebSocket that stays open. Hooks with the same url, protocols and `identity` share one. `null` leaves it `idle`.
 * A function as `url` is called before every attempt, so tokens stay fresh; it is not shared unless `key` is given.
 * Another url, `key` or `identity` reconnects; another function does not.
 *
 * @example
 * const chat = useWebSocket<ServerEvents, ClientEvents>('wss://example.com/live')
 * useEvent(chat, 'CHAT', (message) => notify(message.text))
 * return <button disabled={!chat.isOpen} onClick={() => chat.emit('CHAT', { text: 'hi' })}>Say hi</button>
 */
export function useWebSocket<In extends object = AnyEvents, Out extends object = AnyEvents>(
  url: PerAttempt<string | URL> | null,
  options: UseWebSocketOptions<In> = {},
): ConnectionView<In, Out> {
  const { protocols, headers, codec, binaryType, maxFrameSize, WebSocket, key, identity } = options
  const transport = useMemo(
    () =>
      url === null
        ? null
        : webSocket(url, {
            protocols,
            headers,
            codec,
            binaryType,
            maxFrameSize,
            WebSocket,
            key,
            identity,
          } satisfies All),
    [url, protocols, headers, codec, binaryType, maxFrameSize, WebSocket, key, identity],
  )
  const view: unknown = useSharedConnection(transport, options, buildSending)
  // Nothing checks at run time what the wire carries, unless there are `schemas`: the cast trusts the caller.
  return view as ConnectionView<In, Out>
}
