import { quoted, WireError } from '../../transport/error'

declare const process: { env: { NODE_ENV?: string } }

type NumberOption = 'grace' | 'ttl' | 'batch' | 'sampleSize' | 'maxBytes'

/** A longer timer would end at once: https://developer.mozilla.org/en-US/docs/Web/API/Window/setTimeout#maximum_delay_value */
const longestTimerMs = 2_147_483_647

const ranges: readonly (readonly [name: NumberOption, least: number, most: number])[] = [
  ['grace', 0, longestTimerMs],
  ['ttl', 100, longestTimerMs],
  ['batch', 0, longestTimerMs],
  ['sampleSize', 1, Infinity],
  // Even a state without fields is `{}`.
  ['maxBytes', 2, Infinity],
]

/** Throws a `WireError` with the code `invalid-option`, unless every number that is given can be used. */
export function checkSettings(settings: { readonly [Name in NumberOption]?: number | undefined }): void {
  for (const [name, least, most] of ranges) {
    const given: unknown = settings[name]
    const isUsable = given === undefined || (typeof given === 'number' && given >= least && given <= most)
    if (isUsable) continue
    throw new WireError(
      'invalid-option',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected ${name} to be a number from ${least} to ${most}, got ${quoted(given)}. Leave the option out for its default.`,
    )
  }
}
