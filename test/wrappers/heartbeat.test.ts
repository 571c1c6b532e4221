import { expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import { createHeartbeat, heartbeat, type Heartbeat, type HeartbeatOptions } from '../../src/wrappers/heartbeat'
import { play } from './support/play'

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

const quick = { interval: 1000, timeout: 500 }

test('beats on an open link and measures the answer, which nobody else hears', async () => {
  const { clock, far, log, open } = play(heartbeat(quick))
  await clock.advance(5000)
  open({ recovered: true })
  await clock.advance(1030)
  far.message('CHAT')
  far.message('pong')
  expect([far.sent, log]).toEqual([
    [{ event: 'ping', data: undefined }],
    ['opened {"recovered":true}', 'received CHAT', 'latency 30'],
  ])
})

test('a string goes out as it is, anything else through the codec', async () => {
  for (const [message, frame] of [
    ['beat', 'beat'],
    [{ op: 1 }, { data: { op: 1 } }],
    [null, { data: null }],
  ]) {
    const { clock, far, open } = play(heartbeat({ ...quick, message }))
    open()
    await clock.advance(1000)
    expect(far.sent).toEqual([frame])
  }
})

test('a frame that cannot be read is life, and an answer where it is recognised', async () => {
  const { clock, far, log, open } = play(heartbeat({ ...quick, isPong: ({ data }) => data === 'beep' }))
  open()
  await clock.advance(1200)
  far.garble('boop')
  far.garble('beep')
  await clock.advance(600)
  expect(log).toEqual(['opened', 'invalid cannot-decode', 'latency 200'])
})

test('says that a silent link is over before it closes it', async () => {
  const { clock, far, log, open } = play(heartbeat(quick))
  open()
  far.goSilent()
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['opened', 'closed heartbeat-timeout', 'close link: heartbeat-timeout'], 0])
})

test.each<[string, (played: ReturnType<typeof play>) => void, string[]]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' }), ['close link: user']],
  ['breaks', ({ far }) => far.drop(), ['closed peer']],
  ['is interrupted', ({ far }) => far.interrupt(), ['interrupted peer']],
])('stops when its link %s', async (_how, end, after) => {
  const played = play(heartbeat(quick), { does: { reconnect: true } })
  played.open()
  await played.clock.advance(1000)
  end(played)
  await played.clock.advance(60_000)
  expect([played.far.sent.length, played.log, played.clock.timers]).toEqual([1, ['opened', ...after], 0])
})

test('decides nothing about a link that the transport is mending, also when the page wakes up', async () => {
  const { clock, link, far, log, open } = play(heartbeat(quick), { does: { reconnect: true } })
  open()
  far.interrupt()
  link.probe?.()
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['opened', 'interrupted peer'], 0])
})

test('beats anew on a link that was mended', async () => {
  const { clock, far, log, open } = play(heartbeat(quick), { does: { reconnect: true } })
  open()
  await clock.advance(900)
  far.interrupt()
  await clock.advance(900)
  open()
  await clock.advance(999)
  expect(far.sent).toEqual([])
  await clock.advance(1)
  far.message('pong')
  expect([far.sent.length, log]).toEqual([1, ['opened', 'interrupted peer', 'opened', 'latency 0']])
})

test('probes when the page wakes up, and only an open link', async () => {
  const { clock, link, far, log, open } = play(heartbeat())
  link.probe?.()
  open()
  expect(far.sent).toEqual([])
  link.probe?.()
  expect(far.sent).toEqual([{ event: 'ping', data: undefined }])
  await clock.advance(3000)
  expect(log).toEqual(['opened', 'closed heartbeat-timeout', 'close link: heartbeat-timeout'])
})

test('a message function that throws is told of, and a peer that talks lives', async () => {
  const { clock, far, log, open } = play(
    heartbeat({
      ...quick,
      message() {
        throw new Error('mine')
      },
    }),
  )
  open()
  await clock.advance(1000)
  far.message('CHAT')
  await clock.advance(500)
  expect(log).toEqual(['opened', 'failed Error: mine', 'received CHAT'])
})

test('a function that ends the link is not followed by a beat', async () => {
  const played: ReturnType<typeof play> = play(
    heartbeat({
      ...quick,
      message() {
        played.link.close({ kind: 'user' })
        return 'beat'
      },
    }),
  )
  played.open()
  await played.clock.advance(60_000)
  expect([played.far.sent, played.log, played.clock.timers]).toEqual([[], ['opened', 'close link: user'], 0])
})

test('is known to a transport that it was added to, and leaves one alone that beats by itself', async () => {
  expect(play(heartbeat()).transport.does.heartbeat).toBe(true)
  const { clock, link, far, log, open } = play(heartbeat(quick), { does: { heartbeat: true } })
  open()
  await clock.advance(60_000)
  far.message('pong')
  link.probe?.()
  expect([far.sent, log, clock.timers]).toEqual([[], ['opened', 'received pong', 'probe'], 0])
})

test('leaves a transport alone that cannot send', async () => {
  const { clock, transport, far, log, open } = play(heartbeat(quick), { does: { send: false } })
  open()
  await clock.advance(60_000)
  expect([transport.does.heartbeat, far.sent, log, clock.timers]).toEqual([false, [], ['opened'], 0])
})

test('beats once where it was added twice', async () => {
  const { clock, far, open } = play((transport) => heartbeat(quick)(heartbeat(quick)(transport)))
  open()
  await clock.advance(1000)
  expect(far.sent).toHaveLength(1)
})
