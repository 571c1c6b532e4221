import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemory, type Memory } from '../../../src/server/presence/memoryStore'

const ttl = 45_000
let memory: Memory

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] })
  memory = createMemory()
})
afterEach(() => {
  vi.useRealTimers()
})

const member = (id: string) => ({ id, version: 1, key: id, state: {} })

/** A channel that is kept has counted its changes. */
const revisionOf = async (channel: string): Promise<number> => (await memory.read(channel)).revision

test('forgets channels that everybody left, and those whose members are gone, though nobody sweeps', async () => {
  for (let index = 0; index < 1000; index += 1) {
    await memory.put(`left ${index}`, member('ann'), ttl)
    await memory.remove(`left ${index}`, ['ann', 1], ttl)
    await memory.put(`lost ${index}`, member('bob'), ttl)
  }
  await vi.advanceTimersByTimeAsync(ttl - 6000)
  expect([await revisionOf('left 0'), await revisionOf('lost 0')]).toEqual([2, 1])
  await vi.advanceTimersByTimeAsync(12_000)
  expect([await revisionOf('left 0'), await revisionOf('left 999')]).toEqual([0, 0])
  await vi.advanceTimersByTimeAsync(ttl)
  expect([await revisionOf('lost 0'), await revisionOf('lost 999')]).toEqual([0, 0])
  // Nothing is left to look at.
  expect(vi.getTimerCount()).toBe(0)
})

test('begins nothing for a channel that somebody only asks for', async () => {
  await memory.read('nowhere')
  await memory.sweep('nowhere')
  await memory.touch('nowhere', [['ann', 1, ttl]])
  await memory.drop('nowhere', ['ann', 1], ttl)
  expect(vi.getTimerCount()).toBe(0)
})

test('forgets who was put out of a channel that nobody is in', async () => {
  await memory.evict('board', 'ann', ttl)
  await vi.advanceTimersByTimeAsync(ttl - 6000)
  expect((await memory.read('board')).evicted).toEqual([{ key: 'ann', agoMs: ttl - 6000 }])
  await vi.advanceTimersByTimeAsync(12_000)
  expect((await memory.read('board')).evicted).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('keeps a channel that somebody watches', async () => {
  const stop = await memory.watch('board', { changed() {}, missed() {} })
  await memory.put('board', member('ann'), ttl)
  await memory.remove('board', ['ann', 1], ttl)
  await vi.advanceTimersByTimeAsync(3 * ttl)
  expect(await revisionOf('board')).toBe(2)
  stop()
  expect(await revisionOf('board')).toBe(0)
})
