import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type BackoffOptions,
  boundedDelay,
  type DelayRange,
  delayRange,
  delayWithin,
  numberOf,
  type Outage,
  ownDelay,
} from '../../src/connection/backoff'
import { forgetWarnings } from '../../src/transport/development'
import type { CloseReason } from '../../src/transport/closeReason'

const day = 86_400_000

const failures = fc.nat({ max: 5000 })
const lastedMs = fc.oneof(fc.nat({ max: 100_000 }), fc.double({ min: 0, max: 1e12, noNaN: true }))
const flapped = fc.boolean()
const random = fc.double({ min: 0, max: 1, noNaN: true })
const options = fc.record<BackoffOptions>(
  {
    initialDelay: fc.integer({ min: 0, max: 5000 }),
    factor: fc.double({ min: 1, max: 4, noNaN: true }),
    maxDelay: fc.integer({ min: 0, max: 60_000 }),
  },
  { requiredKeys: [] },
)
/** What JavaScript, or a form, may hand over in place of a number. */
const anything = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 0, 1e308, 2 ** 1024, '', '500', 'soon', null, true, {}, 5n),
)
const anyOptions = fc.record(
  { initialDelay: anything, factor: anything, maxDelay: anything, minUptime: anything, attempts: anything },
  { requiredKeys: [] },
) as fc.Arbitrary<BackoffOptions>

function range(outage: Partial<Outage>, options: BackoffOptions = {}): DelayRange {
  return delayRange({ failures: 0, lastedMs: 0, flapped: false, ...outage }, options)
}

/** After so many failures, none of which took time to speak of, in an outage of many hours. */
function ranges(count: number, outage: Partial<Outage> = {}, options?: BackoffOptions): [number, number][] {
  return Array.from({ length: count }, (_, failures) => {
    const { least, most } = range({ failures, lastedMs: day, ...outage }, options)
    return [least, most]
  })
}

/** What was printed, and nothing any more. */
function collectWarnings(): string[] {
  const warnings: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => warnings.push(text))
  return warnings
}

afterEach(() => vi.restoreAllMocks())
beforeEach(forgetWarnings)

describe('the range of a delay', () => {
  test('is 100 ms to 1.1 s at the first failure', () => {
    expect(range({})).toEqual({ least: 100, most: 1100 })
  })

  test('leaves the lower half out from the second failure on', () => {
    expect(range({ failures: 1 })).toEqual({ least: 600, most: 1100 })
  })

  test('ends at how long the outage has lasted', () => {
    expect([500, 1500, 8000, 19_000, 60_000].map((lastedMs) => range({ failures: 10, lastedMs }))).toEqual([
      { least: 600, most: 1100 },
      { least: 850, most: 1600 },
      { least: 4100, most: 8100 },
      { least: 9600, most: 19_100 },
      { least: 10_100, most: 20_100 },
    ])
  })

  test('at most doubles with each failure from 1 s to 20 s, however long the outage has lasted', () => {
    expect(ranges(7)).toEqual([
      [100, 1100],
      [1100, 2100],
      [2100, 4100],
      [4100, 8100],
      [8100, 16_100],
      [10_100, 20_100],
      [10_100, 20_100],
    ])
  })

  test('doubles with each failure where links open and end at once, however short that has lasted', () => {
    expect(ranges(6, { flapped: true, lastedMs: 0 })).toEqual([
      [600, 1100],
      [1100, 2100],
      [2100, 4100],
      [4100, 8100],
      [8100, 16_100],
      [10_100, 20_100],
    ])
  })

  test('takes other bounds', () => {
    const bounds = { initialDelay: 10, factor: 3, maxDelay: 200 }
    expect(ranges(4, {}, bounds).map(([, most]) => most)).toEqual([110, 130, 190, 300])
    expect(range({ failures: 9, lastedMs: 30 }, bounds).most).toBe(160)
  })

  test('stays where it is with a factor of 1', () => {
    expect(range({ failures: 50, lastedMs: day }, { factor: 1 })).toEqual({ least: 600, most: 1100 })
  })

  test('never ends beyond maxDelay, also when that is less than initialDelay', () => {
    expect(range({ failures: 3, lastedMs: day }, { maxDelay: 200 })).toEqual({ least: 200, most: 300 })
    expect(range({ failures: 3, lastedMs: day }, { maxDelay: 0 })).toEqual({ least: 100, most: 100 })
  })

  test.each([0, 1023, 1024, 5000])('is one of numbers with an initialDelay of 0 after %i failures', (failures) => {
    const { least, most } = range({ failures, lastedMs: day }, { initialDelay: 0 })
    expect([least, most].every(Number.isFinite)).toBe(true)
    expect(most).toBe(failures === 0 ? 101 : 20_100)
  })
})

test('a delay is drawn from the whole range', () => {
  expect([0, 0.25, 0.5, 1].map((random) => delayWithin({ least: 100, most: 1100 }, random))).toEqual([
    100, 350, 600, 1100,
  ])
})

test('every delay stays within its bounds', () => {
  fc.assert(
    fc.property(failures, lastedMs, flapped, random, options, (failures, lastedMs, flapped, random, options) => {
      const delay = delayWithin(range({ failures, lastedMs, flapped }, options), random)
      expect(delay).toBeGreaterThanOrEqual(100)
      expect(delay).toBeLessThanOrEqual(100 + (options.maxDelay ?? 20_000))
    }),
  )
})

test('every delay is finite and at most a day and 100 ms, whatever the options are', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  fc.assert(
    fc.property(failures, lastedMs, flapped, random, anyOptions, (failures, lastedMs, flapped, random, options) => {
      const delay = delayWithin(range({ failures, lastedMs, flapped }, options), random)
      expect(delay).toBeGreaterThanOrEqual(100)
      expect(delay).toBeLessThanOrEqual(100 + day)
    }),
  )
})

