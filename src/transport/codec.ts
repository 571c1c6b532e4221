import { checkShape } from './checkShape'
import { blobError, emptyText, eventError, invalidText, unsendable, unsendableText } from './codecErrors'
import { inDevelopment } from './development'
import { WireError } from './error'
import { type Frame, type IncomingFrame, isArrayBuffer, isBlob } from './frame'
import type { IncomingMessage, OutgoingMessage, Reply } from './message'

declare const process: { env: { NODE_ENV?: string } }

/**
 * Between messages and frames. Both ways may throw: what cannot be written is not sent, and what cannot be read is
 * reported to `onInvalid`. Neither ends the connection.
 */
export interface Codec {
  /** Writes a message. */
  encode(message: OutgoingMessage): Frame
  /** Reads a frame. A `Blob` comes only over a WebSocket whose `binaryType` is `blob`. */
  decode(frame: IncomingFrame): IncomingMessage
  /**
   * How it was made: plain values and functions. Compared when a second component shares the connection: codecs with
   * equal descriptions count as the same, others cause a warning.
   * @default what can be compared of the codec itself
   */
  readonly description?: unknown
}

/** Between values and frames: `JSON`, MessagePack, CBOR … */
export interface Format {
  /** Writes a value. */
  encode(value: unknown): Frame
  /** Reads a frame. */
  decode(frame: string | ArrayBuffer): unknown
}

/** How events, and the answers to requests, look inside a value. */
export interface Shape<Value extends object = object> {
  /**
   * The event's name, for a message that keeps it elsewhere (a symbol, a topic, a key).
   * `undefined` means `message`, and so does what is no string: development builds warn of it once.
   * @default (message) => message.type
   */
  event?: ((message: Value) => string | undefined) | undefined
  /**
   * Finds out whether a message answers a request. If no request has this id, the message is delivered as an ordinary
   * event. The id in `to` must be a string: development builds warn once of anything else, and take the message for no
   * answer.
   * @default reads `{ replyTo, payload }` and `{ replyTo, error }`, unless there is a string `type`
   */
  reply?: ((message: Value) => Reply | undefined) | undefined
  /**
   * Builds what `emit` and `request` send.
   * @default `{ type, payload }`, and `{ type, payload, id }` for a request
   */
  envelope?: ((event: string, data: unknown, id?: string) => unknown) | undefined
}

/**
 * JSON, the default codec. An object with a string `type` is the event of that name and its data is `payload`
 * if present, else the object; anything else is the event `message`. `emit` writes `{ type, payload }`.
 *
 * @example
 * useWebSocket(url, { codec: json({ event: (trade: Trade) => trade.symbol }) })
 */
export function json<Value extends object>(shape?: Shape<Value>): Codec {
  const format: Format = { encode: JSON.stringify, decode: (frame) => JSON.parse(toText(frame)) }
  return { ...shaped(format, shape), description: ['json', shape] }
}

/**
 * A codec over any format that keeps structured values.
 *
 * @example
 * import { decode, encode } from '@msgpack/msgpack'
 * useWebSocket(url, { codec: structured({ encode, decode: (frame) => decode(frame as ArrayBuffer) }) })
 */
export function structured<Value extends object>(format: Format, shape?: Shape<Value>): Codec {
  const { encode, decode } = shaped(format, shape)
  return { encode, decode: (frame) => decode(withoutBlob(frame)), description: ['structured', format, shape] }
}

/** Text as it is: every frame is the event `message`. Only whole messages can be sent. */
export function text(): Codec {
  return {
    description: ['text'],
    encode: (message) => String(wholeOf('text', message)),
    decode: (frame) => ({ event: 'message', data: toText(frame) }),
  }
}

/** Bytes as they are: every frame is the event `message` with an `ArrayBuffer`. Only whole messages can be sent. */
export function binary(): Codec {
  return {
    description: ['binary'],
    encode(message) {
      const data = wholeOf('binary', message)
      if (isArrayBuffer(data) || (data instanceof Uint8Array && isArrayBuffer(data.buffer))) return data as Frame
      throw unsendable('binary()', 'an ArrayBuffer or a Uint8Array', data)
    },
    decode(frame) {
      const bytes = withoutBlob(frame)
      return { event: 'message', data: typeof bytes === 'string' ? toBytes(bytes) : bytes }
    },
  }
}

/**
 * Frames as they are: text, `ArrayBuffer`, typed arrays, `DataView` and `Blob` go out unchanged, and come in as the socket
 * gives them, as the event `message`. Bytes come in as the WebSocket's `binaryType` says. Only whole messages can be sent.
 *
 * @example
 * const camera = useWebSocket(url, { codec: raw(), binaryType: 'blob' })
 * camera.send(new Blob([picture]))
 */
