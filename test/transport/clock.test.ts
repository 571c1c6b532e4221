import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/transport/clock'

const longest = 2 ** 31 - 1

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('runs once, after the delay', () => {
  const run = vi.fn()
  systemClock.after(1000, run)
  vi.advanceTimersByTime(999)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledOnce()
})

test.each([Number.NaN, 0, -1, -Infinity])('runs at once after %d ms', (delay) => {
  const run = vi.fn()
  systemClock.after(delay, run)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(0)
  expect(run).toHaveBeenCalledOnce()
})

test.each([longest, longest + 1, 1e300])('runs after 24.8 days after %d ms', (delay) => {
  const run = vi.fn()
  systemClock.after(delay, run)
  vi.advanceTimersByTime(longest - 1)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(run).toHaveBeenCalledOnce()
})

test('never runs after Infinity', () => {
  systemClock.after(Infinity, () => {})
  expect(vi.getTimerCount()).toBe(0)
})

test.each([1000, Number.NaN, 1e300, Infinity])('does not run after %d ms when it is cancelled', (delay) => {
  const run = vi.fn()
  const cancel = systemClock.after(delay, run)
  cancel()
  cancel()
  vi.advanceTimersByTime(longest)
  expect(run).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
