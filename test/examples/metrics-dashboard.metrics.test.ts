import { expect, test } from 'vitest'
import { addTo, noMetrics } from '../../examples/metrics-dashboard/src/metrics'
import { p95 } from '../../examples/metrics-dashboard/src/statistics'
import type { Sample } from '../../examples/metrics-dashboard/protocol'

function sample(seq: number, value = seq, at = seq): Sample {
  return { seq, at, host: 'web-01', metric: 'cpu', value }
}

test('counts a sample once, however often it comes', () => {
  const samples = [sample(7), sample(8)]
  const once = addTo(noMetrics, { run: 'a', samples })
  expect(addTo(addTo(once, { run: 'a', samples }), sample(8))).toBe(once)
  expect(once).toMatchObject({ run: 'a', last: 8, received: 2, missed: 0 })
  expect(once.hosts.get('web-01')?.cpu).toEqual({ times: [7, 8], values: [7, 8] })
})

test('counts the numbers that are passed over', () => {
  const metrics = [sample(1), sample(2), sample(5), sample(6), sample(10)].reduce(addTo, noMetrics)
  expect(metrics).toMatchObject({ received: 5, missed: 5 })
})

test('begins anew with another run, and keeps what was measured', () => {
  const before = addTo(noMetrics, { run: 'a', samples: [sample(500, 1)] })
  const after = addTo(before, { run: 'b', samples: [sample(3, 2, 900)] })
  expect(after).toMatchObject({ run: 'b', last: 3, received: 2, missed: 0 })
  expect(after.hosts.get('web-01')?.cpu).toEqual({ times: [500, 900], values: [1, 2] })
  expect(addTo(after, sample(5)).missed).toBe(1)
})

test('a backlog without samples is still of another run', () => {
  const before = addTo(noMetrics, { run: 'a', samples: [sample(500)] })
  expect(addTo(addTo(before, { run: 'b', samples: [] }), sample(1, 1, 900))).toMatchObject({
    run: 'b',
    last: 1,
    missed: 0,
  })
})

test('keeps half a minute', () => {
  const metrics = [0, 10_000, 20_000, 30_000, 35_000]
    .map((at, index) => sample(index, index, at))
    .reduce(addTo, noMetrics)
  expect(metrics.hosts.get('web-01')?.cpu.times).toEqual([10_000, 20_000, 30_000, 35_000])
})

test('of a hundred values the 95th is p95', () => {
  expect(p95(Array.from({ length: 100 }, (_, index) => 100 - index))).toBe(95)
  expect(p95([])).toBe(0)
  expect(p95([3])).toBe(3)
})
