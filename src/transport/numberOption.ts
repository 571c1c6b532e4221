import { warn } from './development'
import { quoted } from './error'

declare const process: { env: { NODE_ENV?: string } }

/** What was warned of already: each value that cannot be used is warned of once. */
const warned = /* @__PURE__ */ new Set<string>()

/** Warns of everything anew. */
export function forgetNumberWarnings(): void {
  warned.clear()
}

/**
 * A number of the user's that can be used, or the default in its place: development builds warn. NaN, what is no
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
  if (warned.has(`${name} ${got}`)) return false
  warned.add(`${name} ${got}`)
  return `Expected ${name} to be a number from ${least} up, got ${got}. The default, ${fallback}, is used instead; leave the option out for that, or use Infinity for no limit.`
}
