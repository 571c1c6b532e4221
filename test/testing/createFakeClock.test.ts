import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'

test('starts at 0 on 2026-01-01, and draws a half', () => {
  const clock = createFakeClock()
  expect([clock.now(), new Date(clock.date()).toISOString(), clock.random(), clock.timers]).toEqual([
    0,
    '2026-01-01T00:00:00.000Z',
    0.5,
    0,
  ])
})

test('runs timers in the order of their times, and of their coming', async () => {
  const clock = createFakeClock()
  const log: string[] = []
  for (const [name, delay] of [
    ['b', 20],
    ['c', 20],
    ['a', 10],
    ['d', 21],
  ] as const)
    clock.after(delay, () => log.push(`${name} at ${clock.now()}`))
  await clock.advance(20)
  expect([log, clock.now(), clock.timers]).toEqual([['a at 10', 'b at 20', 'c at 20'], 20, 1])
})

test('runs timers that timers set, as far as the time goes', async () => {
  const clock = createFakeClock()
  const log: number[] = []
  const again = (): void => {
    log.push(clock.now())
    clock.after(10, again)
  }
  clock.after(0, again)
  await clock.advance(35)
  expect(log).toEqual([0, 10, 20, 30])
})

test('lets promises settle between timers, and when no time passes', async () => {
  const clock = createFakeClock()
  const log: string[] = []
  const chain = async (name: string): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    log.push(name)
  }
  clock.after(10, () => void chain('first'))
  clock.after(10, () => log.push('second'))
  void chain('before')
  await clock.advance(0)
  expect(log).toEqual(['before'])
  await clock.advance(10)
  expect(log).toEqual(['before', 'first', 'second'])
})

test('cancels a timer, and never runs an endless one', async () => {
  const clock = createFakeClock()
  const log: string[] = []
  const cancel = clock.after(5, () => log.push('cancelled'))
  const cancelEndless = clock.after(Infinity, () => log.push('endless'))
  expect(clock.timers).toBe(1)
  cancel()
  cancel()
  cancelEndless()
  await clock.advance(1e12)
  expect([log, clock.timers]).toEqual([[], 0])
})

test('takes a negative delay as none', async () => {
  const clock = createFakeClock()
  const log: number[] = []
  await clock.advance(100)
  clock.after(-50, () => log.push(clock.now()))
  await clock.advance(0)
  expect(log).toEqual([100])
})

test('sleeps: timers run once, at the end, all late', async () => {
  const clock = createFakeClock()
  const log: number[] = []
  const again = (): void => {
    log.push(clock.now())
    clock.after(10, again)
  }
  clock.after(10, again)
  clock.after(500, () => log.push(clock.now()))
  await clock.sleep(1000)
  expect([log, clock.timers]).toEqual([[1000, 1000], 1])
})

test('sets the wall clock, of which timers take no notice', async () => {
  const clock = createFakeClock()
  const log: number[] = []
  clock.after(10, () => log.push(clock.now()))
  clock.setDate(0)
  await clock.advance(5)
  expect([log, clock.now(), clock.date()]).toEqual([[], 5, 5])
  await clock.advance(5)
  expect(log).toEqual([10])
})

test('draws what it is told, and keeps the last', () => {
  const clock = createFakeClock()
  clock.setRandom(0.1, 0.2)
  expect([clock.random(), clock.random(), clock.random()]).toEqual([0.1, 0.2, 0.2])
})

test('has a frame every 16 ms', async () => {
  const clock = createFakeClock()
  const log: number[] = []
  clock.frame(() => log.push(clock.now()))
  await clock.advance(15)
  expect(log).toEqual([])
  await clock.advance(1)
  expect(log).toEqual([16])
})

test('lets time pass twice when it is told so twice, also by somebody who did not wait', async () => {
  const clock = createFakeClock()
  const times: number[] = []
  clock.after(150, () => times.push(clock.now()))
  void clock.advance(100)
  void clock.sleep(30)
  await clock.advance(100)
  expect([clock.now(), times]).toEqual([230, [150]])
})

test.each([Number.NaN, -1, Infinity, '100' as unknown as number, undefined as unknown as number])(
  'cannot let %s milliseconds pass',
  async (duration) => {
    const clock = createFakeClock()
    const shown = typeof duration === 'string' ? '"100"' : String(duration)
    for (const call of ['advance', 'sleep'] as const)
      await expect(clock[call](duration)).rejects.toThrow(
        `clock.${call}(duration) expects milliseconds, a number from 0 on, and got ${shown}`,
      )
    expect(clock.now()).toBe(0)
  },
)
