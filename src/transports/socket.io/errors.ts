import { textOf, WireError } from '../../transport/error'
import { shownAddress } from '../../transport/identityTexts'

declare const process: { env: { NODE_ENV?: string } }

/** The address is none. What `URL` throws is left out: it may have the whole address in it, tokens included. */
export function addressError(address: unknown): WireError {
  return new WireError('invalid-url', () => {
    if (process.env.NODE_ENV === 'production') return false
    const shown = shownAddress(textOf(address)) || 'something that is no url'
    return `Expected an address such as https://example.com/chat, got ${shown}. An address without scheme and host works only on a page, which has them.`
  })
}

/** The name is one that Socket.IO uses itself, and throws for. */
export function reservedError(event: string): WireError {
  return new WireError(
    'cannot-encode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected an event of your own, got "${event}", which Socket.IO keeps for itself. Give it another name.`,
  )
}

/**
 * The server did not let the client in, or disconnected it.
 *
 * @param said What it said.
 * @param cause The error that came with it.
 */
export function refusedError(said: string, cause: Error | undefined): WireError {
  return new WireError(
    'refused',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the server to let this client in, but it said "${said}". After one refusal it is asked once more, with fresh credentials; after a second one in a row the connection has failed.`,
    cause,
  )
}

/** The server was not reached: what socket.io-client says of it is the cause. */
export function unreachedError(cause: Error): WireError {
  return new WireError(
    'closed',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected to reach the server, but socket.io-client says "${cause.message}". Look whether the server can be reached, allows this page to ask (CORS), and whether the Content-Security-Policy of the page names the server.`,
    cause,
  )
}

/** Another connection uses the manager's socket for this namespace, with other credentials. */
export function conflictError(namespace: string): WireError {
  return new WireError(
    'conflict',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the manager's socket for ${namespace} to be free, but another connection uses it with another identity or auth, and a manager has one socket for each namespace. Use a manager for each user, or a url instead of the manager.`,
  )
}
