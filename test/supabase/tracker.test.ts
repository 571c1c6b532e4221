import { array, assert, asyncProperty, integer } from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createTracker } from '../../src/transports/supabase/tracker'

function setUp() {
  const clock = createFakeClock()
  const sent: [time: number, state: unknown][] = []
  const tracker = createTracker(clock, async (state) => {
    sent.push([clock.now(), state])
    return `took ${String(state)}`
  })
  return { clock, sent, tracker }
}

test('sends the first state at once, the next ones ever later, and the newest of them', async () => {
  const { clock, sent, tracker } = setUp()
  for (let state = 0; state < 600; state += 1) {
    void tracker.set(state)
    await clock.advance(100)
  }
  expect(sent).toEqual([
    [0, 0],
    [250, 2],
    [1250, 12],
    [5250, 52],
    [21_250, 212],
    [31_000, 309],
    [31_250, 312],
    [32_250, 322],
    [36_250, 362],
    [52_250, 522],
  ])
})

test('sends nothing once it is stopped', async () => {
  const { clock, sent, tracker } = setUp()
  void tracker.set(1)
  void tracker.set(2)
  tracker.stop()
  await clock.advance(60_000)
  expect(sent).toEqual([[0, 1]])
  expect(clock.timers).toBe(0)
})

test('never sends more than 5 in 30 s, and always the newest in the end', async () => {
  await assert(
    asyncProperty(array(integer({ min: 0, max: 9000 }), { maxLength: 60 }), async (pauses) => {
      const { clock, sent, tracker } = setUp()
      for (const [state, pause] of pauses.entries()) {
        void tracker.set(state)
        await clock.advance(pause)
      }
      await clock.advance(31_000)
      for (const [time] of sent)
        expect(sent.filter(([other]) => other >= time && other <= time + 30_000).length).toBeLessThanOrEqual(5)
      expect(sent.at(-1)?.[1]).toBe(pauses.length === 0 ? undefined : pauses.length - 1)
    }),
    { numRuns: 50 },
  )
})

test('tells what the server said of the state that was sent next', async () => {
  const { clock, tracker } = setUp()
  const said = [tracker.set(1), tracker.set(2), tracker.set(3)]
  await clock.advance(250)
  const after = tracker.set(4)
  tracker.stop()
  expect(await Promise.all([...said, after])).toEqual(['took 1', 'took 3', 'took 3', undefined])
})
