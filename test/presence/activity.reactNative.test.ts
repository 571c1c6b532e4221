import { expect, test } from 'vitest'
import { createFakeClock } from '../../src/testing/createFakeClock'
import { createFakeNetwork } from '../../src/testing/createFakeNetwork'
import { watchActivity } from '../../src/presence/activity'

test('without a document, an application in the background is away, and one that is shown never is', async () => {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const log: unknown[] = []
  const stop = watchActivity({
    clock,
    network,
    awayAfter: 60_000,
    changed: (isAway) => log.push([clock.now(), isAway]),
  })
  expect(typeof document).toBe('undefined')
  await clock.advance(600_000)
  network.signal('freeze')
  await clock.advance(1000)
  network.signal('online')
  network.signal('resume')
  await clock.advance(600_000)
  expect(log).toEqual([
    [600_000, true],
    [601_000, false],
  ])
  stop()
  expect([clock.timers, network.listeners]).toEqual([0, 0])
})

test('somebody who is away when nobody watches any more comes back', () => {
  const network = createFakeNetwork()
  const log: boolean[] = []
  network.signal('freeze')
  const stop = watchActivity({
    clock: createFakeClock(),
    network,
    awayAfter: 60_000,
    changed: (away) => log.push(away),
  })
  stop()
  expect(log).toEqual([true, false])
})