test('a delay never grows shorter with the failures, for the same draw', () => {
  fc.assert(
    fc.property(failures, lastedMs, flapped, random, options, (failures, lastedMs, flapped, random, options) => {
      const delay = delayWithin(range({ failures, lastedMs, flapped }, options), random)
      const next = delayWithin(range({ failures: failures + 1, lastedMs, flapped }, options), random)
      expect(next).toBeGreaterThanOrEqual(delay)
    }),
  )
})

test('a delay never grows shorter with the outage, for the same draw', () => {
  fc.assert(
    fc.property(failures, lastedMs, lastedMs, random, options, (failures, lastedMs, more, random, options) => {
      const delay = delayWithin(range({ failures, lastedMs }, options), random)
      const later = delayWithin(range({ failures, lastedMs: lastedMs + more }, options), random)
      expect(later).toBeGreaterThanOrEqual(delay)
    }),
  )
})

test('a link that opened and ended at once never makes the delay shorter', () => {
  fc.assert(
    fc.property(failures, lastedMs, random, options, (failures, lastedMs, random, options) => {
      const delay = delayWithin(range({ failures, lastedMs }, options), random)
      const flapping = delayWithin(range({ failures, lastedMs, flapped: true }, options), random)
      expect(flapping).toBeGreaterThanOrEqual(delay)
    }),
  )
})

describe('options', () => {
  const defaults = { initialDelay: 1000, factor: 2, maxDelay: 20_000, minUptime: 5000, attempts: Infinity }
  const names = Object.keys(defaults) as (keyof typeof defaults)[]
  const used = (options: BackoffOptions): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, numberOf(options, name)]))
  const reason: CloseReason = { kind: 'peer' }

  test('have defaults', () => {
    expect([used({}), ownDelay({}, 1, reason)]).toEqual([defaults, undefined])
  })

  test('may be undefined', () => {
    const none = { initialDelay: undefined, factor: undefined, maxDelay: undefined, minUptime: undefined }
    const options = { ...none, attempts: undefined, delay: undefined }
    const warnings = collectWarnings()
    expect([used(options), ownDelay(options, 1, reason), warnings]).toEqual([defaults, undefined, []])
  })

  test('are taken as they are where they can be', () => {
    const warnings = collectWarnings()
    const given = { initialDelay: 0, factor: 1, maxDelay: 0, minUptime: 0, attempts: 0 }
    expect(used(given)).toEqual(given)
    expect(used({ minUptime: Infinity })).toEqual({ ...defaults, minUptime: Infinity })
    expect(warnings).toEqual([])
  })

  test('that are endless end at a day', () => {
    const endless = { initialDelay: Infinity, maxDelay: 1e12, factor: Infinity }
    expect(range({ failures: 3, lastedMs: 0 }, endless)).toEqual({ least: 100 + day / 2, most: 100 + day })
    expect(range({ failures: 3, lastedMs: day, flapped: true }, endless).most).toBe(100 + day)
  })

  test('with an endless factor make the ceiling follow the failures and the time', () => {
    const most = [0, 1, 20_000].map((lastedMs) => range({ failures: 1, lastedMs }, { factor: Infinity }).most)
    expect(most).toEqual([1100, 1100, 20_100])
  })

  const wrong: [keyof BackoffOptions, unknown][] = [
    ['initialDelay', Number.NaN],
    ['initialDelay', -1],
    ['initialDelay', '500'],
    ['factor', 0.5],
    ['factor', Number.NaN],
    ['maxDelay', null],
    ['maxDelay', -Infinity],
    ['minUptime', Number.NaN],
    ['minUptime', -5],
    ['attempts', Number.NaN],
    ['attempts', -1],
    ['attempts', '3'],
  ]

  test.each(wrong)('of which %s is %o are the defaults, with a warning', (name, value) => {
    const warnings = collectWarnings()
    const options = { [name]: value } as BackoffOptions
    expect(used(options)).toEqual(defaults)
    expect(range({ failures: 4, lastedMs: 5000 }, options)).toEqual({ least: 2600, most: 5100 })
    expect(warnings).toEqual([expect.stringContaining(`Expected backoff.${name} to be a number from`)])
  })

  test('are warned of once, and the warning says what came and what is used', () => {
    const warnings = collectWarnings()
    const options = { initialDelay: '700', attempts: -7 } as unknown as BackoffOptions
    for (let attempt = 0; attempt < 3; attempt += 1) used(options)
    const advice = 'leave the option out for that, or use Infinity for no limit.'
    expect(warnings).toEqual([
      `wirehooks: Expected backoff.initialDelay to be a number from 0 up, got "700". The default, 1000, is used instead; ${advice}`,
      `wirehooks: Expected backoff.attempts to be a number from 0 up, got -7. The default, Infinity, is used instead; ${advice}`,
    ])
  })
})

test('what a peer asks for is bounded', () => {
  const retryAfter = [Number.NaN, -1, -Infinity, 0, 250, day, day + 1, Number('9'.repeat(300)), Infinity]
  expect(retryAfter.map(boundedDelay)).toEqual([0, 0, 0, 0, 250, day, day, day, day])
})

test("the user's own delay is bounded, as a number and as a function", () => {
  const delays = [-Infinity, -1, 0, 99, 100, 3000, day + 1, Infinity]
  const reason: CloseReason = { kind: 'peer' }
  const bounded = [100, 100, 100, 100, 100, 3000, day, day]
  expect(delays.map((delay) => ownDelay({ delay }, 1, reason))).toEqual(bounded)
  expect(delays.map((delay) => ownDelay({ delay: () => delay }, 1, reason))).toEqual(bounded)
})
