import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffDelay, type BackoffOptions } from '../../src/connection/backoff'

const failures = fc.nat({ max: 2000 })
const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const options = fc.record<BackoffOptions>(
  {
    initialDelay: fc.integer({ min: 1, max: 5000 }),
    factor: fc.double({ min: 1, max: 4, noNaN: true }),
    maxDelay: fc.integer({ min: 1, max: 60_000 }),
  },
  { requiredKeys: [] },
)

function delays(count: number, random: number, flapped = false): number[] {
  return Array.from({ length: count }, (_, failures) => backoffDelay({ failures, random, flapped }, {}))
}

test('the ceiling doubles from 1 s to 20 s', () => {
  expect(delays(8, 1)).toEqual([1100, 2100, 4100, 8100, 16_100, 20_100, 20_100, 20_100])
})

test('the floor stays at 100 ms', () => {
  expect(new Set(delays(50, 0))).toEqual(new Set([100]))
})

test('draws from the upper half after a link that opened and broke at once', () => {
  expect(delays(6, 0, true)).toEqual([600, 1100, 2100, 4100, 8100, 10_100])
  expect(delays(6, 1, true)).toEqual(delays(6, 1))
})

test('is still random at the cap', () => {
  expect([0, 0.25, 0.5, 0.75].map((random) => backoffDelay({ failures: 40, random, flapped: false }, {}))).toEqual([
    100, 5100, 10_100, 15_100,
  ])
})

test('takes other bounds', () => {
  const bounds = { initialDelay: 10, factor: 3, maxDelay: 200 }
  expect([0, 1, 2, 3].map((failures) => backoffDelay({ failures, random: 1, flapped: false }, bounds))).toEqual([
    110, 130, 190, 300,
  ])
})

test('stays within its bounds', () => {
  fc.assert(
    fc.property(failures, random, fc.boolean(), options, (failures, random, flapped, options) => {
      const delay = backoffDelay({ failures, random, flapped }, options)
      const { maxDelay = 20_000 } = options
      expect(delay).toBeGreaterThanOrEqual(100)
      expect(delay).toBeLessThanOrEqual(100 + maxDelay)
    }),
  )
})

test('never grows shorter with the failures, for the same draw', () => {
  fc.assert(
    fc.property(failures, random, fc.boolean(), options, (failures, random, flapped, options) => {
      const next = backoffDelay({ failures: failures + 1, random, flapped }, options)
      expect(next).toBeGreaterThanOrEqual(backoffDelay({ failures, random, flapped }, options))
    }),
  )
})

test('a link that flapped never waits less', () => {
  fc.assert(
    fc.property(failures, random, options, (failures, random, options) => {
      const calm = backoffDelay({ failures, random, flapped: false }, options)
      expect(backoffDelay({ failures, random, flapped: true }, options)).toBeGreaterThanOrEqual(calm)
    }),
  )
})
