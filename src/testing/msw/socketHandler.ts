import { WebSocketHandler } from 'msw'
import { isBlob } from '../../transport/frame'
import { type Bytes, isBytes, toArrayBuffer } from './bytes'
import { oldMSWMessage } from './oldMSW'

type Connection = Parameters<WebSocketHandler['run']>[0]
type Client = Connection['client']

/** A frame that a client sent. */
export type Frame = string | ArrayBuffer

/** Hears a frame of one client. */
export type OnFrame = (frame: Frame) => void

/** The far end of a WebSocket. */
export interface DialledSocket {
  readonly url: URL
  /** Aborted when it is closed. */
  readonly signal: AbortSignal
  send(frame: string | Bytes): void
  close(code: number, reason: string): void
}

interface SocketHandlerParts {
  /** Where to, as MSW's list of handlers shows it. */
  url: string
  /** Whether a WebSocket to this URL is for this handler. */
  isOurs(url: URL): boolean
  /** Called before the WebSocket opens, which it does when this resolves, unless it was closed. Returns who hears it. */
  dialled(socket: DialledSocket): Promise<OnFrame>
}

/** Sockets that have their handler. MSW gives a socket to every handler that matches; only the first may answer. */
const taken = /* @__PURE__ */ new WeakSet()

/** An MSW handler for WebSockets, one server for each. */
export class SocketHandler extends WebSocketHandler {
  readonly #parts: SocketHandlerParts

  constructor(parts: SocketHandlerParts) {
    super(parts.url)
    this.#parts = parts
  }

  /** MSW opens the WebSocket when this has resolved. */
  override async run({ client, server, info }: Connection): ReturnType<WebSocketHandler['run']> {
    if (taken.has(client) || !this.#parts.isOurs(client.url)) return null
    taken.add(client)

    const over = new AbortController()
    client.addEventListener('close', () => over.abort())
    const opening = this.#parts.dialled({
      url: client.url,
      signal: over.signal,
      send: (frame) => client.send(typeof frame === 'string' ? frame : asReceived(client, frame)),
      close(code, reason) {
        if (code === 1006) announceFailure(client)
        client.close(code, reason)
        // The client hears of it a moment later.
        over.abort()
      },
    })
    // One after the other: the bytes of a `Blob` are there later than those of other frames.
    let last: Promise<unknown> = opening
    client.addEventListener('message', ({ data }) => {
      last = last.then(async () => (await opening)(await frameOf(data)))
    })

    // MSW 2.13 and newer opens the WebSocket after this function has resolved. An older MSW does not wait for it, so a WebSocket
    // that opens earlier means that an older MSW is installed.
    const complain = (): void => console.error(oldMSWMessage)
    socketOf(client)?.addEventListener('open', complain)
    await opening
    socketOf(client)?.removeEventListener('open', complain)
    return { client, server, info, params: {} }
  }
}

/** The page's end of it, which the types of MSW do not show. */
function socketOf(client: Client): WebSocket | undefined {
  return 'socket' in client ? (client.socket as WebSocket) : undefined
}

/**
 * Fires `error` on the page's WebSocket, which MSW does not, just before MSW fires `close`. The specification wants that
 * whenever a connection fails, be it refused or lost; Chromium fires it for those that are refused alone.
 * https://websockets.spec.whatwg.org/#feedback-from-the-protocol and https://www.rfc-editor.org/rfc/rfc6455#section-7.2.1
 */
function announceFailure(client: Client): void {
  const socket = socketOf(client)
  // A WebSocket that its page is closing ends as the page wants.
  if (!socket || socket.readyState === socket.CLOSING || socket.readyState === socket.CLOSED) return
  // MSW fires `close` in a microtask, too. Until then the listeners of `error` find a WebSocket that is closing: were it open,
  // their `close()` would change the code.
  queueMicrotask(() => socket.dispatchEvent(new Event('error')))
}

/** Bytes as the page wants them. */
function asReceived(client: Client, bytes: Bytes): ArrayBuffer | Blob {
  const buffer = toArrayBuffer(bytes)
  return socketOf(client)?.binaryType === 'blob' ? new Blob([buffer]) : buffer
}

async function frameOf(data: unknown): Promise<Frame> {
  if (isBytes(data)) return toArrayBuffer(data)
  return isBlob(data) ? data.arrayBuffer() : String(data)
}
