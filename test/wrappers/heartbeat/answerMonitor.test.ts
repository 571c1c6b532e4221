import { expect, test } from 'vitest'
import { createAnswerMonitor } from '../../../src/wrappers/heartbeat/answerMonitor'
import { chat, pong, watch, type Watched } from '../support/watch'

const watchAnswers = (interval = 25_000, timeout = 10_000): Watched => watch(createAnswerMonitor, { interval, timeout })

test('beats every interval, and gives up when a beat is followed by silence', async () => {
  const { clock, monitor, log } = watchAnswers()
  await clock.advance(26_000)
  monitor.heard(pong)
  await clock.advance(60_000)
  expect(log).toEqual(['beat at 25000', 'latency 1000 at 26000', 'beat at 50000', 'dead at 60000'])
  expect(clock.timers).toBe(0)
})

test.each([
  [500, 2000],
  [5000, 10_000],
  [1000, 1000],
])('beats every %i ms with a timeout of %i ms when each beat is answered at once', async (interval, timeout) => {
  const answered: Watched = watch(createAnswerMonitor, { interval, timeout }, () => answered.monitor.heard(pong))
  await answered.clock.advance(4 * interval)
  expect(answered.log.filter((entry) => entry.startsWith('beat'))).toEqual(
    [1, 2, 3, 4].map((count) => `beat at ${count * interval}`),
  )
})

test('beats every interval when each beat is answered a little later', async () => {
  const answered: Watched = watch(createAnswerMonitor, { interval: 500, timeout: 2000 }, () =>
    answered.clock.after(22, () => answered.monitor.heard(pong)),
  )
  await answered.clock.advance(1999)
  expect(answered.log).toEqual([
    'beat at 500',
    'latency 22 at 522',
    'beat at 1000',
    'latency 22 at 1022',
    'beat at 1500',
    'latency 22 at 1522',
  ])
})

test('beats at once when the answer took longer than the interval', async () => {
  const { clock, monitor, log } = watchAnswers(1000, 5000)
  await clock.advance(3500)
  monitor.heard(pong)
  await clock.advance(0)
  expect(log).toEqual(['beat at 1000', 'latency 2500 at 3500', 'beat at 3500'])
})

test('sends no second beat while nothing arrives', async () => {
  const { clock, log } = watchAnswers(500, 2000)
  await clock.advance(10_000)
  expect(log).toEqual(['beat at 500', 'dead at 2500'])
})

test('any traffic is life', async () => {
  const { clock, monitor, log } = watchAnswers(1000, 500)
  await clock.advance(1200)
  expect(monitor.heard(chat)).toBe('other')
  await clock.advance(1000)
  expect(monitor.heard()).toBe('other')
  await clock.advance(600)
  expect(log).toEqual(['beat at 1000', 'beat at 2000'])
})

test('what came before the beat is no answer to it', async () => {
  const { clock, monitor, log } = watchAnswers(1000, 500)
  await clock.advance(999)
  monitor.heard(chat)
  await clock.advance(501)
  expect(log).toEqual(['beat at 1000', 'dead at 1500'])
})

test('takes one answer per beat, and measures it', async () => {
  const { clock, monitor, log } = watchAnswers(1000)
  const heard = [monitor.heard(pong)]
  await clock.advance(1030)
  heard.push(monitor.heard(chat), monitor.heard(pong), monitor.heard(pong))
  expect(heard).toEqual(['other', 'other', 'answer', 'other'])
  expect(log).toEqual(['beat at 1000', 'latency 30 at 1030'])
})

test('an answer that takes longer than the interval is measured from its own beat', async () => {
  const { clock, monitor, log } = watchAnswers(500, 2000)
  await clock.advance(700)
  // Other traffic shows that the peer is there, so that the second beat follows before the first answer.
  monitor.heard(chat)
  await clock.advance(1400)
  monitor.heard(pong)
  await clock.advance(500)
  monitor.heard(pong)
  expect(log).toEqual(['beat at 500', 'beat at 1000', 'latency 1600 at 2100', 'beat at 2100', 'latency 1600 at 2600'])
})

