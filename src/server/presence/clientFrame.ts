import { isName, isSessionName } from '../../protocol/name'
import { type ClientFrame, isSharedState, type RefusedFrame } from '../../protocol/presence'
import { utf8Length } from '../../transport/frame'

/** What is too much for a server. */
export interface FrameLimits {
  /**
   * How large a state may be, in bytes of its JSON.
   * @default 4096
   */
  maxBytes?: number | undefined
}

const nameRule = 'a text of 1 to 256 bytes'

/** Frames of other kinds are for later versions of the protocol. */
const kinds: readonly unknown[] = ['enter', 'set', 'watch', 'leave'] satisfies ClientFrame['kind'][]

/** What a client said, or why it is not taken. `undefined` when it is of no known kind, or does not even name a channel. */
export function readClientFrame(
  value: unknown,
  { maxBytes = 4096 }: FrameLimits,
): ClientFrame | RefusedFrame | undefined {
  const frame = Object(value) as Partial<Record<string, unknown>>
  const { kind, channel, ref, version, key, session, state, away } = frame
  if (!kinds.includes(kind) || !isName(channel)) return undefined
  // A ref that is no name is not repeated.
  const address = { channel, ref: isName(ref) ? ref : undefined }

  function refuse(message: string, code: RefusedFrame['code'] = 'bad-request'): RefusedFrame {
    return { kind: 'refused', ...address, code, message }
  }

  if (ref !== address.ref) return refuse(`expected the ref to be ${nameRule}`)
  if (kind === 'watch') return { kind, ...address }
  if (!isVersion(version)) return refuse('expected a version: an integer from 0 to 2^53 - 1')
  if (kind === 'leave') return { kind, ...address, version }
  if (!isSharedState(state)) return refuse('expected a state: an object')
  const size = sizeOf(state)
  if (size > maxBytes) return refuse(`got a state of ${size} bytes, the most is ${maxBytes}`, 'too-large')
  const said = { ...address, version, state, away: away === true ? true : undefined }
  if (kind === 'set') return { kind, ...said }
  if (!isName(key)) return refuse(`expected a key: who this is, as ${nameRule}`)
  if (!isSessionName(session)) return refuse('expected a session: a secret text of 16 to 256 bytes')
  return { kind: 'enter', ...said, key, session }
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function sizeOf(state: unknown): number {
  try {
    return utf8Length(JSON.stringify(state))
  } catch {
    // Nested deeper than JSON.stringify can go.
    return Infinity
  }
}
