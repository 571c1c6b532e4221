import { expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import { createHeartbeat, type Heartbeat, type HeartbeatOptions } from '../../src/connection/heartbeat'

interface Watch {
  clock: FakeClock
  heartbeat: Heartbeat
  /** What happened, and when. */
  log: string[]
}

function watch(options: HeartbeatOptions = {}): Watch {
  const clock = createFakeClock()
  const log: string[] = []
  const note = (what: string): unknown => log.push(`${what} at ${clock.now()}`)
  const heartbeat = createHeartbeat(clock, options, {
    beat: (message) => note(`beat ${JSON.stringify(message)}`),
    dead: () => note('dead'),
    latency: (milliseconds) => note(`latency ${milliseconds}`),
    failed: (cause) => note(`failed ${String(cause)}`),
  })
  return { clock, heartbeat, log }
}

const pong = { event: 'pong', data: {} }

test('beats every 25 s, and gives up 10 s after a beat that nobody answers', async () => {
  const { clock, heartbeat, log } = watch()
  await clock.advance(26_000)
  heartbeat.heard(pong)
  await clock.advance(60_000)
  expect(log).toEqual(['beat undefined at 25000', 'latency 1000 at 26000', 'beat undefined at 50000', 'dead at 60000'])
  expect(clock.timers).toBe(0)
})

test('any traffic is life', async () => {
  const { clock, heartbeat, log } = watch({ interval: 1000, timeout: 500 })
  await clock.advance(1200)
  expect(heartbeat.heard({ event: 'CHAT', data: 'hi' })).toBe(false)
  await clock.advance(1000)
  expect(heartbeat.heard({ event: 'CHAT', data: 'ho' })).toBe(false)
  await clock.advance(600)
  expect(log).toEqual(['beat undefined at 1000', 'beat undefined at 2000'])
})

test('what came before the beat is no answer to it', async () => {
  const { clock, heartbeat, log } = watch({ interval: 1000, timeout: 500 })
  await clock.advance(999)
  heartbeat.heard({ event: 'CHAT', data: 'hi' })
  await clock.advance(501)
  expect(log).toEqual(['beat undefined at 1000', 'dead at 1500'])
})

test('swallows one pong per beat, and measures it', async () => {
  const { clock, heartbeat, log } = watch({ interval: 1000 })
  const swallowed = [heartbeat.heard(pong)]
  await clock.advance(1030)
  swallowed.push(heartbeat.heard({ event: 'CHAT', data: 1 }), heartbeat.heard(pong), heartbeat.heard(pong))
  expect(swallowed).toEqual([false, false, true, false])
  expect(log).toEqual(['beat undefined at 1000', 'latency 30 at 1030'])
})

test('knows the text pong', async () => {
  const { clock, heartbeat } = watch({ interval: 1000 })
  await clock.advance(1000)
  expect(heartbeat.heard({ event: 'message', data: 'pong' })).toBe(true)
})

test('knows the answer by isPong', async () => {
  const { clock, heartbeat } = watch({ interval: 1000, isPong: ({ data }) => data === 3 })
  await clock.advance(1000)
  expect([heartbeat.heard(pong), heartbeat.heard({ event: 'message', data: 3 })]).toEqual([false, true])
})

test('sends the message it was given, made anew for every beat by a function', async () => {
  let count = 0
  const given = watch({ interval: 1000, message: { op: 9 } })
  const made = watch({
    interval: 1000,
    message() {
      count += 1
      return count
    },
  })
  for (const { clock, heartbeat } of [given, made]) {
    await clock.advance(1000)
    heartbeat.heard({ event: 'CHAT', data: 'ho' })
    await clock.advance(10_000)
  }
  expect(given.log).toEqual(['beat {"op":9} at 1000', 'beat {"op":9} at 11000'])
  expect(made.log).toEqual(['beat 1 at 1000', 'beat 2 at 11000'])
})

test('a timeout as long as the interval beats again as soon as it has decided', async () => {
  const { clock, heartbeat, log } = watch({ interval: 1000, timeout: 3000 })
  await clock.advance(1000)
  heartbeat.heard(pong)
  await clock.advance(6999)
  expect(log).toEqual(['beat undefined at 1000', 'latency 0 at 1000', 'beat undefined at 4000', 'dead at 7000'])
})

test('a probe asks at once and decides within 3 s', async () => {
  const { clock, heartbeat, log } = watch()
  await clock.advance(5000)
  heartbeat.probe()
  heartbeat.probe()
  await clock.advance(3000)
  expect(log).toEqual(['beat undefined at 5000', 'dead at 8000'])
})

test('a probe waits no longer than the timeout', async () => {
  const { clock, heartbeat, log } = watch({ timeout: 200 })
  heartbeat.probe()
  await clock.advance(200)
  expect(log).toEqual(['beat undefined at 0', 'dead at 200'])
})

test('after a probe that was answered the interval starts anew', async () => {
  const { clock, heartbeat, log } = watch()
  await clock.advance(24_000)
  heartbeat.probe()
  heartbeat.heard(pong)
  await clock.advance(26_000)
  expect(log).toEqual(['beat undefined at 24000', 'latency 0 at 24000', 'beat undefined at 49000'])
})

test('a verdict that comes far too late is a probe instead, once', async () => {
  const { clock, log } = watch()
  await clock.advance(25_000)
  await clock.sleep(3_600_000)
  expect(log).toEqual(['beat undefined at 25000', 'beat undefined at 3625000'])
  await clock.sleep(3_600_000)
  expect(log.slice(2)).toEqual(['dead at 7225000'])
})

test('a peer that answers after the sleep lives', async () => {
  const { clock, heartbeat, log } = watch()
  await clock.advance(25_000)
  await clock.sleep(3_600_000)
  heartbeat.heard(pong)
  await clock.advance(10_000)
  expect(log).toEqual(['beat undefined at 25000', 'beat undefined at 3625000', 'latency 0 at 3625000'])
})

test('a beat that comes far too late is a probe: decided within 3 s', async () => {
  const { clock, log } = watch()
  await clock.advance(1000)
  await clock.sleep(3_600_000)
  await clock.advance(3000)
  expect(log).toEqual(['beat undefined at 3601000', 'dead at 3604000'])
})

test('a timer that is a little late is no sleep', async () => {
  const { clock, log } = watch({ interval: 1000, timeout: 1000 })
  await clock.advance(1000)
  await clock.sleep(1100)
  expect(log).toEqual(['beat undefined at 1000', 'dead at 2100'])
})

test('stops', async () => {
  const { clock, heartbeat, log } = watch()
  await clock.advance(25_000)
  heartbeat.stop()
  await clock.advance(100_000)
  expect([log, clock.timers]).toEqual([['beat undefined at 25000'], 0])
})
