import { describe, expect, test } from 'vitest'
import { comeBack } from '../../stories/labs/reconnection/comeBack'
import { wirehooks } from '../../stories/labs/reconnection/policies'
import { comebacks, quantile } from './support/outage'

/** The least that every attempt waits. */
const floor = 100
const outages = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 60].map((seconds) => seconds * 1000)

describe.each(outages)('after an outage of %i ms', (lasts) => {
  test.each([1, 2])('half of 10,000 clients are back within half of it, and all within all of it (seed %i)', (seed) => {
    const times = comebacks({ lasts, seed })
    expect(quantile(times, 0.5)).toBeLessThanOrEqual(lasts / 2)
    expect(quantile(times, 0.95)).toBeLessThanOrEqual(lasts)
    expect(times.at(-1)).toBeLessThanOrEqual(lasts + floor)
  })
})

test('a server that was away for 8 s is found again within 3 s by half of its clients, and within 7 s by 95 %', () => {
  const times = comebacks({ lasts: 8000 })
  expect(quantile(times, 0.5)).toBeLessThan(3000)
  expect(quantile(times, 0.95)).toBeLessThan(7000)
})

test.each([1, 8, 30])('attempts that take a second to fail add twice that at most (%i s)', (seconds) => {
  // The attempt that misses the server's return takes its time, and so much longer did the outage seem to last.
  const lasts = seconds * 1000
  const failsAfter = 1000
  expect(comebacks({ lasts, failsAfter }).at(-1)).toBeLessThanOrEqual(lasts + 2 * failsAfter + floor)
})

test('attempts that hang for 10 s are no reason to wait as long again', () => {
  // The first hangs from about 0.6 s to 10.6 s, and the server is back meanwhile: what is left is the second delay.
  const times = comebacks({ lasts: 8000, failsAfter: 10_000 })
  expect(times.at(-1)).toBeLessThanOrEqual(1100 + 10_000 - 8000 + 2100)
})

test('the draws are the same every time', () => {
  expect(comebacks({ lasts: 30_000, clients: 100 })).toEqual(comebacks({ lasts: 30_000, clients: 100 }))
})

test('the Reconnection lab shows what connections do', () => {
  const outage = { lasts: 30_000, clients: 1000 }
  const shown = comeBack(wirehooks(), outage).times
  // It draws with this seed.
  const real = comebacks({ ...outage, seed: 7 })
  expect(shown.map(Math.round)).toEqual(real.map(Math.round))
})
