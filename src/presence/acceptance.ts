import { WireError } from '../transport/error'

/** Which states are fit to be shared and seen. */
export interface Acceptance<State> {
  /**
   * Looks at what others share, and gives it as it shall be seen; what it throws is told to `onError`, and the state is not
   * shown. `matching(schema)` makes one of any Standard Schema.
   */
  validate?(state: unknown): State
  /**
   * How large a state may be, as JSON in characters: one's own is not changed, another's is not shown.
   * @default 4096
   */
  maxBytes?: number
}

/** A state as JSON. Throws when it is no plain data, or too large. */
export function textOf(state: unknown, { maxBytes = 4096 }: Pick<Acceptance<never>, 'maxBytes'>): string {
  const text = JSON.stringify(state)
  if (text.length > maxBytes) throw new WireError('too-large', `${text.length} of ${maxBytes}`)
  return text
}

/** Another's state, as it shall be seen, and its text. Throws what `validate` throws. */
export function accept<State>(state: unknown, acceptance: Acceptance<State>): { state: unknown; text: string } {
  const text = textOf(state, acceptance)
  return { state: acceptance.validate ? acceptance.validate(state) : state, text }
}
