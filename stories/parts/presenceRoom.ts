import { createPresence, type Participant } from 'wirehooks/server'
import { wireHandlers, type WireClient, type WireServer } from 'wirehooks/testing/msw'

/** A server that keeps who is there, as `wirehooks/server` does. */
export interface PresenceRoom {
  readonly url: string
  readonly server: WireServer
}

export function createPresenceRoom(name: string): PresenceRoom {
  const url = `wss://stories.example/presence/${name}`
  const presence = createPresence()
  const peers = new Map<WireClient, Participant>()
  const server = wireHandlers(url, {
    opened(client) {
      peers.set(client, presence.connect({ send: (frame) => client.message('presence', frame) }))
    },
    closed(client) {
      void peers.get(client)?.close()
      peers.delete(client)
    },
    on: {
      presence(frame, client) {
        peers.get(client)?.receive(frame)
      },
    },
  })
  return { url, server }
}
