import { type ReceivingView, useEventSource } from 'wirehooks'
import type { ServerEvents } from '../protocol'
import { server, type Session } from './session'

export type Feed = ReceivingView<ServerEvents>

/** The one stream of this tab: everything that happens to its user, from the last event that was seen here. */
export function useFeed({ user, signIn }: Session): Feed {
  return useEventSource<ServerEvents>(`${server}/users/${user}/events`, {
    // Somebody else gets a stream of their own, as soon as they are signed in.
    identity: user,
    // Called for every attempt, so that no token is ever too old.
    headers: ({ signal }) => signIn(signal),
    // The server says something every 30 s. Who hears nothing for longer is talking to nobody.
    idleTimeout: 45_000,
  })
}
