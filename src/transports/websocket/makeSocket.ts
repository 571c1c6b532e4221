import { warnOnce } from '../../transport/development'
import type { SocketClass, SocketLike } from './socketLike'

declare const process: { env: { NODE_ENV?: string } }

interface SocketParts {
  /** A text: React Native's class hands anything else to the native side as it is. */
  readonly address: string
  readonly subprotocols: string | string[]
  readonly headers: Record<string, string> | undefined
}

/** The class of Node, Deno and Bun takes an object in the place of the subprotocols. */
type ServerSocketClass = new (
  url: string,
  init: { protocols: string | string[]; headers: Record<string, string> },
) => SocketLike

/** Makes a socket. Throws what the class throws. */
export function makeSocket(Socket: SocketClass, { address, subprotocols, headers }: SocketParts): SocketLike {
  if (!headers) return new Socket(address, subprotocols)
  const isFromOption = Socket !== (globalThis.WebSocket as SocketClass | undefined)
  if (isFromOption || hasThirdParameter(Socket)) return new Socket(address, subprotocols, { headers })
  if (isServerRuntime()) {
    const ServerSocket = Socket as unknown as ServerSocketClass
    return new ServerSocket(address, { protocols: subprotocols, headers })
  }
  warnOnce('WebSocket headers', () => process.env.NODE_ENV !== 'production' && noHeadersText)
  return new Socket(address, subprotocols)
}

/** React Native's class has one, and that of the package `ws`, where somebody made it the global one. Browsers' have two. */
const hasThirdParameter = (Socket: SocketClass): boolean => Socket.length > 2

/** Node, Deno and Bun have `process.versions.node`. Tests in jsdom do, too, but their WebSocket is that of a page. */
function isServerRuntime(): boolean {
  const { document, process: runtime } = globalThis as {
    document?: object
    process?: { versions?: { node?: string } }
  }
  return document === undefined && runtime?.versions?.node !== undefined
}

/** Development only. */
const noHeadersText =
  'Expected a WebSocket that takes headers, and the one of browsers takes none: the option headers is left out. Send a token in the url, as a subprotocol, or as the first message (handshake), or let a cookie carry it.'
