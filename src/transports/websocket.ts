import { type Codec, decodeFrame, encodeFrame, json } from '../transport/codec'
import type { CloseReason } from '../transport/closeReason'
import { credentialsError } from '../transport/credentials'
import { textOf, toWireError, WireError } from '../transport/error'
import { forbiddenReason } from '../transport/forbidden'
import { byteLength, copyOf, type Frame, type IncomingFrame } from '../transport/frame'
import { identify, type IdentityOptions } from '../transport/identity'
import { shownAddress } from '../transport/identityTexts'
import { numberOption } from '../transport/numberOption'
import { isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { StoringTransport } from '../transport/transport'
import { verdictOf } from '../transport/webSocketCodes'
import { absoluteAddress } from './websocket/absoluteAddress'
import { closeSocket } from './websocket/closeSocket'
import { makeSocket } from './websocket/makeSocket'
import { closed, open, type SocketClass, type SocketLike } from './websocket/socketLike'

export type { SocketClass, SocketLike } from './websocket/socketLike'

declare const process: { env: { NODE_ENV?: string } }

/** How a WebSocket is opened and its frames are read. */
export interface WebSocketOptions extends IdentityOptions {
  /**
   * Subprotocols, in order of preference. A function is called before every attempt, so tokens stay fresh; connections
   * with such a function are shared by those with the same `identity` or `key` only.
   */
  protocols?: PerAttempt<string | string[]> | undefined
  /**
   * Headers of the request that opens the socket, where the platform takes them: the class of the package `ws`, and those of Node,
   * Deno, Bun and React Native. Browsers cannot send any: a development build warns once, and names other ways to send a token. A
   * function is called before every attempt, as with `protocols`.
   * @default none
   */
  headers?: PerAttempt<Record<string, string>> | undefined
  /**
   * Between messages and frames.
   * @default json()
   */
  codec?: Codec | undefined
  /**
   * How bytes arrive. Only the codec `raw()`, or one of your own, can read a `Blob`.
   * @default 'arraybuffer'
   */
  binaryType?: 'arraybuffer' | 'blob' | undefined
  /**
   * A larger incoming frame is reported to `onInvalid` and not read. Bytes, or characters of a text frame.
   * @default 16 MiB
   */
  maxFrameSize?: number | undefined
  /**
   * The constructor to use.
   * @default globalThis.WebSocket, looked up at every attempt
   */
  WebSocket?: SocketClass | undefined
}

const defaultCodec = /* @__PURE__ */ json()
/** What a WebSocket says of a link that ended without a close frame (RFC 6455, section 7.4.1). */
const lostCode = 1006
/** After an `error`, a socket's `close` follows within this time. If not, the socket is taken for closed. */
const closeFollowsMs = 1000

/**
 * A WebSocket (RFC 6455, https://websockets.spec.whatwg.org). Bytes arrive as `ArrayBuffer`, unless `binaryType` says
 * otherwise. It does not reconnect, queue or send heartbeats: a connection does.
 *
 * @example
 * const connection = createConnection(webSocket('wss://example.com/live'))
 */
export function webSocket(url: PerAttempt<string | URL>, options: WebSocketOptions = {}): StoringTransport {
  const { protocols = [], headers, codec = defaultCodec, binaryType = 'arraybuffer' } = options
  const maxFrameSize = numberOption('maxFrameSize', options.maxFrameSize, 16 * 2 ** 20)

  return {
    name: 'websocket',
    identity: identify({
      transport: 'websocket',
      identity: options.identity,
      key: options.key,
      address: url,
      also: [
        isDynamic(protocols) ? undefined : typeof protocols === 'string' ? [protocols] : protocols,
        isDynamic(headers) ? undefined : headers,
      ],
      isDynamicAddress: isDynamic(url),
      hasDynamicCredentials: isDynamic(protocols) || isDynamic(headers),
      // Many servers take a token as a subprotocol.
      storageNeedsUser: (!isDynamic(protocols) && protocols.length > 0) || headers !== undefined,
    }),
    settings: {
      codec: codec.description ?? codec,
      binaryType,
      maxFrameSize,
      WebSocket: options.WebSocket,
      ...(isDynamic(protocols) && { protocols }),
      ...(isDynamic(headers) && { headers }),
    },
    does: { send: true, store: true, binary: true },
    encode: (message) => encodeFrame(codec, message),
    sizeOf: byteLength,
    copy: copyOf,

    connect(sink, context) {
      const { clock } = context
      let socket: SocketLike | undefined
      let isOver = false
      let cancelErrorTimer = (): void => {}

      /** Nothing is reported after this. */
      function stop(): void {
        isOver = true
        cancelErrorTimer()
      }

      function reportClosed(reason: CloseReason): void {
        if (isOver) return
        stop()
        sink.closed(reason)
      }

      /** Makes the socket, or says why there is none. */
      async function dial(): Promise<CloseReason | undefined> {
        const Socket: SocketClass | undefined = options.WebSocket ?? globalThis.WebSocket
        if (!Socket) return impossible('unsupported', () => process.env.NODE_ENV !== 'production' && missingText)

        let option = 'url'
        let address: string | URL
        let subprotocols: string | string[]
        let fields: Record<string, string> | undefined
        try {
          address = isDynamic(url) ? await url(context) : url
          option = 'protocols'
          subprotocols = isDynamic(protocols) ? await protocols(context) : protocols
          option = 'headers'
          fields = isDynamic(headers) ? await headers(context) : headers
        } catch (cause) {
          return { kind: 'credentials', error: credentialsError(cause, option) }
        }
        if (isOver) return undefined

        const refused = (): CloseReason =>
          impossible('invalid-url', () => process.env.NODE_ENV !== 'production' && refusedText(address))
        // Browsers would take a missing address for a relative one.
        if (!address) return refused()
        try {
          socket = makeSocket(Socket, { address: absoluteAddress(String(address)), subprotocols, headers: fields })
        } catch (cause) {
          // Otherwise the address is none, and some platforms write the whole address into what they throw, tokens included: it is not told.
          return forbiddenReason(cause, address) ?? refused()
        }
        listen(socket, address)
        return undefined
      }

      function listen(socket: SocketLike, address: string | URL): void {
        socket.binaryType = binaryType
        socket.onopen = () => {
          sink.learned({ url: shownAddress(socket.url ?? address), protocol: socket.protocol ?? '' })
          sink.opened()
        }
        socket.onmessage = receive
        /** What the last `error` says. The package `ws` tells the HTTP status of a refusal there; browsers tell nothing. */
        let errorText = ''
        socket.onclose = (event: CloseEvent) => {
          // Where the link broke, the specification says 1006, and Deno 2.9 says 0.
          const code = event.code || lostCode
          reportClosed({ kind: 'peer', code, reason: event.reason || errorText, verdict: verdictOf(code) })
        }
        // By the specification a `close` with the code follows every `error` at once, but the WebSocket of Node 20 fires
        // none when it cannot connect.
        socket.onerror = (event?: { readonly message?: string }) => {
          errorText = event?.message ?? ''
          cancelErrorTimer()
          cancelErrorTimer = clock.after(socket.readyState === closed ? 0 : closeFollowsMs, () => {
            const lost: CloseReason = { kind: 'peer', code: lostCode, reason: errorText, verdict: 'retry' }
            closeSocket(socket, lost, clock)
            reportClosed(lost)
          })
        }
      }

      function receive({ data }: MessageEvent<IncomingFrame>): void {
        let decoded
        // The characters of a text are cheaper to count than its bytes.
        const size = typeof data === 'string' ? data.length : byteLength(data)
        try {
          if (size > maxFrameSize)
            throw new WireError(
              'too-large',
              () => process.env.NODE_ENV !== 'production' && tooLargeText(size, maxFrameSize),
            )
          decoded = decodeFrame(codec, data)
        } catch (cause) {
          return sink.invalid(
            toWireError(
              cause,
              'cannot-decode',
              (said) =>
                process.env.NODE_ENV !== 'production' &&
                `Expected a frame that the codec can read, but reading one of ${size} bytes or characters threw: ${said}. It was left out. Use the codec that the server speaks, such as text(), or look at such frames with onInvalid.`,
            ),
            data,
          )
        }
        if (!decoded.reply) return sink.received(decoded)
        const { reply, ...message } = decoded
        if (!sink.answered(reply)) sink.received(message)
      }

      void dial().then((reason) => {
        if (reason) reportClosed(reason)
      })
      return {
        send(frame) {
          socket?.send(frame as Frame)
        },
        close(why) {
          stop()
          if (socket) closeSocket(socket, why, clock)
        },
        // A socket that is closing throws away what it is given.
        takes: () => (socket?.readyState === open ? 'messages' : 'nothing'),
        buffered: () => socket?.bufferedAmount ?? 0,
      }
    },
  }
}

/** Why there is no socket, and never will be one. */
function impossible(kind: 'unsupported' | 'invalid-url', text: () => string | false): CloseReason {
  return { kind, verdict: 'fail', error: new WireError(kind, text) }
}

/** Development only. */
const missingText =
  'This platform has no WebSocket: hand one over as the option WebSocket, such as the class of the package ws: webSocket(url, { WebSocket }).'

/** Development only. */
function refusedText(address: string | URL): string {
  const shown = shownAddress(textOf(address)) || 'something that is no url'
  return `Expected an address such as wss://example.com/live, but the WebSocket refused ${shown}. It takes ws: and wss: (from a page over https: only wss:), no #fragment, subprotocols that are plain words, each of them once, and headers that HTTP allows.`
}

/** Development only. */
function tooLargeText(size: number, maxFrameSize: number): string {
  return `Expected frames of at most ${maxFrameSize} bytes or characters, but one of ${size} came and was not read. Raise maxFrameSize if such frames are right.`
}
