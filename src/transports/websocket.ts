import { type Codec, json } from '../transport/codec'
import { type CloseReason, verdictOf } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import { byteLength, type Frame } from '../transport/frame'
import { isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { Transport } from '../transport/transport'

/** How a WebSocket is opened and its frames are read. */
export interface WebSocketOptions {
  /** Subprotocols, in order of preference. */
  protocols?: PerAttempt<string | string[]>
  /**
   * Between messages and frames.
   * @default json()
   */
  codec?: Codec
  /**
   * A larger incoming frame is reported to `onInvalid` and not parsed. Bytes, or characters of a text frame.
   * @default 16 MiB
   */
  maxFrameSize?: number
  /**
   * Sharing identity. Needed to share when `url` or `protocols` is a function; a change of it opens a new connection.
   * @default the url and protocols when both are plain values, else not shared
   */
  key?: string | undefined
  /**
   * The constructor to use.
   * @default globalThis.WebSocket, looked up at every attempt
   */
  WebSocket?: new (url: string | URL, protocols?: string | string[]) => SocketLike
}

/** A socket that nobody wants any more may take this long to open, in milliseconds, before it is closed all the same. */
const longEnough = 10_000

/** The part of a WebSocket that is needed; the class of the package `ws` has it too. */
export interface SocketLike {
  /** How bytes are to arrive: set to `arraybuffer`. */
  binaryType: string
  /** 0 to 3: connecting, open, closing, closed. */
  readonly readyState: number
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** Called when it is open. */
  onopen: ((event: never) => void) | null
  /** Called for every frame. */
  onmessage: ((event: never) => void) | null
  /** Called at its end. */
  onclose: ((event: never) => void) | null
  /** Called when something failed; its end follows. */
  onerror: ((event: never) => void) | null
  /** Sends a frame. */
  send(frame: Frame): void
  /** Begins to close it. */
  close(code?: number): void
}

/**
 * A WebSocket (RFC 6455, https://websockets.spec.whatwg.org). Binary frames arrive as `ArrayBuffer`.
 * It does not reconnect, queue or beat: a connection does.
 *
 * @example
 * const connection = createConnection(webSocket('wss://example.com/live'))
 */
export function webSocket(url: PerAttempt<string | URL>, options: WebSocketOptions = {}): Transport {
  const { protocols = [], codec = json(), maxFrameSize = 16 * 2 ** 20, key } = options
  const isPlain = !isDynamic(url) && !isDynamic(protocols)

  return {
    name: 'websocket',
    key: isPlain || key !== undefined ? JSON.stringify(['websocket', url, protocols, key]) : null,
    does: { send: true, binary: true },
    encode: codec.encode,
    sizeOf: byteLength,

    connect(sink, context) {
      let socket: SocketLike | undefined
      let isOver = false

      function end(reason: CloseReason): void {
        if (isOver) return
        isOver = true
        sink.closed(reason)
      }

      async function dial(): Promise<void> {
        let kind: 'credentials' | 'invalid-url' = 'credentials'
        try {
          const address = isDynamic(url) ? await url(context) : url
          const subprotocols = isDynamic(protocols) ? await protocols(context) : protocols
          if (isOver) return
          kind = 'invalid-url'
          socket = new (options.WebSocket ?? WebSocket)(address, subprotocols)
        } catch (cause) {
          await Promise.resolve()
          return end({ kind, error: toWireError(cause, kind) })
        }
        socket.binaryType = 'arraybuffer'
        socket.onopen = () => sink.opened()
        socket.onmessage = receive
        socket.onclose = ({ code, reason }: CloseEvent) => end({ kind: 'peer', code, reason, verdict: verdictOf(code) })
        // An error is always followed by a close, which says more; without a handler some implementations throw.
        socket.onerror = () => {}
      }

      function receive({ data }: MessageEvent<string | ArrayBuffer>): void {
        const size = typeof data === 'string' ? data.length : data.byteLength
        let message
        try {
          if (size > maxFrameSize)
            throw new WireError('too-large', `got a frame of ${size}, maxFrameSize is ${maxFrameSize}`)
          message = codec.decode(data)
        } catch (cause) {
          return sink.invalid(toWireError(cause, 'cannot-decode'), data)
        }
        sink.received(message)
      }

      void dial()
      return {
        send(frame) {
          socket?.send(frame as Frame)
        },
        close({ kind }) {
          isOver = true
          const dialled = socket
          if (!dialled) return
          dialled.onopen = dialled.onmessage = dialled.onclose = null
          // Browsers print an error for a socket that is closed while it connects. Nobody waits for this one: let it open
          // first. One that hangs is closed all the same, since browsers dial one socket per host at a time.
          if (dialled.readyState > 0 || kind === 'connect-timeout') return dialled.close(1000)
          dialled.onclose = context.clock.after(longEnough, () => dialled.close(1000))
          dialled.onopen = () => dialled.close(1000)
        },
        get bufferedAmount() {
          // A closing socket throws away what it is given.
          return socket?.readyState === 1 ? socket.bufferedAmount : Infinity
        },
      }
    },
  }
}
