import { describe, expect, test, vi } from 'vitest'
import type { ReadonlyStore } from '../../src/connection/connectionState'
import { createGuardedStore } from '../../src/connection/guardedStore'
import { createMoves } from '../../src/connection/moves'

interface Place {
  x: number
  y: number
}

const start: Place = { x: 0, y: 0 }

function setUp() {
  const failed = vi.fn<(cause: unknown) => void>()
  const store = createGuardedStore(start, failed)
  const log: string[] = []
  /** A listener that writes down, under a name, what it hears. */
  const listener =
    (name: string) =>
    (now: Place, before: Place): void =>
      void log.push(`${name}: ${before.x},${before.y} → ${now.x},${now.y}`)
  return { store, failed, log, listener }
}

describe('a change', () => {
  test('merges a patch into the state, and keeps the one it began with', () => {
    const { store } = setUp()
    store.setState({ x: 1 })
    store.setState({ y: 2 })
    expect(store.getState()).toEqual({ x: 1, y: 2 })
    expect(store.getInitialState()).toBe(start)
  })

  test('replaces the state where it is told to, and where it is no object', () => {
    const list = createGuardedStore<readonly number[]>([1, 2], () => {})
    list.setState([3], true)
    expect(list.getState()).toEqual([3])
    const word = createGuardedStore<string | null>('one', () => {})
    word.setState('other')
    expect(word.getState()).toBe('other')
    word.setState(null)
    expect(word.getState()).toBeNull()
    const { store } = setUp()
    const next = { x: 7, y: 7 }
    store.setState(next, true)
    expect(store.getState()).toBe(next)
  })

  test('is told with the state before it', () => {
    const { store, log, listener } = setUp()
    const stop = store.subscribe(listener('one'))
    store.setState({ x: 1 })
    stop()
    stop()
    store.setState({ x: 2 })
    expect(log).toEqual(['one: 0,0 → 1,0'])
  })

  test('to the same state is not told', () => {
    const { store, log, listener } = setUp()
    store.subscribe(listener('one'))
    store.setState(store.getState())
    store.setState(store.getState(), true)
    expect(log).toEqual([])
  })
})

describe('listeners', () => {
  test('that throw are reported, and stop neither the others nor the next change', () => {
    const { store, failed, log, listener } = setUp()
    store.subscribe(() => {
      throw new Error('mine')
    })
    store.subscribe(listener('other'))
    store.setState({ x: 1 })
    store.setState({ x: 2 })
    expect(log).toEqual(['other: 0,0 → 1,0', 'other: 1,0 → 2,0'])
    expect(failed.mock.calls).toEqual([[new Error('mine')], [new Error('mine')]])
  })

  test('that change the store again: everybody hears both changes, in order, and the newest state is there at once', () => {
    const { store, log, listener } = setUp()
    store.subscribe(({ x }) => {
      if (x !== 1) return
      store.setState({ x: 2 })
      log.push(`at once ${store.getState().x}`)
    })
    store.subscribe(listener('other'))
    store.setState({ x: 1 })
    expect(log).toEqual(['at once 2', 'other: 0,0 → 1,0', 'other: 1,0 → 2,0'])
  })

  test('that throw after they changed the store stop nothing', () => {
    const { store, failed, log, listener } = setUp()
    store.subscribe(({ x }) => {
      if (x === 1) store.setState({ x: 2 })
      throw new Error(`at ${x}`)
    })
    store.subscribe(listener('other'))
    store.setState({ x: 1 })
    expect(log).toEqual(['other: 0,0 → 1,0', 'other: 1,0 → 2,0'])
    expect(failed.mock.calls).toEqual([[new Error('at 1')], [new Error('at 2')]])
  })

  test('that are stopped by another one hear nothing more', () => {
    const { store, log, listener } = setUp()
    store.subscribe(() => stop())
    const stop = store.subscribe(listener('other'))
    store.setState({ x: 1 })
    expect(log).toEqual([])
  })

  test('that come while a change is told hear only of later ones', () => {
    const { store, log, listener } = setUp()
    store.subscribe(({ x }) => {
      if (x !== 1) return
      store.setState({ x: 2 })
      store.subscribe(listener('late'))
      store.setState({ x: 3 })
    })
    store.setState({ x: 1 })
    expect(log).toEqual(['late: 2,0 → 3,0'])
  })

  test('that are given twice are two', () => {
    const { store, log, listener } = setUp()
    const one = listener('one')
    const stops = [store.subscribe(one), store.subscribe(one)]
    store.setState({ x: 1 })
    stops[0]?.()
    store.setState({ x: 2 })
    expect(log).toEqual(['one: 0,0 → 1,0', 'one: 0,0 → 1,0', 'one: 1,0 → 2,0'])
  })
})

test('a store that is a part of a move is told when the move is complete', () => {
  const moves = createMoves(() => {})
  const [one, other] = [createGuardedStore(1, () => {}, moves), createGuardedStore(1, () => {}, moves)]
  const log: string[] = []
  one.subscribe((now) => log.push(`one ${now}, other is ${other.getState()}`))
  other.subscribe((now) => log.push(`other ${now}, one is ${one.getState()}`))
  moves.run(() => {
    one.setState(2)
    other.setState(2)
    log.push('complete')
  })
  expect(log).toEqual(['complete', 'one 2, other is 2', 'other 2, one is 2'])
})

test('a guarded store is a store for readers of zustand', () => {
  const store: ReadonlyStore<Place> = setUp().store
  expect(store.getState()).toBe(start)
})
