import { expect, test } from 'vitest'
import { goneAfter, patience, runChaos } from './support/chaos'
import type { Fault } from './support/faults'

const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 32))
const again = `CHAOS_SEED=${seed}`
const cuts: Fault[] = ['cut', 'cut', 'cut', 'cut', 'cut']
const faults: Fault[] = [...cuts, 'hole', 'hole', 'deaf', 'mute', 'late', 'late', 'kill', 'kill', 'unsubscribe']

test('everybody sees the same and the truth after a minute of chaos', async ({ annotate }) => {
  const report = await runChaos({ seed, duration: 60_000, faults, ghosts: 6, isFenced: true })
  await annotate(`${again} ${JSON.stringify(report)}`)
  expect(report.steady, again).toBeGreaterThan(20)
  expect(report.falseLeaves, again).toEqual([])
  expect(report.convergence, again).toBeLessThanOrEqual(patience)
  expect(report.differences, again).toEqual([])
  for (const time of report.ghosts) expect(time, again).toBeLessThan(goneAfter)
})

test('without the fence, links that were left behind change and take away who has their place', async ({
  annotate,
}) => {
  const { falseLeaves, differences, ...report } = await runChaos({
    seed,
    duration: 15_000,
    faults,
    ghosts: 0,
    isFenced: false,
  })
  const violations = { falseLeaves: falseLeaves.length, differences: differences.length }
  await annotate(`${again} ${JSON.stringify({ ...report, ...violations })}`)
  expect(report.steady, again).toBeGreaterThan(20)
  expect(violations.falseLeaves, again).toBeGreaterThan(0)
  expect(violations.differences, again).toBeGreaterThan(0)
})
