import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { waitUntil } from '../../src/transport/waitUntil'

function setUp(isTrue: () => boolean) {
  const clock = createFakeClock()
  const controller = new AbortController()
  let resolvedAt: number | null = null
  void waitUntil({ isTrue, timeout: 2000, clock, signal: controller.signal }).then(() => {
    resolvedAt = clock.now()
  })
  return { clock, controller, resolvedAt: () => resolvedAt }
}

test('resolves at once for what is true', async () => {
  const { clock, resolvedAt } = setUp(() => true)
  await clock.advance(0)
  expect([resolvedAt(), clock.timers]).toEqual([0, 0])
})

test('resolves soon after it has become true', async () => {
  let isTrue = false
  const { clock, resolvedAt } = setUp(() => isTrue)
  await clock.advance(1010)
  isTrue = true
  await clock.advance(50)
  expect([resolvedAt(), clock.timers]).toEqual([1050, 0])
})

test('gives up when its time is over', async () => {
  const { clock, resolvedAt } = setUp(() => false)
  await clock.advance(1999)
  expect(resolvedAt()).toBe(null)
  await clock.advance(1)
  expect([resolvedAt(), clock.timers]).toEqual([2000, 0])
})

test('leaves no timer when nobody waits any more', async () => {
  const { clock, controller, resolvedAt } = setUp(() => false)
  await clock.advance(60)
  controller.abort()
  expect(clock.timers).toBe(0)
  await clock.advance(0)
  expect(resolvedAt()).toBe(60)
})
