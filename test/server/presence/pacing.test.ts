import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPacing, type Pacing } from '../../../src/server/presence/pacing'

let pacing: Pacing
let begun: number[]
let failures: unknown[]
let startedAt: number
/** What a round does. */
let round: () => Promise<void>
/** How long rounds have kept the process busy until now. */
let spentMs: number

beforeEach(() => {
  vi.useFakeTimers()
  spentMs = 0
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + spentMs)
  begun = []
  failures = []
  startedAt = performance.now()
  round = async () => {}
  pacing = createPacing({
    round() {
      begun.push(Math.round(performance.now() - startedAt))
      return round()
    },
    failed: (cause) => failures.push(cause),
  })
})
afterEach(() => {
  pacing.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('begins one round at the earliest time that was asked for', async () => {
  pacing.schedule(50)
  pacing.schedule(20)
  pacing.schedule(80)
  await vi.advanceTimersByTimeAsync(200)
  expect(begun).toEqual([20])
})

test('pauses for longer after a round that was longer, and not for ever', async () => {
  round = async () => void (spentMs += 30)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(0)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(500)
  expect(begun).toEqual([0, 120])
  round = async () => void (spentMs += 10_000)
  for (let index = 0; index < 2; index += 1) {
    pacing.schedule(0)
    await vi.advanceTimersByTimeAsync(500)
  }
  const [one = 0, other = 0] = begun.slice(-2)
  expect(other - one).toBe(10_000 + 500)
})

test('begins no round while one is running, and then one more that was asked for meanwhile', async () => {
  let end = (): void => {}
  round = () => new Promise((resolve) => (end = resolve))
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(0)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(100)
  expect(begun).toHaveLength(1)
  end()
  await vi.advanceTimersByTimeAsync(200)
  expect(begun).toHaveLength(2)
})

test('gives way to other work only after a long run', async () => {
  const order: string[] = []
  round = async () => {
    setImmediate(() => order.push('other work'))
    order.push('one')
    await pacing.giveWay()
    order.push('two')
    spentMs += 25
    await pacing.giveWay()
    order.push('three')
  }
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(10)
  expect(order).toEqual(['one', 'two', 'other work', 'three'])
})

test('reports what a round threw, and begins the next one', async () => {
  const bug = new Error('bug')
  round = () => Promise.reject(bug)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(10)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(10)
  expect([begun.length, failures]).toEqual([2, [bug, bug]])
})

test('begins nothing once it was stopped, also by a round', async () => {
  round = async () => pacing.stop()
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(10)
  pacing.schedule(0)
  await vi.advanceTimersByTimeAsync(500)
  expect(begun).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})
