import { warnOnce } from '../../transport/development'
import type { SocketClass, SocketLike } from './socketLike'

declare const process: { env: { NODE_ENV?: string } }

interface SocketParts {
  readonly address: string | URL
  readonly subprotocols: string | string[]
  readonly headers: Record<string, string> | undefined
}

/** Makes a socket. Throws what the class throws. */
export function makeSocket(Socket: SocketClass, { address, subprotocols, headers }: SocketParts): SocketLike {
  if (!headers) return new Socket(address, subprotocols)
  const isOwn = Socket !== (globalThis.WebSocket as SocketClass | undefined)
  // Node before 21 has no WebSocket of its own, and no navigator: what is there is another class.
  const isPolyfill = globalThis.navigator === undefined
  if (isOwn || isPolyfill || isReactNative()) return new Socket(address, subprotocols, { headers })
  // Node, Deno and Bun take an object in the place of the subprotocols.
  if (isServer()) return new Socket(address, { protocols: subprotocols, headers } as unknown as string[])
  warnOnce('WebSocket headers', () => process.env.NODE_ENV !== 'production' && noHeadersText)
  return new Socket(address, subprotocols)
}

const isReactNative = (): boolean => globalThis.navigator?.product === 'ReactNative'

const isServer = (): boolean => /^(Node\.js|Deno|Bun)\//.test(globalThis.navigator?.userAgent ?? '')

/** Development only. */
const noHeadersText =
  'Expected a WebSocket that takes headers, and the one of browsers takes none: the option headers is left out. Send a token in the url, as a subprotocol, or as the first message (handshake), or let a cookie carry it.'
