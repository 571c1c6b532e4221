import { expect, test } from 'vitest'
import { createThrottle } from '../../src/presence/throttle'
import { createFakeClock } from '../../src/testing/createFakeClock'

function setUp(run: () => Promise<void> = async () => {}) {
  const clock = createFakeClock()
  const log: number[] = []
  const throttle = createThrottle({
    clock,
    interval: () => 100,
    run() {
      log.push(clock.now())
      return run()
    },
  })
  return { clock, log, throttle }
}

test('runs at once, and then once in every interval, as long as it is asked', async () => {
  const { clock, log, throttle } = setUp()
  for (let millisecond = 0; millisecond < 250; millisecond += 1) {
    throttle.ask()
    await clock.advance(1)
  }
  await clock.advance(1000)
  throttle.ask()
  expect(log).toEqual([0, 100, 200, 300, 1250])
})

test('waits for a run that takes longer than the interval', async () => {
  let end = (): void => {}
  const { clock, log, throttle } = setUp(
    () =>
      new Promise((resolve) => {
        end = resolve
      }),
  )
  throttle.ask()
  throttle.ask()
  await clock.advance(500)
  expect(log).toEqual([0])
  end()
  await clock.advance(0)
  expect(log).toEqual([0, 500])
})

test('forgets with stop what was asked for, and leaves no timer; what is asked afterwards runs at once', async () => {
  const { clock, log, throttle } = setUp()
  throttle.ask()
  throttle.ask()
  throttle.stop()
  expect(clock.timers).toBe(0)
  await clock.advance(1000)
  expect(log).toEqual([0])
  throttle.ask()
  await clock.advance(1000)
  expect(log).toEqual([0, 1000])
})
