import { quoted, WireError } from '../../transport/error'
import type { PresenceSettings } from './presenceServer'

declare const process: { env: { NODE_ENV?: string } }

/** Numbers that an option may be. */
interface Range {
  readonly least: number
  readonly most: number
}

/** A longer timer would end at once: https://developer.mozilla.org/en-US/docs/Web/API/Window/setTimeout#maximum_delay_value */
const longestTimerMs = 2 ** 31 - 1

const ranges = {
  grace: { least: 0, most: longestTimerMs },
  ttl: { least: 100, most: longestTimerMs },
  batch: { least: 0, most: longestTimerMs },
  sampleSize: { least: 1, most: Infinity },
  // Even a state without fields is `{}`.
  maxBytes: { least: 2, most: Infinity },
} satisfies { [Name in keyof PresenceSettings]: Range }

/** Throws a `WireError` with the code `invalid-option`, unless every number that is given can be used. */
export function checkSettings(settings: PresenceSettings): void {
  for (const [name, range] of Object.entries(ranges)) {
    const given: unknown = settings[name as keyof typeof ranges]
    if (given === undefined || isWithin(range, given)) continue
    throw new WireError('invalid-option', () => process.env.NODE_ENV !== 'production' && refusal(name, range, given))
  }
}

function isWithin({ least, most }: Range, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

/** Development only. */
function refusal(name: string, { least, most }: Range, given: unknown): string {
  return `Expected ${name} to be a number from ${least} to ${most}, got ${quoted(given)}. Leave the option out for its default.`
}
