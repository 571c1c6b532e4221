import { warn } from '../transport/development'
import { quoted } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** What was told already: every value that cannot be used is told of once. */
const told = /* @__PURE__ */ new Set<string>()

/** Tells everything anew. */
export function forgetToldOptions(): void {
  told.clear()
}

/**
 * A number of the user's that can be used, or the default in its place, which development builds say. NaN, what is no
 * number, and what is less than `least` cannot be used.
 */
export function numberOption(name: string, given: number | undefined, fallback: number, least = 0): number {
  if (given === undefined) return fallback
  if (typeof given === 'number' && given >= least) return given
  warn(() => process.env.NODE_ENV !== 'production' && unusableText(name, given, fallback, least))
  return fallback
}

/** Development only. */
function unusableText(name: string, given: unknown, fallback: number, least: number): string | false {
  const got = quoted(given)
  if (told.has(`${name} ${got}`)) return false
  told.add(`${name} ${got}`)
  return `Expected ${name} to be a number from ${least} up, got ${got}. The default, ${fallback}, is used instead; leave the option out for that, or use Infinity for no limit.`
}
