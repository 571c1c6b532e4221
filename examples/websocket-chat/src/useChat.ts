import { type ConnectionView, handshake, heartbeat, useWebSocket } from 'wirehooks'
import type { ClientEvents, Self, ServerEvents } from '../protocol'
import { readToken } from './session'

export type Chat = ConnectionView<ServerEvents, ClientEvents>

const url = import.meta.env.VITE_SERVER_URL ?? 'ws://127.0.0.1:8787'

/** The one connection of this tab. It is `open` when the server has accepted the token. */
export function useChat(self: Self): Chat {
  return useWebSocket<ServerEvents, ClientEvents>(url, {
    // Somebody else gets a link of their own, and nothing that waits to be sent crosses over.
    identity: self.key,
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('AUTH', { token: readToken(), ...self })
        await next('READY')
      }),
      heartbeat({ interval: 10_000, timeout: 5000 }),
    ],
  })
}
