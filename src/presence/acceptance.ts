import { isSharedState } from '../protocol/presence'
import { quoted, WireError } from '../transport/error'
import { byteLength } from '../transport/frame'

declare const process: { env: { NODE_ENV?: string } }

/** Which states may be shared and shown. */
export interface Acceptance<State> {
  /**
   * Checks the state of somebody else, and returns it as it shall be shown. A state for which it throws is not shown, and
   * `onError` is told what it threw. `matching(schema)` makes one of any Standard Schema. One's own state is not checked.
   * @default every state is shown
   */
  validate?: ((state: unknown) => State) | undefined
  /**
   * How large a state may be, in bytes of its JSON. A larger one of one's own is not taken over, one of somebody else is not
   * shown.
   * @default 4096
   */
  maxBytes?: number | undefined
}

/** A state as JSON. Throws when it is no object, cannot be written as JSON, or is too large. */
export function toJSONText(state: unknown, { maxBytes = 4096 }: Pick<Acceptance<never>, 'maxBytes'>): string {
  const text = isSharedState(state) ? (JSON.stringify(state) as string | undefined) : undefined
  if (text === undefined || !text.startsWith('{'))
    throw new WireError(
      'invalid-message',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected a state that is an object of plain data, such as { cursor: null }, got ${quoted(state)}.`,
    )
  const size = byteLength(text)
  if (size > maxBytes)
    throw new WireError(
      'too-large',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected a state of at most ${maxBytes} bytes as JSON, got ${size}. Share less, or raise "maxBytes" for everybody.`,
    )
  return text
}

/** The state of somebody else as it shall be shown, and as JSON. Throws when it shall not be shown. */
export function accept<State>(state: unknown, acceptance: Acceptance<State>): { state: unknown; text: string } {
  const text = toJSONText(state, acceptance)
  return { state: acceptance.validate ? acceptance.validate(state) : state, text }
}
