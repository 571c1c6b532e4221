import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRateLimit } from '../../../src/server/link/rateLimit'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('lets a burst through at once, and the others one after another', async () => {
  const rateLimit = createRateLimit({ burst: 3, perSecond: 10 })
  const through: number[] = []
  for (let call = 0; call < 6; call += 1) void rateLimit.wait().then(() => through.push(call))
  await vi.advanceTimersByTimeAsync(99)
  expect(through).toEqual([0, 1, 2])
  await vi.advanceTimersByTimeAsync(101)
  expect(through).toEqual([0, 1, 2, 3, 4])
  await vi.advanceTimersByTimeAsync(100)
  expect(through).toEqual([0, 1, 2, 3, 4, 5])
})

test('has no more than a burst after a long time', async () => {
  const rateLimit = createRateLimit({ burst: 2, perSecond: 10 })
  await vi.advanceTimersByTimeAsync(3_600_000)
  const through: number[] = []
  for (let call = 0; call < 4; call += 1) void rateLimit.wait().then(() => through.push(call))
  await vi.advanceTimersByTimeAsync(0)
  expect(through).toEqual([0, 1])
})
