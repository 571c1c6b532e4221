import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMembership, type Membership } from '../../../src/server/presence/membership'
import { memoryStore } from '../../../src/server/presence/memoryStore'
import type { PresenceStore } from '../../../src/server/presence/store'

const [grace, ttl] = [15_000, 45_000]
let store: PresenceStore
let membership: Membership
let heardAt: number

beforeEach(() => {
  vi.useFakeTimers()
  store = memoryStore()
  heardAt = performance.now()
  membership = createMembership({ channel: 'board', id: 'a1', store, grace, ttl, heardAt: () => heardAt })
})
afterEach(() => vi.useRealTimers())

const say = (version: number): Promise<boolean> => membership.say({ version, key: 'ann', state: {} })
const versions = async (): Promise<number[]> => (await store.read('board')).members.map(({ version }) => version)

/** After how many milliseconds nobody is there any more. */
async function timeUntilGone(): Promise<number> {
  const before = performance.now()
  while ((await versions()).length > 0) await vi.advanceTimersByTimeAsync(500)
  return performance.now() - before
}

test('a session whose link breaks is kept for the grace', async () => {
  await say(1)
  await vi.advanceTimersByTimeAsync(20_000)
  heardAt = performance.now()
  await membership.drop()
  expect((await store.read('board')).members).toMatchObject([{ id: 'a1', dropped: true }])
  expect(await timeUntilGone()).toBe(grace)
})

test('a session whose link was silent before it broke is gone when its TTL is over', async () => {
  await say(1)
  await vi.advanceTimersByTimeAsync(40_000)
  await membership.drop()
  expect(await timeUntilGone()).toBe(5000)
})

test('a session that was heard long after the store was told so is kept for the whole grace', async () => {
  await say(1)
  await vi.advanceTimersByTimeAsync(44_000)
  heardAt = performance.now()
  await membership.drop()
  expect(await timeUntilGone()).toBe(grace)
})

test('a session is alive from when it was heard last', async () => {
  expect(membership.alive()).toBeUndefined()
  await say(3)
  await vi.advanceTimersByTimeAsync(1000)
  expect(membership.alive()).toEqual(['a1', 3, ttl - 1000])
})

test('what is not newer than what it said changes nothing', async () => {
  await say(5)
  expect(await say(5)).toBe(false)
  expect(await say(4)).toBe(false)
  expect(membership.said).toMatchObject({ version: 5 })
  expect(await versions()).toEqual([5])
})

test('writes one version at a time, and of those between the newest', async () => {
  const puts: number[] = []
  const { put } = store
  vi.spyOn(store, 'put').mockImplementation((channel, member, forMs) => {
    puts.push(member.version)
    return put(channel, member, forMs)
  })
  expect(await Promise.all([say(1), say(2), say(3)])).toEqual([true, true, true])
  expect(puts).toEqual([1, 3])
})

test('is over when the store knows something newer', async () => {
  await store.put('board', { id: 'a1', version: 5, key: 'ann', state: {} }, ttl)
  expect(await say(4)).toBe(false)
  expect([membership.said, membership.alive()]).toEqual([undefined, undefined])
  await membership.drop()
  expect(await versions()).toEqual([5])
})

test('is gone though it was being written, and no older version comes back', async () => {
  await Promise.all([say(1), membership.leave(2)])
  expect(await versions()).toEqual([])
  expect(await store.put('board', { id: 'a1', version: 2, key: 'ann', state: {} }, ttl)).toBe(false)
})
