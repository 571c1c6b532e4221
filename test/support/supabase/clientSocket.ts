import type { WebSocketLikeConstructor } from '@supabase/supabase-js'
import { WebSocket } from 'ws'

/** An older client closes a socket that is still opening, and no longer listens to the error that `ws` then reports. */
class QuietWebSocket extends WebSocket {
  constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
    super(...parameters)
    this.on('error', () => {})
  }
}

/** What the tests give a client of Supabase as its `transport`: Node 20 has none, and jsdom's fails a run against a real server. */
export const clientSocket: WebSocketLikeConstructor = QuietWebSocket as unknown as WebSocketLikeConstructor
