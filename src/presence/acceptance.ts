import { WireError } from '../transport/error'

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
   * How large a state may be: the number of characters it has as JSON. A larger one of one's own is not taken over, one of
   * somebody else is not shown.
   * @default 4096
   */
  maxBytes?: number | undefined
}

/** A state as JSON. Throws when it cannot be written as JSON, or is too large. */
export function toJSONText(state: unknown, { maxBytes = 4096 }: Pick<Acceptance<never>, 'maxBytes'>): string {
  const text = JSON.stringify(state) as string | undefined
  if (text === undefined)
    throw new WireError(
      'invalid-message',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected a state that can be written as JSON, got ${typeof state}. Share an object of plain data.`,
    )
  if (text.length > maxBytes)
    throw new WireError(
      'too-large',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected a state of at most ${maxBytes} characters as JSON, got ${text.length}. Share less, or raise "maxBytes" for everybody.`,
    )
  return text
}

/** The state of somebody else as it shall be shown, and as JSON. Throws when it shall not be shown. */
export function accept<State>(state: unknown, acceptance: Acceptance<State>): { state: unknown; text: string } {
  const text = toJSONText(state, acceptance)
  return { state: acceptance.validate ? acceptance.validate(state) : state, text }
}
