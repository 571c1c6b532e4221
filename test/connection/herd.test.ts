import { expect, test } from 'vitest'
import { createRetry } from '../../src/connection/retry'

const clients = 10_000
const outage = 30_000

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, so that every run draws the same. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** When each client dials a server that comes back: every attempt before that is refused at once. */
function comebacks(seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: clients }, () => {
    const retry = createRetry({ clock: { random }, options: () => ({}), failed() {} })
    let at = retry.next({ kind: 'peer', code: 1006 }, 60_000) ?? 0
    while (at < outage) at += retry.next({ kind: 'peer', code: 1006 }, -Infinity) ?? 0
    return at
  }).toSorted((one, other) => one - other)
}

/** The most that fall into any second, wherever it starts. */
function busiestSecond(times: number[]): number {
  let most = 0
  let first = 0
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? 0) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

test.each([1, 2, 3, 4, 5])('of 10,000 clients at most a tenth come back in any second (seed %i)', (seed) => {
  const times = comebacks(seed)
  expect(busiestSecond(times)).toBeLessThanOrEqual(clients / 10)
  expect((times.at(-1) ?? 0) - outage).toBeLessThan(20_100)
})
