import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReplica, type Replica } from '../../../src/server/presence/replica'
import type { Change, Count, KnownMember, Snapshot, StoreListener } from '../../../src/server/presence/store'
import { memoryStore } from '../../../src/server/presence/memoryStore'

const member = (id: string, version = 1): KnownMember => ({ id, version, key: id, state: {}, since: 0, at: 0 })

let members: Map<string, KnownMember>
let evictions: { key: string; agoMs: number }[]
let failures: unknown[]
let restarts: number
/** What the store says, and what it is asked. */
let snapshot: Snapshot
let count: Count
let reads: { resolve(): void; reject(cause: Error): void }[]
let listener: StoreListener
let replica: Replica

beforeEach(() => {
  vi.useFakeTimers()
  members = new Map()
  evictions = []
  failures = []
  restarts = 0
  reads = []
  snapshot = { epoch: 'one', revision: 0, now: 0, age: 60_000, members: [], evicted: [] }
  count = snapshot
  replica = createReplica({
    channel: 'board',
    store: {
      ...memoryStore(),
      sweep: async () => count,
      read: () => new Promise((resolve, reject) => reads.push({ resolve: () => resolve(snapshot), reject })),
      async watch(_channel, given) {
        listener = given
        return () => {}
      },
    },
    members,
    grace: 15_000,
    restarted: () => void (restarts += 1),
    changed({ set, dropped = [], left = [] }) {
      if (set) members.set(set.id, set)
      for (const [id, version] of dropped) members.set(id, { ...member(id, version), dropped: true })
      for (const [id] of left) members.delete(id)
    },
    evicted: (key, at) => evictions.push({ key, agoMs: performance.now() - at }),
    failed: (cause) => failures.push(cause),
  })
})
afterEach(() => {
  replica.stop()
  vi.useRealTimers()
})

const tick = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

async function answer(next: Partial<Snapshot>): Promise<void> {
  snapshot = { ...snapshot, ...next }
  count = snapshot
  reads.shift()?.resolve()
  await tick()
}

const tell = (change: Omit<Change, 'epoch'>): void => listener.changed({ epoch: 'one', ...change })

test('knows everybody once the store has answered, and follows', async () => {
  await tick()
  tell({ revision: 2, set: member('bob') })
  tell({ revision: 3, left: [['ann', 1]] })
  await answer({ revision: 2, members: [member('ann'), member('bob')] })
  await replica.loaded
  expect([...members.keys()]).toEqual(['bob'])
  tell({ revision: 4, set: member('cem') })
  expect([...members.keys()]).toEqual(['bob', 'cem'])
})

describe('reads everything anew', () => {
  beforeEach(async () => {
    await tick()
    await answer({ revision: 5, members: [member('ann')] })
  })

  test.each<[string, () => void]>([
    ['when a change is missing', () => tell({ revision: 7, set: member('bob') })],
    ['when the store counts anew', () => listener.changed({ epoch: 'two', revision: 1, set: member('bob') })],
    ['when the store may have missed a change', () => listener.missed()],
  ])('%s', async (_, happens) => {
    happens()
    expect(reads).toHaveLength(1)
    await answer({ revision: 9, members: [member('bob')] })
    expect([...members.keys()]).toEqual(['bob'])
  })

  test('when the store does not answer, a second later', async () => {
    listener.missed()
    reads.shift()?.reject(new Error('away'))
    await tick(900)
    expect(reads).toHaveLength(0)
    await tick(200)
    expect(reads).toHaveLength(1)
    expect(failures).toEqual([new Error('away')])
  })

  test('when a change counts back, because a copy of the store took its place', async () => {
    tell({ revision: 6, set: member('bob') })
    tell({ revision: 7, set: member('cem') })
    tell({ revision: 7, set: member('dan') })
    expect(reads).toHaveLength(1)
    tell({ revision: 7, set: member('eve') })
    await answer({ revision: 7, members: [member('bob')] })
    expect([...members.keys()]).toEqual(['bob'])
    expect(reads).toHaveLength(1)
    await answer({ revision: 7, members: [member('eve')] })
    expect([...members.keys()]).toEqual(['eve'])
    expect(reads).toHaveLength(0)
  })

  test('when the store counts from an older state', async () => {
    count = { epoch: 'one', revision: 3 }
    void replica.check()
    await tick()
    expect(reads).toHaveLength(1)
  })

  test('when a change that was counted does not come, however often it is looked', async () => {
    count = { epoch: 'one', revision: 6 }
    for (let index = 0; index < 10; index += 1) {
      await replica.check()
      await tick(250)
    }
    expect(reads).toHaveLength(1)
  })

  test('but not when a change that was counted is only on its way', async () => {
    count = { epoch: 'one', revision: 6 }
    await replica.check()
    tell({ revision: 6, set: member('bob') })
    await tick(2000)
    expect(reads).toHaveLength(0)
  })

  test('but not once it was stopped', async () => {
    count = { epoch: 'one', revision: 6 }
    await replica.check()
    replica.stop()
    listener.missed()
    await tick(2000)
    expect(reads).toHaveLength(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('waits for the grace for those whom a store that was emptied does not know', async () => {
  await tick()
  await answer({ revision: 5, members: [member('ann'), member('bob')] })
  expect(restarts).toBe(0)
  listener.missed()
  await answer({ epoch: 'two', revision: 1, age: 1000, members: [member('bob', 2)] })
  expect(restarts).toBe(1)
  expect([...members.values()]).toMatchObject([{ id: 'ann', dropped: true }, { id: 'bob' }])
  await tick(14_000)
  await answer({ age: 15_000 })
  expect([...members.keys()]).toEqual(['bob'])
  expect(restarts).toBe(1)
})

test('tries again to reach the store though it is looked for changes meanwhile', async () => {
  await tick()
  reads.shift()?.reject(new Error('away'))
  for (let index = 0; index < 5; index += 1) {
    await tick(250)
    await replica.check()
  }
  expect(reads).toHaveLength(1)
})

describe('an eviction', () => {
  test('is told while everything is read, once and at once', async () => {
    await tick()
    tell({ revision: 1, evicted: 'ann' })
    expect(evictions).toEqual([{ key: 'ann', agoMs: 0 }])
    await answer({ revision: 1 })
    expect(evictions).toHaveLength(1)
  })

  test('is told when it comes after a change that is missing', async () => {
    await tick()
    await answer({ revision: 1 })
    tell({ revision: 3, evicted: 'ann' })
    expect(evictions).toEqual([{ key: 'ann', agoMs: 0 }])
  })

  test('is told when it was missed', async () => {
    await tick()
    await answer({ revision: 1 })
    listener.missed()
    await answer({ revision: 2, evicted: [{ key: 'ann', agoMs: 700 }] })
    expect(evictions).toEqual([{ key: 'ann', agoMs: 700 }])
  })
})
