import { type ClientFrame, isText, type RefusedFrame } from '../protocol/presence'
import { digestOf } from './digest'

/** What is too much for a server. */
export interface FrameLimits {
  /**
   * How large a state may be, as JSON in characters.
   * @default 4096
   */
  maxBytes?: number | undefined
}

/** What a client said, or why it is not taken. `undefined` when it does not even name a channel. */
export function readFrame(value: unknown, { maxBytes = 4096 }: FrameLimits): ClientFrame | RefusedFrame | undefined {
  const frame = Object(value) as Partial<Record<string, unknown>>
  const { kind, channel, version, key, session, state, away } = frame
  if (!isText(channel)) return undefined
  const refuse = (code: RefusedFrame['code'], message: string): RefusedFrame => ({
    kind: 'refused',
    channel,
    code,
    message,
  })
  if (kind === 'watch') return { kind, channel }
  if (!Number.isSafeInteger(version)) return refuse('bad-request', 'expected a version: an integer')
  if (kind === 'leave') return { kind, channel, version: version as number }
  const size = sizeOf(state)
  if (size === undefined) return refuse('bad-request', 'expected a state: anything that JSON has')
  if (size > maxBytes) return refuse('too-large', `got a state of ${size}, the most is ${maxBytes}`)
  const said = { channel, version: version as number, state, away: away === true ? true : undefined }
  if (kind === 'set') return { kind, ...said }
  if (kind !== 'enter') return refuse('bad-request', 'expected the kind enter, set, watch or leave')
  if (!isText(key)) return refuse('bad-request', 'expected a key: who this is, as a text of at most 256 characters')
  if (!isText(session) || session.length < 16)
    return refuse('bad-request', 'expected a session: a secret text of 16 to 256 characters')
  return { kind, ...said, key, session }
}

function sizeOf(state: unknown): number | undefined {
  try {
    return JSON.stringify(state)?.length
  } catch {
    // Nested deeper than it can be written.
    return Infinity
  }
}

/** What others may know of a session: the same for the same one, and no way back. */
export async function idOf(session: string): Promise<string> {
  const digest = await digestOf('SHA-256', session)
  return digest.slice(0, 32)
}
