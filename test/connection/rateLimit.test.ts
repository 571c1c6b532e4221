import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createTokenBucket } from '../../src/connection/rateLimit'

test('lets a bucketful go at once, then one at a time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 3, per: 300 })
  const log: number[] = []
  for (let time = 0; time < 350; time += 50) {
    while (bucket.take()) log.push(time)
    await clock.advance(50)
  }
  expect(log).toEqual([0, 0, 0, 100, 200, 300])
})

test('holds no more than a bucketful after a long time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 2, per: 1000 })
  await clock.advance(3_600_000)
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false])
})

test('takes no notice of the wall clock', () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 1, per: 1000 })
  bucket.take()
  clock.setDate(clock.date() + 3_600_000)
  expect(bucket.take()).toBe(false)
})
