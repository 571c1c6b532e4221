import { textOf, WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** Throws a `WireError` with the code `invalid-option`, unless `value` is a number for which `isValid` holds. */
export function checkNumber(
  value: unknown,
  isValid: (value: number) => boolean,
  /** What is valid, as the object of "Expected". For development builds only, as the text of a `WireError`. */
  expected: () => string | false,
): void {
  if (typeof value === 'number' && isValid(value)) return
  throw new WireError(
    'invalid-option',
    () => process.env.NODE_ENV !== 'production' && `Expected ${expected()} Got ${textOf(value)}.`,
  )
}
