import { describe, expect, test } from 'vitest'
import { busiestSecond, comebacks, createRandom, dialsWhileFlapping, mostIn20Seconds } from './support/outage'

const seeds = [1, 2, 3, 4, 5]
const tenth = 1000

describe.each([20_000, 30_000, 45_000, 60_000, 300_000])('after an outage of %i ms', (lasts) => {
  test.each(seeds)('of 10,000 clients at most a tenth come back in any second (seed %i)', (seed) => {
    const times = comebacks({ lasts, seed })
    expect(busiestSecond(times)).toBeLessThanOrEqual(tenth)
    expect(times.at(-1)).toBeLessThanOrEqual(20_100)
  })
})

test.each(seeds)('of 10,000 clients at most 8 % come back in any second after 30 s (seed %i)', (seed) => {
  expect(busiestSecond(comebacks({ lasts: 30_000, seed }))).toBeLessThanOrEqual(800)
})

describe('a server that accepts and closes sees at most 6 connections in 20 s', () => {
  const draws: [string, () => number][] = [
    ['the shortest delays', () => 0],
    ['half of them', () => 0.5],
    ['the longest', () => 0.999],
    ...seeds.map((seed): [string, () => number] => [`seed ${seed}`, createRandom(seed)]),
  ]

  test.each(draws)('with %s', (_, random) => {
    expect(mostIn20Seconds(dialsWhileFlapping({ random }))).toBeLessThanOrEqual(6)
  })

  test.each(
    [10, 100, 500, 3000].flatMap((wakesEvery) => draws.map(([name, random]) => ({ wakesEvery, name, random }))),
  )('with $name, whenever the page wakes up ($wakesEvery ms apart)', ({ wakesEvery, random }) => {
    expect(mostIn20Seconds(dialsWhileFlapping({ random, wakesEvery }))).toBeLessThanOrEqual(6)
  })

  test.each([100, 1000, 4999, 5000, 6000])('and keeps each for %i ms', (lives) => {
    expect(mostIn20Seconds(dialsWhileFlapping({ random: () => 0, wakesEvery: 10, lives }))).toBeLessThanOrEqual(6)
  })
})

test('a server that accepts and closes is still visited', () => {
  const dials = dialsWhileFlapping({ random: () => 0.999 })
  expect(dials.filter((time) => time < 20_000)).toHaveLength(5)
})
