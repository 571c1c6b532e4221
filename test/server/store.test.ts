import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Change, PresenceStore } from 'wirehooks/server'
import { type House, houses, stopServers } from './support/stores'

const hour = 3_600_000
const ada = { id: 'a1', version: 1, key: 'ada', state: { x: 1 } }
const bob = { id: 'b1', version: 1, key: 'bob', state: {} }

afterAll(stopServers)

/** Nothing is missed here. */
function missed(): void {
  throw new Error('Expected the store to miss nothing')
}

describe.each(Object.entries(houses))('%s', (_, build) => {
  let house: House
  let store: PresenceStore
  let changes: Change[]

  beforeEach(async () => {
    house = await build()
    store = await house.open()
    changes = []
    await store.watch('board', { changed: (change) => changes.push(change), missed })
  })
  afterEach(() => house.stop())

  async function here(of = store): Promise<[id: string, version: number][]> {
    const { members } = await of.read('board')
    const marks = members.map(({ id, version }): [id: string, version: number] => [id, version])
    return marks.toSorted(([one], [other]) => (one < other ? -1 : 1))
  }

  /** Resolves when so many were told, and no more. */
  async function told(count: number): Promise<Change[]> {
    await expect.poll(() => changes.length).toBeGreaterThanOrEqual(count)
    await store.put('board', { id: 'last', version: 1, key: 'last', state: {} }, hour)
    await expect.poll(() => changes.at(-1)?.set?.id).toBe('last')
    return changes.slice(0, -1)
  }

  describe('put', () => {
    test('stores somebody, who came now', async () => {
      const before = Date.now()
      expect(await store.put('board', ada, hour)).toBe(true)
      const { members, now, revision, epoch } = await store.read('board')
      expect(members).toEqual([{ ...ada, since: expect.any(Number), at: expect.any(Number) }])
      expect(members[0]?.since).toBe(members[0]?.at)
      expect(members[0]?.since).toBeGreaterThanOrEqual(before)
      expect(now).toBeGreaterThanOrEqual(members[0]?.since ?? Infinity)
      expect(await told(1)).toEqual([{ epoch, revision, set: members[0] }])
    })

    test('says when somebody changed, and keeps when they came', async () => {
      await store.put('board', ada, hour)
      const [before] = (await store.read('board')).members
      await vi.waitFor(async () => expect((await store.read('board')).now).toBeGreaterThan(before?.at ?? Infinity))
      await store.put('board', { ...ada, version: 2, away: true }, hour)
      const [after] = (await store.read('board')).members
      expect(after).toEqual({ ...ada, version: 2, away: true, since: before?.since, at: expect.any(Number) })
      expect(after?.at).toBeGreaterThan(before?.at ?? Infinity)
    })

    test('with the same state keeps `at`, and tells the new version', async () => {
      await store.put('board', ada, hour)
      const [before] = (await store.read('board')).members
      await vi.waitFor(async () => expect((await store.read('board')).now).toBeGreaterThan(before?.at ?? Infinity))
      expect(await store.put('board', { ...ada, version: 2 }, hour)).toBe(true)
      expect((await store.read('board')).members).toEqual([{ ...before, version: 2 }])
      expect(await told(2)).toMatchObject([{ set: { version: 1 } }, { set: { version: 2 } }])
    })

    test('of an older or the same version is refused', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      expect(await store.put('board', { ...ada, version: 4, state: { is: 'old' } }, hour)).toBe(false)
      expect(await store.put('board', { ...ada, version: 5, state: { is: 'old' } }, hour)).toBe(false)
      expect((await store.read('board')).members).toMatchObject([{ version: 5, state: { x: 1 } }])
      expect(await told(1)).toHaveLength(1)
    })

    test('compares versions as numbers, however large', async () => {
      const version = Number.MAX_SAFE_INTEGER - 1
      await store.put('board', { ...ada, version: 9 }, hour)
      expect(await store.put('board', { ...ada, version: 10 }, hour)).toBe(true)
      expect(await store.put('board', { ...ada, version }, hour)).toBe(true)
      expect(await store.put('board', { ...ada, version }, hour)).toBe(false)
      expect(await store.put('board', { ...ada, version: version + 1 }, hour)).toBe(true)
      expect(await here()).toEqual([['a1', Number.MAX_SAFE_INTEGER]])
    })

    test('keeps a state as JSON has it', async () => {
      const state = { list: [], none: {}, nothing: null, large: Number.MAX_VALUE, deep: [[[['ünï ⸙ "%s" \\ \n']]]] }
      await store.put('board', { ...ada, state }, hour)
      expect((await store.read('board')).members[0]?.state).toEqual(state)
      expect((await told(1))[0]?.set?.state).toEqual(state)
    })
  })

  describe('the version', () => {
    test('keeps an old link from dropping its successor', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await store.drop('board', ['a1', 4], 0)
      await store.sweep('board')
      expect(await here()).toEqual([['a1', 5]])
    })

    test('keeps an old link from removing its successor', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await store.remove('board', ['a1', 4], hour)
      expect(await here()).toEqual([['a1', 5]])
      expect(await told(1)).toHaveLength(1)
    })

    test('keeps an old link from keeping its successor', async () => {
      await store.put('board', { ...ada, version: 5 }, 100)
      expect(await store.touch('board', [['a1', 4, hour]])).toEqual([])
      await expect.poll(() => here()).toEqual([])
    })

    test('of somebody who is gone keeps them from coming back', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await store.remove('board', ['a1', 6], hour)
      expect(await store.put('board', { ...ada, version: 5 }, hour)).toBe(false)
      expect(await store.put('board', { ...ada, version: 6 }, hour)).toBe(false)
      expect(await here()).toEqual([])
      expect(await store.put('board', { ...ada, version: 7 }, hour)).toBe(true)
      expect(await told(3)).toMatchObject([{ set: { version: 5 } }, { left: [['a1', 6]] }, { set: { version: 7 } }])
    })

    test('of somebody whose time is up keeps them from coming back', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await store.drop('board', ['a1', 5], 0)
      await store.sweep('board')
      expect(await here()).toEqual([])
      expect(await store.put('board', { ...ada, version: 5 }, hour)).toBe(false)
      expect(await store.put('board', { ...ada, version: 6 }, hour)).toBe(true)
    })

    test.each<[string, (id: string) => Promise<unknown>]>([
      ['was touched', () => store.touch('board', [['a1', 5, 1]])],
      ['was dropped', () => store.drop('board', ['a1', 5], 0)],
      [
        'was touched and dropped',
        async () => {
          await store.touch('board', [['a1', 5, 1]])
          await store.drop('board', ['a1', 5], 0)
        },
      ],
    ])('of somebody who %s just before their time was up keeps them from coming back', async (_, happens) => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await happens('a1')
      await expect.poll(() => here()).toEqual([])
      // Time for whatever is forgotten to be forgotten.
      await store.put('board', bob, 50)
      await expect.poll(() => here()).toEqual([])
      await store.sweep('board')
      expect(await store.put('board', { ...ada, version: 4 }, hour)).toBe(false)
      expect(await store.put('board', { ...ada, version: 5 }, hour)).toBe(false)
    })

    test('of a removal counts though the member was not there', async () => {
      await store.remove('board', ['a1', 6], hour)
      expect(await store.put('board', { ...ada, version: 6 }, hour)).toBe(false)
      expect(await told(0)).toEqual([])
    })
  })

  describe('time', () => {
    test('is up after the ttl, and not before', async () => {
      const before = performance.now()
      await store.put('board', ada, 100)
      await store.put('board', bob, hour)
      await expect.poll(() => here()).toEqual([['b1', 1]])
      expect(performance.now() - before).toBeGreaterThan(99)
      expect(await told(3)).toMatchObject([{ set: ada }, { set: bob }, { left: [['a1', 1]] }])
    })

    test('is longer for a member that is touched', async () => {
      await Promise.all([
        store.put('board', ada, 100),
        store.put('board', bob, 100),
        store.touch('board', [['a1', 1, hour]]),
      ])
      await expect.poll(() => here()).toEqual([['a1', 1]])
    })

    test('of each member is set by its own touch, and may become shorter', async () => {
      await Promise.all([store.put('board', ada, hour), store.put('board', bob, 100)])
      await store.touch('board', [
        ['a1', 1, 50],
        ['b1', 1, hour],
      ])
      await expect.poll(() => here()).toEqual([['b1', 1]])
    })

    test('is up after the grace when a link breaks, and not before', async () => {
      await store.put('board', ada, hour)
      const before = performance.now()
      await store.drop('board', ['a1', 1], 100)
      await expect.poll(() => here()).toEqual([])
      expect(performance.now() - before).toBeGreaterThan(99)
    })

    test('is what a drop says, whatever was said before', async () => {
      await Promise.all([store.put('board', ada, 50), store.put('board', bob, hour)])
      await store.drop('board', ['a1', 1], hour)
      await store.drop('board', ['b1', 1], 100)
      await expect.poll(() => here()).toEqual([['a1', 1]])
    })

    test('begins anew for a member that comes back inside the grace, and no `left` is told', async () => {
      await store.put('board', ada, hour)
      await Promise.all([
        store.drop('board', ['a1', 1], 100),
        store.put('board', { ...ada, version: 2 }, hour),
        store.put('board', bob, 200),
      ])
      await expect.poll(() => here()).toEqual([['a1', 2]])
      expect((await told(4)).flatMap(({ left = [] }) => left)).toEqual([['b1', 1]])
    })

    test('is not set by a drop of an unknown member', async () => {
      await store.drop('board', ['a1', 1], 0)
      expect(await store.put('board', ada, hour)).toBe(true)
    })
  })

  describe('evict', () => {
    test('tells every process at once, and lists the last eviction of each person in a read', async () => {
      await store.put('board', ada, hour)
      await store.evict('board', 'ada', hour)
      await store.evict('board', 'bøb "}', hour)
      expect(await told(3)).toMatchObject([{ set: ada }, { evicted: 'ada' }, { evicted: 'bøb "}' }])
      const other = await house.open()
      await vi.waitFor(async () => {
        for (const { agoMs } of (await other.read('board')).evicted) expect(agoMs).toBeGreaterThan(20)
      })
      await store.evict('board', 'ada', hour)
      const { evicted, members } = await other.read('board')
      const ago = Object.fromEntries(evicted.map(({ key, agoMs }) => [key, agoMs]))
      expect(Object.keys(ago).toSorted()).toEqual(['ada', 'bøb "}'])
      expect(ago['ada']).toBeLessThan(ago['bøb "}'] ?? 0)
      expect(members.map(({ id }) => id).toSorted()).toEqual(['a1', 'last'])
    })

    test('is known of a channel that nobody is in', async () => {
      await store.evict('empty', 'ada', hour)
      expect((await store.read('empty')).evicted).toEqual([{ key: 'ada', agoMs: expect.any(Number) }])
      expect((await store.read('other')).evicted).toEqual([])
    })

    test('is forgotten', async () => {
      await store.evict('board', 'ada', 20)
      await vi.waitFor(async () => {
        await store.evict('board', 'bob', 20)
        expect((await store.read('board')).evicted.map(({ key }) => key)).toEqual(['bob'])
      })
    })
  })

  describe('touch', () => {
    test('returns the members that the store does not know', async () => {
      await store.put('board', { ...ada, version: 5 }, hour)
      await store.put('board', bob, hour)
      await store.remove('board', ['b1', 3], hour)
      const touched = async (id: string, version: number): Promise<boolean> =>
        (await store.touch('board', [[id, version, hour]])).length === 0
      expect(await touched('a1', 5)).toBe(true)
      expect(await touched('a1', 4)).toBe(true)
      expect(await touched('a1', 6)).toBe(false)
      expect(await touched('b1', 2)).toBe(true)
      expect(await touched('b1', 3)).toBe(false)
      expect(await touched('c1', 1)).toBe(false)
    })

    test('takes many at once', async () => {
      const marks = Array.from({ length: 10_000 }, (_, index): [string, number] => [`m${index}`, 1])
      await store.put('board', { ...ada, id: 'm7000' }, hour)
      const alive = marks.map(([id, version]): [string, number, number] => [id, version, hour])
      expect(await store.touch('board', alive)).toEqual(marks.toSpliced(7000, 1))
    })
  })

  describe('sweep', () => {
    test('counts changes', async () => {
      expect(await store.sweep('board')).toMatchObject({ revision: 0 })
      await store.put('board', ada, hour)
      const { epoch } = await store.read('board')
      expect(await store.sweep('board')).toEqual({ epoch, revision: 1 })
      await store.remove('board', ['a1', 1], hour)
      expect(await store.sweep('board')).toEqual({ epoch, revision: 2 })
    })

    test('tells once that a member is gone, however many processes sweep', async () => {
      const others = await Promise.all([house.open(), house.open()])
      await Promise.all(Array.from({ length: 20 }, (_, index) => store.put('board', { ...ada, id: `m${index}` }, 50)))
      await expect
        .poll(async () => {
          await Promise.all([store, ...others].flatMap((each) => [each.sweep('board'), each.sweep('board')]))
          return here()
        })
        .toEqual([])
      const left = (await told(21)).flatMap((change) => change.left ?? [])
      expect(left).toHaveLength(20)
      expect(new Set(left.map(([id]) => id)).size).toBe(20)
    })
  })

  describe('several processes', () => {
    test('see the same', async () => {
      const other = await house.open()
      await Promise.all([store.put('board', ada, hour), other.put('board', bob, hour)])
      expect(await here(other)).toEqual([
        ['a1', 1],
        ['b1', 1],
      ])
      expect((await other.read('board')).epoch).toBe((await store.read('board')).epoch)
    })

    test('count without holes, and all hear the same', async () => {
      const other = await house.open()
      const heard: Change[] = []
      await other.watch('board', { changed: (change) => heard.push(change), missed })
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 ? store : other).put('board', { ...ada, id: `m${index % 20}`, version: index }, hour),
        ),
      )
      const all = await told(1)
      expect(all.map(({ revision }) => revision)).toEqual(all.map((_, index) => index + 1))
      await expect.poll(() => heard.length).toBe(all.length + 1)
      expect(heard).toEqual(changes)
    })

    test('miss nothing when they watch, and then read', async () => {
      const other = await house.open()
      let isOver = false
      const talk = async (): Promise<void> => {
        for (let version = 1; !isOver; version += 1) {
          await store.put('board', { ...ada, version }, hour)
          await setImmediate()
        }
      }
      const talking = talk()
      for (let round = 0; round < 20; round += 1) {
        const heard: Change[] = []
        const stop = await other.watch('board', { changed: (change) => heard.push(change), missed })
        const { revision } = await other.read('board')
        await vi.waitFor(() => expect(heard.at(-1)?.revision).toBeGreaterThan(revision + 3))
        stop()
        const after = heard.filter((change) => change.revision > revision)
        expect(after.map((change) => change.revision)).toEqual(after.map((_, index) => revision + 1 + index))
      }
      isOver = true
      await talking
    })
  })

  describe('watch', () => {
    test('tells every listener, until it is stopped', async () => {
      const heard: string[] = []
      const stopOne = await store.watch('board', { changed: () => heard.push('one'), missed })
      const stopTwo = await store.watch('board', { changed: () => heard.push('two'), missed })
      await store.put('board', ada, hour)
      await expect.poll(() => heard).toEqual(['one', 'two'])
      stopOne()
      await store.put('board', bob, hour)
      await expect.poll(() => heard).toEqual(['one', 'two', 'two'])
      stopTwo()
      stopTwo()
      expect(await told(2)).toHaveLength(2)
      expect(heard).toEqual(['one', 'two', 'two'])
    })

    test('works again after the last one stopped', async () => {
      const other = await house.open()
      for (let version = 1; version <= 5; version += 1) {
        const heard: Change[] = []
        const stop = await other.watch('board', { changed: (change) => heard.push(change), missed })
        await store.put('board', { ...ada, version }, hour)
        await expect.poll(() => heard).toMatchObject([{ set: { version } }])
        stop()
      }
    })
  })

  test('keeps channels apart', async () => {
    await store.put('room', ada, hour)
    await store.put('board', bob, hour)
    expect((await store.read('room')).members).toMatchObject([ada])
    expect(await told(1)).toMatchObject([{ revision: 1, set: bob }])
  })

  test('takes any name', async () => {
    const names = ['__proto__', 'constructor', '', '}', '{}', 'ü:*', '\n']
    const heard: Change[] = []
    for (const name of names) {
      await store.watch(name, { changed: (change) => heard.push(change), missed })
      const state = JSON.parse('{"__proto__":{"isAdmin":true}}')
      expect(await store.put(name, { id: name, version: 1, key: name, state }, hour)).toBe(true)
      expect(await store.touch(name, [[name, 1, hour]])).toEqual([])
      const { members } = await store.read(name)
      expect(members).toMatchObject([{ id: name, key: name }])
      expect(JSON.stringify(members[0]?.state)).toBe('{"__proto__":{"isAdmin":true}}')
      await store.remove(name, [name, 2], hour)
      expect((await store.read(name)).members).toEqual([])
    }
    await expect.poll(() => heard.length).toBe(2 * names.length)
    expect(heard.flatMap(({ left = [] }) => left)).toEqual(names.map((name) => [name, 2]))
    expect({}).not.toHaveProperty('isAdmin')
  })
})
