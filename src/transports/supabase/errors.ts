import { WireError } from '../../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** The client has a channel of that topic, which is not this connection's. */
export function conflictError(topic: string): WireError {
  return new WireError(
    'conflict',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the topic "${topic}" to be free, but the client has a channel for it: one that your own code made, or one of another hook whose "private", "identity", "key" or presence key differs. A client has one channel for each topic: use the same options for both, or another topic or client.`,
  )
}

/** The server refused the channel, or closed it. */
export function refusedError(said: string, cause: Error | undefined): WireError {
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the server to let this client into the channel, but it said "${said}". Check the policies on realtime.messages and what was asked for; the connection tries again.`,
    cause,
  )
}

/** Broadcasts are not answered. */
export function requestError(event: string): WireError {
  return new WireError(
    'cannot-send',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected an event without an answer, got request("${event}"): Supabase Realtime does not answer broadcasts. Use emit(), with broadcast: { ack: true } to hear that it arrived.`,
  )
}

/** The name of an event cannot be sent. */
export function nameError(event: string): WireError {
  return new WireError(
    'cannot-encode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected a name of at most 255 bytes that does not end in :INSERT, :UPDATE or :DELETE, got "${event}". Give the event another name.`,
  )
}

/** The client speaks a version of the protocol that has no bytes. */
export function bytesError(event: string): WireError {
  return new WireError(
    'cannot-encode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected text or JSON for "${event}", got bytes: this client of Supabase speaks version 1.0.0 of the protocol, which has none. Update @supabase/supabase-js to 2.91 or newer, whose default is 2.0.0, or send the bytes as text.`,
  )
}

/** The client cannot be asked for a token. */
export function olderClientError(): WireError {
  return new WireError(
    'unsupported',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected a client of Supabase whose realtime.setAuth() asks for a token itself, got an older one, which must be given the token. Update @supabase/supabase-js to 2.54 or newer.',
  )
}

/** Somebody broadcast an event under a name that only the server uses. */
export function forgedError(event: string): WireError {
  return new WireError(
    'invalid-message',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected a broadcast, got one with the name "${event}", which only the server may use for presence and changes of the database. It was left out.`,
  )
}

/**
 * The channel ended before the server confirmed what was sent, or the server was silent.
 * @param said What the server said of the channel, such as `JWT expired`.
 */
export function unknownError(kind: 'broadcast' | 'acked-broadcast' | 'presence', said?: string): WireError {
  return new WireError(
    'unknown',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the server to confirm what was sent, but ${said === undefined ? 'it did not before the channel ended or its time was over' : `it said "${said}", and the channel ended`}. ${kind === 'presence' ? 'The next link sends it again.' : 'It may have arrived.'}`,
  )
}

/** The server did not take a broadcast. */
export function rejectedError(said: string): WireError {
  return new WireError(
    'rejected',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the server to take what was sent, but it said "${said}". Check the policies on realtime.messages.`,
  )
}
