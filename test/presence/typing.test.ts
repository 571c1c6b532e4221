import { beforeEach, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../src/testing/createFakeClock'
import { createKeystrokes, type Keystrokes } from '../../src/presence/typing'

let clock: FakeClock
let keys: Keystrokes
let log: unknown[]

beforeEach(() => {
  clock = createFakeClock()
  log = []
  keys = createKeystrokes({
    clock,
    stopAfter: () => 3000,
    changed: (isTyping) => log.push([clock.now(), isTyping]),
  })
})

test('typing begins with a keystroke and stops by itself after the last one', async () => {
  keys.start()
  for (let stroke = 0; stroke < 4; stroke += 1) {
    await clock.advance(2000)
    keys.start()
  }
  await clock.advance(20_000)
  expect(log).toEqual([
    [0, true],
    [11_000, false],
  ])
  expect(clock.timers).toBe(0)
})

test('typing stops when the text was sent, and begins anew', async () => {
  keys.start()
  await clock.advance(1000)
  keys.stop()
  keys.stop()
  keys.start()
  keys.stop()
  expect(log).toEqual([
    [0, true],
    [1000, false],
    [1000, true],
    [1000, false],
  ])
  expect(clock.timers).toBe(0)
})
