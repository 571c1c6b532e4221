/** A broadcast as bytes, the way a 2.0.0 client sends and gets it. */
export interface PackedBroadcast {
  readonly kind: 'packed'
  readonly event: string
  readonly encoding: 'json' | 'binary'
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface BroadcastPush {
  readonly joinRef: string | null
  readonly ref: string | null
  readonly topic: string
  readonly broadcast: PackedBroadcast
}

const kinds = { push: 3, broadcast: 4 }
const encodings = ['binary', 'json'] as const

export function packJson(event: string, payload: unknown): PackedBroadcast {
  return { kind: 'packed', event, encoding: 'json', bytes: new TextEncoder().encode(JSON.stringify(payload)) }
}

export function packBytes(event: string, bytes: ArrayBuffer): PackedBroadcast {
  return { kind: 'packed', event, encoding: 'binary', bytes: new Uint8Array(bytes) }
}

export function isPacked(payload: unknown): payload is PackedBroadcast {
  return typeof payload === 'object' && payload !== null && 'kind' in payload && payload.kind === 'packed'
}

/** The object that a text frame carries; `null` where it cannot: bytes are nothing JSON knows. */
export function unpack({ event, encoding, bytes }: PackedBroadcast): unknown {
  if (encoding === 'binary') return null
  return { type: 'broadcast', event, payload: JSON.parse(new TextDecoder().decode(bytes)) as unknown }
}

/** `3`, five lengths, the encoding, five strings, the payload. Every length is one byte. */
export function readPush(frame: Uint8Array<ArrayBuffer>): BroadcastPush {
  const [kind, joinRef = 0, ref = 0, topic = 0, event = 0, meta = 0, encoding = 0] = frame
  if (kind !== kinds.push) throw new Error(`Expected a broadcast (3) as bytes, got kind ${kind}`)
  const { text, rest } = reader(frame, 7)
  const head = { joinRef: text(joinRef) || null, ref: text(ref) || null, topic: text(topic) }
  const name = text(event)
  text(meta)
  return {
    ...head,
    broadcast: { kind: 'packed', event: name, encoding: encodings[encoding] ?? 'binary', bytes: rest() },
  }
}

/** `4`, three lengths, the encoding, three strings, the payload. */
export function writeBroadcast(topic: string, broadcast: PackedBroadcast): Uint8Array<ArrayBuffer> {
  const strings = [topic, broadcast.event, ''].map((text) => new TextEncoder().encode(text))
  const lengths = strings.map(({ length }) => length)
  if (lengths.some((length) => length > 255)) throw new Error('A topic or an event is longer than 255 bytes')
  const head = [kinds.broadcast, ...lengths, encodings.indexOf(broadcast.encoding)]
  return new Uint8Array([...head, ...strings.flatMap((bytes) => [...bytes]), ...broadcast.bytes])
}

function reader(frame: Uint8Array<ArrayBuffer>, start: number) {
  let at = start
  return {
    text(length: number): string {
      at += length
      return new TextDecoder().decode(frame.subarray(at - length, at))
    },
    rest: () => frame.slice(at),
  }
}
