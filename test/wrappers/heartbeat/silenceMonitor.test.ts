import { expect, test } from 'vitest'
import { createSilenceMonitor } from '../../../src/wrappers/heartbeat/silenceMonitor'
import { chat, pong, watch, type Watched } from '../support/watch'

const watchSilence = (interval: number, timeout: number): Watched => watch(createSilenceMonitor, { interval, timeout })

test('beats whether it is answered or not, and gives up after so much silence', async () => {
  const { clock, log } = watchSilence(1000, 3500)
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['beat at 1000', 'beat at 2000', 'beat at 3000', 'dead at 3500'], 0])
})

test('counts the silence from whatever arrived last', async () => {
  const { clock, monitor, log } = watchSilence(10_000, 3500)
  for (const at of [1000, 3000, 6000]) {
    await clock.advance(at - clock.now())
    monitor.heard(chat)
  }
  await clock.advance(60_000)
  expect(log).toEqual(['dead at 9500'])
})

test('anything that arrives is life, also what is no message', async () => {
  const { clock, monitor, log } = watchSilence(10_000, 3500)
  await clock.advance(3000)
  monitor.heard()
  await clock.advance(60_000)
  expect(log).toEqual(['dead at 6500'])
})

test('gives up no peer with a limit of Infinity, also one that never says anything', async () => {
  const { clock, log } = watchSilence(1000, Infinity)
  await clock.advance(3500)
  expect(log).toEqual(['beat at 1000', 'beat at 2000', 'beat at 3000'])
})

test('takes one answer per beat, where one comes', async () => {
  const { clock, monitor, log } = watchSilence(1000, 3500)
  const heard = [monitor.heard(pong)]
  await clock.advance(1030)
  heard.push(monitor.heard(chat), monitor.heard(pong), monitor.heard(pong))
  expect([heard, log]).toEqual([
    ['other', 'other', 'answer', 'other'],
    ['beat at 1000', 'latency 30 at 1030'],
  ])
})

test('a probe beats at once, and decides nothing sooner', async () => {
  const { clock, monitor, log } = watchSilence(10_000, 9000)
  await clock.advance(2000)
  monitor.probe()
  await clock.advance(60_000)
  expect(log).toEqual(['beat at 2000', 'dead at 9000'])
})

test('after a sleep the peer has the whole time once more, and no third one', async () => {
  const { clock, log } = watchSilence(Infinity, 3500)
  await clock.sleep(3_600_000)
  await clock.advance(3499)
  expect(log).toEqual([])
  await clock.advance(1)
  expect(log).toEqual(['dead at 3603500'])
  const again = watchSilence(Infinity, 3500)
  for (let count = 0; count < 2; count += 1) await again.clock.sleep(3_600_000)
  expect(again.log).toEqual(['dead at 7200000'])
})

test('a peer that speaks between two sleeps lives', async () => {
  const { clock, monitor, log } = watchSilence(Infinity, 3500)
  for (let count = 0; count < 3; count += 1) {
    await clock.sleep(3_600_000)
    monitor.heard(chat)
  }
  expect(log).toEqual([])
})

test('does nothing once it is stopped, or has given up', async () => {
  const stopped = watchSilence(1000, 3500)
  await stopped.clock.advance(1000)
  stopped.monitor.stop()
  const dead = watchSilence(2000, 1500)
  await dead.clock.advance(1500)
  for (const { clock, monitor } of [stopped, dead]) {
    monitor.probe()
    monitor.heard(chat)
    await clock.advance(100_000)
    expect(clock.timers).toBe(0)
  }
  expect([stopped.log, dead.log]).toEqual([['beat at 1000'], ['dead at 1500']])
})
