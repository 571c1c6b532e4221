import { expect, test } from 'vitest'
import { busiestSecond, comeBack, perSecond } from '../../stories/labs/reconnection/comeBack'
import { others, wirehooks } from '../../stories/labs/reconnection/policies'

const outage = { clients: 1000, lasts: 30_000 }

test('whoever waits without chance comes back with everybody else', () => {
  const { times, inVain } = comeBack(() => () => 4000, outage)
  expect(times).toEqual(Array.from({ length: 1000 }, () => 2000))
  expect(inVain).toBe(7 * 1000)
  expect(perSecond(times, 4)).toEqual([0, 0, 1000, 0])
  expect(busiestSecond(times)).toBe(1000)
})

test('the busiest second begins anywhere', () => {
  expect(busiestSecond([900, 950, 1000, 1899, 1900])).toBe(4)
  expect(busiestSecond([])).toBe(0)
})

test('ours brings about a tenth back in the busiest second, and everybody within 20.1 s', () => {
  const { times } = comeBack(wirehooks(), outage)
  // Whoever waits 10 s on average comes in the first second with a chance of one in ten; chance adds its own.
  expect(busiestSecond(times)).toBeGreaterThan(80)
  expect(busiestSecond(times)).toBeLessThan(125)
  expect(times.at(-1)).toBeLessThan(20_100)
})

test('the draws are the same every time', () => {
  expect(comeBack(wirehooks(), outage)).toEqual(comeBack(wirehooks(), outage))
})

test.each([
  ['react-use-websocket', [5000, 5000, 5000, 5000]],
  ['partysocket', [3000, 3900, 5070, 6591]],
  ['reconnecting-websocket', [3000, 3900, 5070, 6591]],
  // 0.5 × 10 is odd: more.
  ['Socket.IO', [1250, 2500, 5000, 5000]],
  ['Supabase Realtime', [1000, 2000, 5000, 10_000]],
  ['Phoenix', [10, 50, 100, 150]],
])('%s waits as its source says', (name, delays) => {
  const delay = others.find((other) => other.name === name)?.policy(() => 0.5)
  expect([0, 1, 2, 3].map((failures) => Math.round(delay?.(failures, 0) ?? -1))).toEqual(delays)
  expect(delay?.(50, 0)).toBeLessThanOrEqual(10_000)
})

test('Socket.IO draws its chance as its own source does', async () => {
  // What it publishes has no door to it.
  const path = '../../node_modules/socket.io-client/build/esm/contrib/backo2.js'
  const { Backoff } = (await import(path)) as { Backoff: new (options: object) => { duration(): number } }
  const policy = others.find(({ name }) => name === 'Socket.IO')?.policy
  const draws = [0.05, 0.15, 0.42, 0.77, 0.99]
  const random = Math.random
  try {
    for (const draw of draws) {
      Math.random = () => draw
      const theirs = new Backoff({ min: 1000, max: 5000, jitter: 0.5 })
      const ours = policy?.(() => draw)
      expect([0, 1, 2, 3].map((failures) => Math.trunc(ours?.(failures, 0) ?? -1))).toEqual(
        Array.from({ length: 4 }, () => theirs.duration()),
      )
    }
  } finally {
    Math.random = random
  }
})
