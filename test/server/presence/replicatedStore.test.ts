import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Processes,
  type ProcessListener,
  type ReplicatedStore,
  replicatedStore,
  type Operation,
} from '../../../src/server/presence/replicatedStore'

const hour = 3_600_000
const ada = { id: 'a1', version: 1, key: 'ada', state: { x: 1 } }
const bob = { id: 'b1', version: 1, key: 'bob', state: {} }

const quiet = { changed() {}, missed() {} }

/** Processes that reach each other at once, or lose what they are told. */
function startProcesses(count: number) {
  const listeners = new Map<number, ProcessListener>()
  const others = (self: number): ProcessListener[] =>
    [...listeners].filter(([index]) => index !== self).map(([, listener]) => listener)
  const operations: Operation[] = []
  /** What was told of errors: a test that expects some takes them out. */
  const failures: unknown[] = []
  onTestFinished(() => expect(failures).toEqual([]))
  let isLossy = false
  let isOneSilent = false
  const stores = Array.from({ length: count }, (_, index): ReplicatedStore => {
    const processes: Processes = {
      tell(operation) {
        operations.push(operation)
        if (!isLossy) for (const other of others(index)) other.heard(structuredClone(operation))
      },
      ask: async (channel) => ({
        answers: structuredClone(others(index).map((other) => other.asked(channel))),
        ...(isOneSilent && { cause: new Error('One did not answer') }),
      }),
      listen(listener) {
        listeners.set(index, listener)
        return () => listeners.delete(index)
      },
    }
    const store = replicatedStore(processes, (cause) => failures.push(cause))
    onTestFinished(store.stop)
    return store
  })
  return {
    stores: stores as [ReplicatedStore, ReplicatedStore, ...ReplicatedStore[]],
    operations,
    kill: (index: number) => listeners.delete(index),
    lose(next: boolean) {
      isLossy = next
    },
    /** From now on, one more process does not answer. */
    silence() {
      isOneSilent = true
    },
    takeFailures: () => failures.splice(0),
  }
}

const marks = async (store: ReplicatedStore): Promise<string[]> =>
  (await store.read('board')).members.map(({ id, version }) => `${id} ${version}`).toSorted()

async function watchAll(stores: readonly ReplicatedStore[]): Promise<void> {
  for (const store of stores) onTestFinished(await store.watch('board', quiet))
}

test('all processes that watch a channel know who is there', async () => {
  const { stores } = startProcesses(3)
  await watchAll(stores)
  const [one, two] = stores
  await one.put('board', ada, hour)
  await two.put('board', bob, hour)
  await one.put('board', { ...ada, version: 2 }, hour)
  await setImmediate()
  for (const store of stores) expect(await marks(store)).toEqual(['a1 2', 'b1 1'])
  await two.remove('board', ['b1', 1], hour)
  await setImmediate()
  for (const store of stores) expect(await marks(store)).toEqual(['a1 2'])
})

test('a process that begins to watch asks the others, and the clocks of both may differ', async () => {
  const { stores } = startProcesses(2)
  const [one, two] = stores
  await watchAll([one])
  const clock = vi.spyOn(Date, 'now')
  onTestFinished(() => clock.mockRestore())
  clock.mockReturnValue(1_000_000)
  await one.put('board', ada, hour)
  // It has been there for a second when the other process asks.
  clock.mockReturnValue(1_001_000)
  await two.watch('board', quiet)
  expect((await two.read('board')).members).toEqual([{ ...ada, since: 1_000_000, at: 1_000_000 }])
})

test('who() of a channel that nobody watches here asks the others, and keeps nothing', async () => {
  const { stores } = startProcesses(2)
  const [one, two] = stores
  await watchAll([one])
  await one.put('board', ada, hour)
  expect(await marks(two)).toEqual(['a1 1'])
  await one.remove('board', ['a1', 1], hour)
  expect(await marks(two)).toEqual([])
})

test('what some say is taken over though another one does not answer, and who() says that somebody may be missing', async () => {
  const { stores, silence, takeFailures } = startProcesses(2)
  const [one, two] = stores
  await watchAll([one])
  await one.put('board', ada, hour)
  silence()
  await expect(two.read('board')).rejects.toThrow('One did not answer')
  await watchAll([two])
  expect(await marks(two)).toEqual(['a1 1'])
  expect(takeFailures()).toEqual([new Error('One did not answer')])
})

test('what was lost on its way is found when a process says who is alive', async () => {
  const { stores, lose } = startProcesses(2)
  const [one, two] = stores
  await watchAll(stores)
  lose(true)
  await one.put('board', ada, hour)
  lose(false)
  expect(await marks(two)).toEqual([])
  await one.touch('board', [['a1', 1, hour]])
  await vi.waitFor(async () => expect(await marks(two)).toEqual(['a1 1']))
})

test('a member who moves to another process is told of by that one alone', async () => {
  const { stores, kill } = startProcesses(3)
  const [one, two, three] = stores
  await watchAll([one, two])
  await one.put('board', ada, hour)
  await two.put('board', { ...ada, version: 2 }, hour)
  await setImmediate()
  kill(1)
  if (!three) throw new Error('Expected three processes')
  await watchAll([three])
  // The process that has this member is dead, and nobody else speaks for it.
  expect(await marks(three)).toEqual([])
  expect(await marks(one)).toEqual(['a1 2'])
})

