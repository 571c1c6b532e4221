import { afterEach, expect, test, vi } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createFrameBatch } from '../../src/connection/frameBatch'

afterEach(() => vi.unstubAllGlobals())

test('publishes at once after a quiet time, then at most once a frame', async () => {
  const clock = createFakeClock()
  const batch = createFrameBatch(clock)
  const log: number[] = []
  const publish = (): unknown => log.push(clock.now())
  for (let millisecond = 0; millisecond < 40; millisecond += 1) {
    batch.mark(publish)
    batch.run()
    await clock.advance(1)
  }
  await clock.advance(100)
  batch.mark(publish)
  batch.run()
  expect(log).toEqual([0, 16, 32, 48, 140])
})

test('publishes each thing once, however often it was marked', () => {
  const batch = createFrameBatch(createFakeClock())
  const log: string[] = []
  const [one, other] = [(): unknown => log.push('one'), (): unknown => log.push('other')]
  for (const publish of [one, other, one, other, one]) batch.mark(publish)
  batch.run()
  expect(log).toEqual(['one', 'other'])
})

test('waits for the run', async () => {
  const clock = createFakeClock()
  const batch = createFrameBatch(clock)
  const log: string[] = []
  batch.mark(() => log.push('published'))
  await clock.advance(100)
  expect([log, clock.timers]).toEqual([[], 0])
  batch.run()
  expect(log).toEqual(['published'])
})

test('asks for no frame when there is nothing to publish', async () => {
  const clock = createFakeClock()
  const batch = createFrameBatch(clock)
  batch.run()
  expect(clock.timers).toBe(0)
  batch.mark(() => {})
  batch.run()
  expect(clock.timers).toBe(1)
  await clock.advance(16)
  expect(clock.timers).toBe(0)
})

test('what is marked while it publishes waits for the next frame', async () => {
  const clock = createFakeClock()
  const batch = createFrameBatch(clock)
  const log: string[] = []
  const again = (): void => {
    log.push(`at ${clock.now()}`)
    if (log.length < 3) batch.mark(again)
    batch.run()
  }
  batch.mark(again)
  batch.run()
  await clock.advance(100)
  expect(log).toEqual(['at 0', 'at 16', 'at 32'])
})

test('one that throws stops nobody, and is reported', async () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const clock = createFakeClock()
  const log: unknown[] = []
  for (const batch of [createFrameBatch(clock, (cause) => log.push({ cause })), createFrameBatch(clock)]) {
    batch.mark(() => {
      throw 'mine'
    })
    batch.mark(() => log.push('second'))
    batch.run()
    await clock.advance(16)
    batch.mark(() => log.push('next'))
    batch.run()
  }
  expect([log, reported]).toEqual([[{ cause: 'mine' }, 'second', 'next', 'second', 'next'], ['mine']])
})
