// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeClock, type FakeClock } from '../../src/testing/createFakeClock'
import { createFakeNetwork, type FakeNetwork } from '../../src/testing/createFakeNetwork'
import { watchActivity } from '../../src/presence/activity'

let clock: FakeClock
let network: FakeNetwork
let log: unknown[]
let stop: () => void

beforeEach(() => {
  clock = createFakeClock()
  network = createFakeNetwork()
  log = []
  stop = watchActivity({ clock, network, awayAfter: 60_000, changed: (isAway) => log.push([clock.now(), isAway]) })
})

afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

test('somebody is away after a while without input, and back with the next one', async () => {
  await clock.advance(50_000)
  document.dispatchEvent(new Event('pointermove'))
  await clock.advance(50_000)
  document.dispatchEvent(new Event('keydown'))
  await clock.advance(100_000)
  document.dispatchEvent(new Event('wheel'))
  expect(log).toEqual([
    [160_000, true],
    [200_000, false],
  ])
})

test('a hidden page is away at once, and back when it is shown', async () => {
  show('hidden')
  await clock.advance(600_000)
  show('visible')
  expect(log).toEqual([
    [0, true],
    [600_000, false],
  ])
})

test('a hidden page stays away, whatever its timers do', async () => {
  show('hidden')
  await clock.advance(1000)
  document.dispatchEvent(new Event('keydown'))
  await clock.advance(200_000)
  expect(log).toEqual([[0, true]])
})

test('stopping leaves no timer and no listener', async () => {
  stop()
  expect(clock.timers).toBe(0)
  show('hidden')
  expect(log).toEqual([])
})
