import type { StandardSchema } from '../connection/schema'
import { WireError } from '../transport/error'

/** Which states are fit to be shared and seen. */
export interface Acceptance<State> {
  /** Checks what others share; what does not match is not shown, and told to `onError`. Synchronous. */
  schema?: StandardSchema<State>
  /**
   * How large a state may be, as JSON in characters: one's own is not changed, another's is not shown.
   * @default 4096
   */
  maxBytes?: number
}

/** A state as JSON. Throws a `WireError` when it is no plain data, or too large. */
export function textOf(state: unknown, { maxBytes = 4096 }: Pick<Acceptance<never>, 'maxBytes'>): string {
  let text: string | undefined
  try {
    text = JSON.stringify(state)
  } catch (cause) {
    throw new WireError('cannot-encode', cause, cause)
  }
  if (text === undefined) throw new WireError('cannot-encode', typeof state)
  if (text.length > maxBytes) throw new WireError('too-large', `${text.length} of ${maxBytes}`)
  return text
}

/** Another's state, as it shall be seen, and its text. Throws a `WireError`. */
export function accept<State>(state: unknown, acceptance: Acceptance<State>): { state: unknown; text: string } {
  const text = textOf(state, acceptance)
  const result = acceptance.schema?.['~standard'].validate(state)
  if (!result) return { state, text }
  if ('then' in result) throw new TypeError('an async schema')
  if (result.issues) throw new WireError('invalid-message', result.issues.map(({ message }) => message).join('; '))
  return { state: result.value, text }
}