export function raw(): Codec {
  return {
    description: ['raw'],
    encode(message) {
      const data = wholeOf('raw', message)
      // Shared memory would go out as a text that describes it.
      const isBytes = isArrayBuffer(data) || (ArrayBuffer.isView(data) && isArrayBuffer(data.buffer))
      if (typeof data === 'string' || isBytes || isBlob(data)) return data as Frame
      throw unsendable('raw()', 'text, an ArrayBuffer, a typed array, a DataView or a Blob', data)
    },
    decode: (frame) => ({ event: 'message', data: frame }),
  }
}

/** A codec over a format that throws for a `Blob`. */
function shaped<Value extends object>(format: Format, shape?: Shape<Value>): Codec {
  // Nothing checks at run time that what arrives is a `Value`: the cast trusts the caller.
  const anyShape = (shape ?? {}) as Shape
  const { event: eventOf = typeOf, reply: replyOf = defaultReply, envelope = defaultEnvelope } = anyShape
  const check = inDevelopment(() => process.env.NODE_ENV !== 'production' && checkShape)
  return {
    encode({ event, data, id }) {
      const value = event === undefined ? data : envelope(event, data, id)
      const frame: unknown = format.encode(value)
      if (frame === undefined)
        throw new WireError('cannot-encode', () => process.env.NODE_ENV !== 'production' && emptyText(value))
      return frame as Frame
    },
    decode(frame) {
      const data = format.decode(frame as string | ArrayBuffer)
      if (typeof data !== 'object' || data === null) return { event: 'message', data }
      const event = eventOf(data)
      const reply = replyOf(data)
      check?.(anyShape, event, reply)
      const message =
        typeof event === 'string'
          ? { event, data: 'payload' in data ? data.payload : data }
          : { event: 'message', data }
      return typeof reply?.to === 'string' ? { ...message, reply } : message
    },
  }
}

/**
 * Reads a frame with a codec that anybody may have written. Throws what the codec throws, and a `WireError` when it gives
 * no message.
 */
export function decodeFrame(codec: Pick<Codec, 'decode'>, frame: IncomingFrame): IncomingMessage {
  const message: IncomingMessage | undefined = codec.decode(frame)
  if (typeof message?.event === 'string') return message
  throw new WireError('cannot-decode', () => process.env.NODE_ENV !== 'production' && invalidText(message))
}

/**
 * Writes a message with a codec that anybody may have written. Throws what the codec throws, and a `WireError` when it gives
 * nothing that a WebSocket can send.
 */
export function encodeFrame(codec: Codec, message: OutgoingMessage): Frame {
  const frame: unknown = codec.encode(message)
  if (typeof frame === 'string' || isArrayBuffer(frame) || ArrayBuffer.isView(frame) || isBlob(frame))
    return frame as Frame
  throw new WireError('cannot-encode', () => process.env.NODE_ENV !== 'production' && unsendableText(frame))
}

const typeOf = ({ type }: { type?: unknown }): unknown => type

interface MaybeReply {
  type?: unknown
  replyTo?: unknown
  payload?: unknown
  error?: unknown
}

function defaultReply({ type, replyTo, payload, error }: MaybeReply): Reply | undefined {
  if (typeof type === 'string') return undefined
  // Ids of requests are strings or numbers; any other `replyTo` is ordinary data, such as a copy of the message replied
  // to.
  if (typeof replyTo !== 'string' && typeof replyTo !== 'number') return undefined
  return { to: String(replyTo), data: payload, error }
}

const defaultEnvelope = (type: string, payload: unknown, id?: string): unknown => ({ type, payload, id })

function wholeOf(codec: string, { event, data }: OutgoingMessage): unknown {
  if (event === undefined) return data
  throw eventError(codec, event)
}

function withoutBlob(frame: IncomingFrame): string | ArrayBuffer {
  if (isBlob(frame)) throw blobError()
  return frame
}

/** Throws for a `Blob`, as the `TextDecoder` does; development builds say why. */
function toText(frame: IncomingFrame): string {
  if (typeof frame === 'string') return frame
  inDevelopment(() => process.env.NODE_ENV !== 'production' && withoutBlob(frame))
  return new TextDecoder('utf-8', { fatal: true }).decode(frame as ArrayBuffer)
}

const toBytes = (frame: string): ArrayBuffer => new TextEncoder().encode(frame).buffer
