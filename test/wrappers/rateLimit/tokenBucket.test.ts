import { expect, test } from 'vitest'
import { createFakeClock } from '../../../src/testing/createFakeClock'
import { createTokenBucket } from '../../../src/wrappers/rateLimit/tokenBucket'

test('lets a bucketful go at once, then one at a time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { capacity: 3, fillTime: 300 })
  const log: number[] = []
  for (let time = 0; time < 350; time += 50) {
    for (; bucket.tokens() >= 1; bucket.take()) log.push(time)
    await clock.advance(50)
  }
  expect(log).toEqual([0, 0, 0, 100, 200, 300])
})

test('holds no more than a bucketful after a long time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { capacity: 2, fillTime: 1000 })
  await clock.advance(3_600_000)
  expect(bucket.tokens()).toBe(2)
})

test('takes no notice of the wall clock', () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { capacity: 1, fillTime: 1000 })
  bucket.take()
  clock.setDate(clock.date() + 3_600_000)
  expect(bucket.tokens()).toBe(0)
})

test('owes what was taken beyond the last', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { capacity: 1, fillTime: 1000 })
  for (let count = 0; count < 3; count += 1) bucket.take()
  const seen = [bucket.tokens()]
  for (let second = 0; second < 4; second += 1) {
    await clock.advance(1000)
    seen.push(bucket.tokens())
  }
  expect(seen).toEqual([-2, -1, 0, 1, 1])
})
