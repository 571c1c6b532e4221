import type { AnyEvents } from '../connection/events'
import type { PerAttempt } from '../transport/perAttempt'
import { webSocket, type WebSocketOptions } from '../transports/websocket'
import { useConnection, type UseConnectionOptions } from './useConnection'
import { useKey } from './useKey'
import type { ConnectionView } from './view'

/** The options of `useWebSocket`. */
export interface UseWebSocketOptions<In extends object = AnyEvents>
  extends UseConnectionOptions<In>, WebSocketOptions {}

/**
 * A WebSocket that stays open. Hooks with the same url and protocols share one. `null` leaves it `idle`.
 * A function as `url` is called before every attempt, so tokens stay fresh; it is not shared unless `key` is given,
 * and only another `key` reconnects.
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
  const key = useKey(options.key, url, options.protocols)
  return useConnection<In, Out>(url === null ? null : webSocket(url, { ...options, key }), options)
}
