import { warnOnce } from './development'
import { quoted } from './error'

declare const process: { env: { NODE_ENV?: string } }

/**
 * A number of the user's that can be used, or the default in its place: development builds warn once of each value. NaN, what is no
 * number, and what is less than `least` cannot be used.
 */
export function numberOption(name: string, given: number | undefined, fallback: number, least = 0): number {
  if (given === undefined) return fallback
  if (typeof given === 'number' && given >= least) return given
  warnOnce(
    `${name} ${quoted(given)}`,
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected ${name} to be a number from ${least} up, got ${quoted(given)}. The default, ${fallback}, is used instead; leave the option out for that, or use Infinity for no limit.`,
  )
  return fallback
}
