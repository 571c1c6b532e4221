import type { AnyEvents } from '../connection/events'
import { ask, plain, type PerAttempt, webSocket, type WebSocketOptions } from '../transports/websocket'
import { useConnection, type UseConnectionOptions } from './useConnection'
import { useCurrent } from './useCurrent'
import { useKept } from './useKept'
import type { ConnectionView } from './view'

export interface UseWebSocketOptions<In extends object = AnyEvents>
  extends UseConnectionOptions<In>, WebSocketOptions {}

/**
 * A WebSocket that stays open. Hooks with the same url and protocols share one. `null` leaves it `idle`.
 * A function as `url` is called before every attempt, so tokens stay fresh; it is not shared unless `key` is given,
 * and only another `key` reconnects. `codec` and `WebSocket` are read once per connection.
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
  const { protocols = [], key } = options
  const newest = useCurrent({ url: url ?? '', protocols })
  const transport = useKept([url === null, typeof url, plain(url), typeof protocols, plain(protocols), key], () =>
    url === null
      ? null
      : webSocket(typeof url === 'function' ? (context) => ask(newest.current.url, context) : url, {
          ...options,
          protocols: typeof protocols === 'function' ? (context) => ask(newest.current.protocols, context) : protocols,
        }),
  )
  return useConnection<In, Out>(transport, options)
}