describe('a member who was dropped by a process where nobody watches any more', () => {
  async function dropInOne() {
    const { stores } = startProcesses(2)
    const [one, two] = stores
    const stop = await one.watch('board', quiet)
    await one.put('board', ada, hour)
    await one.drop('board', ['a1', 1], hour)
    stop()
    await watchAll([two])
    expect(await marks(one)).toEqual(['a1 1'])
    return [one, two] as const
  }

  test('and came back and left elsewhere, is not there', async () => {
    const [one, two] = await dropInOne()
    await two.put('board', { ...ada, version: 2 }, hour)
    await two.remove('board', ['a1', 3], hour)
    expect([await marks(one), await marks(two)]).toEqual([[], []])
    await one.watch('board', quiet)
    expect(await marks(one)).toEqual([])
  })

  test('and was put out elsewhere, is not there', async () => {
    const [one, two] = await dropInOne()
    await two.remove('board', ['a1', 1], hour)
    expect([await marks(one), await marks(two)]).toEqual([[], []])
  })

  test('and came back elsewhere unheard, is found when that process says who is alive', async () => {
    const [one, two] = await dropInOne()
    await two.put('board', { ...ada, version: 2 }, hour)
    await two.touch('board', [['a1', 2, hour]])
    expect(await marks(one)).toEqual(['a1 2'])
    await one.watch('board', quiet)
    expect(await marks(one)).toEqual(['a1 2'])
  })

  test('stays, whatever is said of older versions and of others', async () => {
    const [one, two] = await dropInOne()
    await two.put('board', bob, hour)
    await two.remove('board', ['a1', 0], hour)
    expect(await marks(one)).toEqual(['a1 1', 'b1 1'])
  })
})

test('the version of a member who came from another process is remembered as long as there', async () => {
  const { stores, kill } = startProcesses(2)
  const [one, two] = stores
  await one.put('board', { ...ada, version: 5 }, hour)
  await one.touch('board', [['a1', 5, 20]])
  await watchAll([two])
  kill(0)
  await vi.waitFor(async () => expect(await marks(two)).toEqual([]))
  await two.put('board', bob, 50)
  await vi.waitFor(async () => expect(await marks(two)).toEqual([]))
  expect(await two.put('board', { ...ada, version: 4 }, hour)).toBe(false)
})

test('all processes remember an eviction, also where nobody watches', async () => {
  const { stores } = startProcesses(2)
  const [one, two] = stores
  await watchAll([one])
  await one.evict('board', 'ada', hour)
  for (const store of [one, two])
    expect((await store.read('board')).evicted).toEqual([{ key: 'ada', agoMs: expect.any(Number) }])
})

test('what a process of an older version tells is not remembered for ever', async () => {
  const listeners: ProcessListener[] = []
  const asked = [{ member: { ...ada, key: 'ada' }, sinceAgo: 0, atAgo: 0, ttl: 50 }]
  const store = replicatedStore(
    { tell() {}, ask: async () => ({ answers: [asked] }), listen: (listener) => (listeners.push(listener), () => {}) },
    (cause) => expect.fail(String(cause)),
  )
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  onTestFinished(store.stop)
  await store.watch('board', quiet)
  listeners[0]?.heard(['evict', 'board', 'ada'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await store.read('board')).evicted).toHaveLength(1)
  expect(await store.put('board', ada, hour)).toBe(false)
  await vi.advanceTimersByTimeAsync(60_000)
  expect((await store.read('board')).evicted).toEqual([])
  expect(await store.put('board', ada, hour)).toBe(true)
})

test('an answer that is older than the break of a link does not undo it', async () => {
  const listeners: ProcessListener[] = []
  let answer = (): void => {}
  const asked = [{ member: { ...ada, key: 'ada' }, sinceAgo: 0, atAgo: 0, ttl: hour }]
  const store = replicatedStore(
    {
      tell() {},
      ask: () => new Promise((resolve) => (answer = () => resolve({ answers: [asked] }))),
      listen: (listener) => (listeners.push(listener), () => {}),
    },
    (cause) => expect.fail(String(cause)),
  )
  onTestFinished(store.stop)
  const watching = store.watch('board', quiet)
  listeners[0]?.heard(['drop', 'board', [ada.id, ada.version], 1000])
  answer()
  onTestFinished(await watching)
  expect((await store.read('board')).members).toMatchObject([{ id: ada.id, dropped: true }])
})

test('members of other processes are forgotten when nobody watches any more, and own ones are not', async () => {
  const { stores } = startProcesses(2)
  const [one, two] = stores
  await watchAll([one])
  const stop = await two.watch('board', quiet)
  await one.put('board', ada, hour)
  await two.put('board', bob, hour)
  await setImmediate()
  stop()
  await one.remove('board', ['a1', 1], hour)
  const again = await two.watch('board', quiet)
  expect(await marks(two)).toEqual(['b1 1'])
  again()
})
