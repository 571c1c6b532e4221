import { isPacked, readPush, unpack, writeBroadcast } from './broadcast'
import { asText, isJson } from './json'

/** One Phoenix message. The payload of a broadcast may be packed. */
export interface Frame {
  readonly joinRef: string | null
  readonly ref: string | null
  readonly topic: string
  readonly event: string
  readonly payload: unknown
}

/** 1.0.0 is objects; 2.0.0 is arrays, with broadcasts as bytes. */
export type Version = '1.0.0' | '2.0.0'

export type Wire = string | Uint8Array<ArrayBuffer>

export function decode(version: Version, data: Wire): Frame {
  if (typeof data !== 'string') {
    const { broadcast, ...head } = readPush(data)
    return { ...head, event: 'broadcast', payload: broadcast }
  }
  const message: unknown = JSON.parse(data)
  if (version === '2.0.0' && Array.isArray(message)) {
    const [joinRef, ref, topic, event, payload] = message as unknown[]
    return frame(joinRef, ref, topic, event, payload)
  }
  if (version === '1.0.0' && isJson(message)) {
    return frame(message.join_ref, message.ref, message.topic, message.event, message.payload)
  }
  throw new Error(`Not a message of version ${version}: ${data}`)
}

/** `null` when this version cannot say it: bytes in 1.0.0. */
export function encode(version: Version, { joinRef, ref, topic, event, payload }: Frame): Wire | null {
  if (isPacked(payload) && version === '2.0.0') return writeBroadcast(topic, payload)
  const said = isPacked(payload) ? unpack(payload) : payload
  if (said === null) return null
  if (version === '2.0.0') return JSON.stringify([joinRef, ref, topic, event, said])
  return JSON.stringify({ topic, event, payload: said, ref })
}

function frame(joinRef: unknown, ref: unknown, topic: unknown, event: unknown, payload: unknown): Frame {
  if (typeof topic !== 'string' || typeof event !== 'string') throw new Error('A message needs a topic and an event')
  return { joinRef: asText(joinRef) ?? null, ref: asText(ref) ?? null, topic, event, payload }
}
