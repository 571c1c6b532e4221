import { createAnswerLimit } from '../link/answerLimit'
import type { Link } from '../link/link'
import { type BeatingSocket, watchLiveness } from './liveness'

/** The part of a socket of the package `ws` that is needed. */
export interface ServerSocket extends Pick<BeatingSocket, 'bufferedAmount' | 'ping' | 'terminate'> {
  /** 1 while it is open, and 3 once it has closed. */
  readonly readyState: number
  /** Sends a text frame. */
  send(text: string): void
  /** Closes it with a close code and a text. */
  close(code: number, reason: string): void
  /** Hears what comes. The package brings a text as a `Buffer`, whatever its `binaryType`. */
  on(event: 'message', listener: (data: MessageData, isBinary: boolean) => void): unknown
  /** Hears its signs of life. A `ping` is answered by the package itself. */
  on(event: 'ping' | 'pong', listener: () => void): unknown
  /** Hears its end. */
  on(event: 'close', listener: (code: number) => void): unknown
  /** Hears what its client does wrong. */
  on(event: 'error', listener: (cause: Error) => void): unknown
}

/** What a message of the package `ws` comes as. Only a text is read, which is a `Buffer`; a list of buffers is never one. */
export type MessageData = MessageBytes | readonly unknown[]

/** The bytes of a message. Those of a text are a `Buffer`. */
export interface MessageBytes {
  /** The length in bytes. */
  readonly byteLength: number
  /** The text that a `Buffer` stands for. */
  toString(): string
}

interface WebSocketLinkParts<Frame> {
  socket: ServerSocket
  /** Milliseconds between two pings. */
  beatIntervalMs: number
  /** The JSON event that frames come in. All other messages are left to the listeners of the application. */
  event: string
  /** A longer message is no frame, and is not read. */
  maxMessageBytes: number
  /** A frame as the text that goes over the wire. */
  textOf(frame: Frame): string
  /** Given the payload of every such event. */
  heard(payload: unknown): void
  /** It ended, with a close code. Called once. */
  closed(code: number): void
}

const open = 1
/** Longer than the event `ping`, however it is written. */
const maxPingLength = 64

/** A WebSocket as a link. It answers the event `ping`, and pings. */
export function createWebSocketLink<Frame>(parts: WebSocketLinkParts<Frame>): Link<Frame> {
  const { socket, beatIntervalMs, event, maxMessageBytes, textOf, heard, closed } = parts
  let hasEnded = false

  function receive(data: MessageData, isBinary: boolean): void {
    // While a closing handshake lasts, 30 s at most, `ws` goes on bringing messages.
    if (socket.readyState !== open) return
    // The length first: to make a text of 90 MB takes a while.
    if (isBinary || !('byteLength' in data) || data.byteLength > maxMessageBytes) return
    const text = data.toString()
    const mayBePing = text.length <= maxPingLength && text.includes('ping')
    // What cannot be ours is not parsed a second time.
    if (!mayBePing && !text.includes(event)) return
    const { type, payload } = parse(text)
    if (type === event) heard(payload)
    else if (type === 'ping' && mayBePing) answerPing()
  }

  function answerPing(): void {
    socket.send('{"type":"pong"}')
    answers.count()
  }

  function end(code: number): void {
    if (hasEnded) return
    hasEnded = true
    closed(code)
  }

  const link: Link<Frame> = {
    send(frame) {
      if (socket.readyState === open) socket.send(textOf(frame))
    },
    close(code, reason) {
      if (hasEnded) return
      socket.close(code, reason)
      end(code)
    },
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    heardAt: watchLiveness(socket, beatIntervalMs),
  }
  const answers = createAnswerLimit(link)

  socket.on('message', receive)
  // Older versions of `ws` answer every ping frame, whatever waits. Recent ones end such a client themselves.
  socket.on('ping', answers.count)
  socket.on('close', end)
  // When a client sends bytes that are no WebSocket frame, `ws` emits an error and closes the link. Without a listener, Node
  // would end the process.
  socket.on('error', () => {})
  return link
}

function parse(text: string): { readonly type?: unknown; readonly payload?: unknown } {
  try {
    return Object(JSON.parse(text)) as { readonly type?: unknown; readonly payload?: unknown }
  } catch {
    // A message that is no JSON is not ours. It is for another listener of the application.
    return {}
  }
}