test('a beat that is never answered spoils no later measurement', async () => {
  const { clock, monitor, log } = watchAnswers(1000, 500)
  await clock.advance(1200)
  monitor.heard(chat)
  await clock.advance(830)
  const heard = [monitor.heard(pong), monitor.heard(pong)]
  expect(heard).toEqual(['answer', 'other'])
  expect(log).toEqual(['beat at 1000', 'beat at 2000', 'latency 30 at 2030'])
})

test('an answer that comes after the timeout is one all the same, while other traffic keeps the link', async () => {
  const { clock, monitor, log } = watchAnswers(5000, 500)
  await clock.advance(5200)
  monitor.heard(chat)
  await clock.advance(800)
  expect(monitor.heard(pong)).toBe('answer')
  expect(log).toEqual(['beat at 5000', 'latency 1000 at 6000'])
})

test('a probe asks at once and decides within 3 s', async () => {
  const { clock, monitor, log } = watchAnswers()
  await clock.advance(5000)
  monitor.probe()
  monitor.probe()
  await clock.advance(3000)
  expect(log).toEqual(['beat at 5000', 'dead at 8000'])
})

test('a probe while a beat is unanswered decides within 3 s', async () => {
  const { clock, monitor, log } = watchAnswers()
  await clock.advance(26_000)
  monitor.probe()
  await clock.advance(3000)
  expect(log).toEqual(['beat at 25000', 'beat at 26000', 'dead at 29000'])
})

test('a probe waits no longer than the timeout', async () => {
  const { clock, monitor, log } = watchAnswers(25_000, 200)
  monitor.probe()
  await clock.advance(200)
  expect(log).toEqual(['beat at 0', 'dead at 200'])
})

test('after a probe that was answered the interval starts anew', async () => {
  const { clock, monitor, log } = watchAnswers()
  await clock.advance(24_000)
  monitor.probe()
  monitor.heard(pong)
  await clock.advance(26_000)
  expect(log).toEqual(['beat at 24000', 'latency 0 at 24000', 'beat at 49000'])
})

test('an interval of Infinity beats only when it is probed', async () => {
  const { clock, monitor, log } = watchAnswers(Infinity)
  await clock.advance(3_600_000)
  monitor.probe()
  monitor.heard(pong)
  await clock.advance(3_600_000)
  expect([log, clock.timers]).toEqual([['beat at 3600000', 'latency 0 at 3600000'], 0])
})

test('a decision that comes far too late is a probe instead, once', async () => {
  const { clock, log } = watchAnswers()
  await clock.advance(25_000)
  await clock.sleep(3_600_000)
  expect(log).toEqual(['beat at 25000', 'beat at 3625000'])
  await clock.sleep(3_600_000)
  expect(log.slice(2)).toEqual(['dead at 7225000'])
})

test('a peer that answers after the sleep lives', async () => {
  const { clock, monitor, log } = watchAnswers()
  await clock.advance(25_000)
  await clock.sleep(3_600_000)
  monitor.heard(pong)
  await clock.advance(10_000)
  expect(log).toEqual(['beat at 25000', 'beat at 3625000', 'latency 0 at 3625000'])
})

test('a beat that comes far too late is a probe: decided within 3 s', async () => {
  const { clock, log } = watchAnswers()
  await clock.advance(1000)
  await clock.sleep(3_600_000)
  await clock.advance(3000)
  expect(log).toEqual(['beat at 3601000', 'dead at 3604000'])
})

test('a timer that is a little late is no sleep', async () => {
  const { clock, log } = watchAnswers(1000, 1000)
  await clock.advance(1000)
  await clock.sleep(1100)
  expect(log).toEqual(['beat at 1000', 'dead at 2100'])
})

test('does nothing once it is stopped, or has given up', async () => {
  const stopped = watchAnswers()
  await stopped.clock.advance(25_000)
  stopped.monitor.stop()
  const dead = watchAnswers()
  await dead.clock.advance(35_000)
  for (const { clock, monitor } of [stopped, dead]) {
    monitor.probe()
    monitor.heard(chat)
    await clock.advance(100_000)
    expect(clock.timers).toBe(0)
  }
  expect([stopped.log, dead.log]).toEqual([['beat at 25000'], ['beat at 25000', 'dead at 35000']])
})
