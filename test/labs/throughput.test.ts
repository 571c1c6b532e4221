import { expect, test, vi } from 'vitest'
import { createGauge, noTally, usualMost, withNumber } from '../../stories/labs/throughput/gauge'
import { startTicking, tickOf } from '../../stories/labs/throughput/ticker'

test('counts what was lost between the first and the last number', () => {
  const gauge = createGauge()
  gauge.dealtWith([5, 6, 9].reduce(withNumber, noTally))
  expect(gauge.read(1000).lost).toBe(2)
  gauge.dealtWith(noTally)
  expect(gauge.read(1000).lost).toBe(0)
})

test('tells what there was a second since it was read last, and keeps the newest frames', () => {
  const gauge = createGauge()
  for (let number = 0; number < 200; number += 1) {
    gauge.rendered()
    gauge.frame(number)
  }
  gauge.heard()
  const { renders, messages, frames } = gauge.read(500)
  expect({ renders, messages, kept: frames.length, newest: frames.at(-1) }).toEqual({
    renders: 400,
    messages: 2,
    kept: 150,
    newest: 199,
  })
  expect(gauge.read(500)).toMatchObject({ renders: 0, messages: 0 })
})

test('ticks until it is stopped, each time in a task of its own', async () => {
  const turns: number[] = []
  let turn = 0
  const stop = startTicking(2000, () => {
    turns.push((turn += 1))
    // Between two tasks, all of these have run.
    void Promise.resolve().then(() => (turn = turns.length * 10))
  })
  await vi.waitUntil(() => turns.length >= 50)
  stop()
  const { length } = turns
  expect(turns.slice(1)).toEqual(Array.from({ length: length - 1 }, (_, index) => (index + 1) * 10 + 1))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(turns).toHaveLength(length)
})

test('every bar gets its turn', () => {
  for (const bars of [20, 120, 400]) {
    const seen = new Set(Array.from({ length: bars }, (_, number) => tickOf(number, bars).bar))
    expect(seen.size).toBe(bars)
  }
})

test('one frame that takes forever is not what frames usually take', () => {
  expect(usualMost([...Array.from({ length: 99 }, () => 16), 5000])).toBe(16)
  expect(usualMost([])).toBe(0)
})
