import { expect, onTestFinished, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createFollower, type FollowerOptions } from '../support/sse'
import { createStreams } from '../support/sseStreams'

/** A follower whose clock and streams are driven by hand; every stream opens at once. */
function setUp(options: FollowerOptions = {}) {
  const clock = createFakeClock()
  clock.setRandom(0)
  const streams = createStreams()
  const openedAt: number[] = []
  const follower = createFollower('https://example.com', {
    clock,
    idleTimeout: 30_000,
    fetch(url, init) {
      const answer = streams.fetch(url, init)
      streams.newest.open()
      openedAt.push(clock.now())
      return answer
    },
    ...options,
  })
  onTestFinished(follower.connection.close)
  follower.connection.open()
  return {
    clock,
    follower,
    openedAt,
    streams,
    kinds: () => follower.closes.map(({ kind, willRetry }) => `${kind} ${willRetry}`),
  }
}

test('abandons a silent stream to the millisecond, and dials again without a wait', async () => {
  const { clock, follower, openedAt, streams, kinds } = setUp()
  await clock.advance(29_999)
  expect(follower.status).toBe('open')
  expect(streams.newest.isAborted).toBe(false)
  await clock.advance(1)
  expect(kinds()).toEqual(['heartbeat-timeout true'])
  expect(openedAt).toEqual([0, 30_000])
  expect(streams.all.map(({ isAborted }) => isAborted)).toEqual([true, false])
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
})

test.for([': ping\n\n', ':\n', '\n', 'data: 1\n\n', 'event: ping\n\n', 'd'])('%j keeps it alive', async (sign) => {
  const { clock, follower, streams, kinds } = setUp()
  await clock.advance(0)
  for (let count = 0; count < 5; count += 1) {
    await clock.advance(29_999)
    streams.newest.say(sign)
    await clock.advance(0)
  }
  await clock.advance(29_999)
  expect(kinds()).toEqual([])
  await clock.advance(1)
  expect(kinds()).toEqual(['heartbeat-timeout true'])
  expect(follower.status).toBe('open')
})

test('a timer that is late decides nothing for three seconds', async () => {
  const { clock, follower, streams, kinds } = setUp()
  await clock.advance(1000)
  await clock.sleep(60_000)
  await clock.advance(2999)
  expect(kinds()).toEqual([])
  streams.newest.say(': still here\n\n')
  await clock.advance(29_999)
  expect(kinds()).toEqual([])
  await clock.sleep(60_000)
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open'])
  await clock.advance(2999)
  expect(kinds()).toEqual([])
  await clock.advance(1)
  expect(kinds()).toEqual(['heartbeat-timeout true'])
})

test('a server that is silent again and again is not asked all the time', async () => {
  const { clock, openedAt } = setUp({ idleTimeout: 1000 })
  await clock.advance(20_000)
  // Each link was open for less than `minUptime`: it waits 100 ms and the lower half of 1, 2, 4 and 8 s.
  expect(openedAt).toEqual([0, 1600, 3700, 6800, 11_900])
})

test('the retry of the server holds also for a stream that fell silent', async () => {
  const { clock, openedAt, streams } = setUp()
  await clock.advance(0)
  streams.newest.say('retry: 9000\n\n')
  await clock.advance(60_000)
  expect(openedAt).toEqual([0, 39_000])
})

test('without idleTimeout silence is nothing', async () => {
  const { clock, follower, kinds } = setUp({ idleTimeout: Infinity })
  await clock.advance(86_400_000)
  expect(kinds()).toEqual([])
  expect(follower.status).toBe('open')
})

test('leaves no timer behind', async () => {
  const { clock, follower } = setUp()
  await clock.advance(0)
  expect(follower.status).toBe('open')
  follower.connection.close()
  expect(clock.timers).toBe(0)
})
