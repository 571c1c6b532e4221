import { WireError } from './error'
import type { Frame } from './frame'
import type { IncomingMessage, OutgoingMessage } from './message'

/** Between messages and frames. Both ways may throw; a frame that cannot be read never ends a connection. */
export interface Codec {
  /** Writes a message. */
  encode(message: OutgoingMessage): Frame
  /** Reads a frame. */
  decode(frame: string | ArrayBuffer): IncomingMessage
}

/** Between values and frames: `JSON`, MessagePack, CBOR … */
export interface Format {
  /** Writes a value. */
  encode(value: unknown): Frame
  /** Reads a frame. */
  decode(frame: string | ArrayBuffer): unknown
}

/** An answer to a request, as a codec reads it. */
export type Reply = Pick<IncomingMessage, 'data' | 'replyTo' | 'error'>

/** How events, and the answers to requests, look inside a value. */
export interface Shape<Value extends object = object> {
  /**
   * The event's name, for a message that keeps it elsewhere (a symbol, a topic, a key).
   * `undefined` means `message`.
   * @default (message) => message.type
   */
  event?(message: Value): string | undefined
  /**
   * Recognises the answer to a request.
   * @default reads `{ replyTo, payload }` and `{ replyTo, error }`, unless there is a string `type`
   */
  reply?(message: Value): Reply | undefined
  /**
   * Builds what `emit` and `request` send.
   * @default `{ type, payload }`, and `{ type, payload, id }` for a request
   */
  envelope?(event: string, data: unknown, id?: string): unknown
}

/**
 * JSON, the default codec. An object with a string `type` is the event of that name and its data is `payload`
 * if present, else the object; anything else is the event `message`. `emit` writes `{ type, payload }`.
 *
 * @example
 * useWebSocket(url, { codec: json({ event: (trade: Trade) => trade.symbol }) })
 */
export function json<Value extends object>(shape?: Shape<Value>): Codec {
  return structured({ encode: JSON.stringify, decode: (frame) => JSON.parse(toText(frame)) }, shape)
}

/**
 * A codec over any format that keeps structured values.
 *
 * @example
 * import { decode, encode } from '@msgpack/msgpack'
 * useWebSocket(url, { codec: structured({ encode, decode: (frame) => decode(frame as ArrayBuffer) }) })
 */
export function structured<Value extends object>(format: Format, shape: Shape<Value> = {}): Codec {
  const { event: eventOf = typeOf, reply: replyOf = defaultReply, envelope = defaultEnvelope }: Shape = shape
  return {
    encode({ event, data, id }) {
      const frame: unknown = format.encode(event === undefined ? data : envelope(event, data, id))
      if (frame === undefined) throw new WireError('cannot-encode', typeof data)
      return frame as Frame
    },
    decode(frame) {
      const data = format.decode(frame)
      if (typeof data === 'object' && data) {
        const reply = replyOf(data)
        if (reply) return { ...reply, event: 'reply' }
        const event = eventOf(data)
        if (typeof event === 'string') return { event, data: 'payload' in data ? data.payload : data }
      }
      return { event: 'message', data }
    },
  }
}

/** Text as it is: every frame is the event `message`. Only whole messages can be sent. */
export function text(): Codec {
  return {
    encode: (message) => String(whole('text', message)),
    decode: (frame) => ({ event: 'message', data: toText(frame) }),
  }
}

/** Bytes as they are: every frame is the event `message` with an `ArrayBuffer`. Only whole messages can be sent. */
export function binary(): Codec {
  return {
    encode(message) {
      const data = whole('binary', message)
      if (data instanceof ArrayBuffer || data instanceof Uint8Array) return data as Frame
      throw new WireError('cannot-encode', `binary() expects an ArrayBuffer or Uint8Array, got ${typeof data}`)
    },
    decode: (frame) => ({ event: 'message', data: typeof frame === 'string' ? toBytes(frame) : frame }),
  }
}

function whole(codec: string, { event, data }: OutgoingMessage): unknown {
  if (event === undefined) return data
  throw new WireError('cannot-encode', `${codec}() has no event names: use send() for "${event}"`)
}

const typeOf = (message: { type?: string }): string | undefined => message.type

interface DefaultReply {
  type?: unknown
  replyTo?: string | number | null
  payload?: unknown
  error?: unknown
}

function defaultReply({ type, replyTo, payload, error }: DefaultReply): Reply | undefined {
  if (typeof type === 'string' || replyTo === undefined || replyTo === null) return undefined
  return { replyTo: String(replyTo), data: payload, error }
}

const defaultEnvelope = (type: string, payload: unknown, id?: string): unknown => ({ type, payload, id })

const toText = (frame: string | ArrayBuffer): string =>
  typeof frame === 'string' ? frame : new TextDecoder('utf-8', { fatal: true }).decode(frame)

const toBytes = (frame: string): ArrayBuffer => new TextEncoder().encode(frame).buffer
