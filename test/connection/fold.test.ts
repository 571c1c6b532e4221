import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createFrameBatch, type FrameBatch } from '../../src/connection/frameBatch'
import { createFold, type Fold, type Folding } from '../../src/connection/fold'
import { createListeners } from '../../src/connection/listeners'

function sum(): Folding<number> {
  let total = 0
  return {
    take({ data }) {
      total += data as number
    },
    read: () => total,
  }
}

/** Messages that reach folds as those of a connection do. */
function setUp(marking?: FrameBatch['mark']) {
  const clock = createFakeClock()
  const failures: unknown[] = []
  const failed = (cause: unknown): unknown => failures.push(cause)
  const batch = createFrameBatch(clock, failed)
  const { on, dispatch } = createListeners(failed)
  const parts = { on, batch: { mark: marking ?? batch.mark }, failed }
  return {
    clock,
    batch,
    failures,
    fold: (events: readonly string[] | null = null): Fold<number> => createFold(parts, events, sum()),
    say: (data: number, event = 'A') => dispatch({ event, data }),
  }
}

test('sees every message, and tells at most once a frame', async () => {
  const { clock, batch, fold: create, say } = setUp()
  const fold = create()
  const told: number[] = []
  fold.follow()
  fold.subscribe(() => told.push(fold.get()))
  for (let count = 0; count < 10; count += 1) {
    say(1)
    batch.run()
  }
  expect([told, fold.get()]).toEqual([[1], 1])
  await clock.advance(16)
  expect(told).toEqual([1, 10])
})

test('takes messages only while it is followed', () => {
  const { fold: create, say } = setUp()
  const fold = create()
  say(1)
  const stop = fold.follow()
  say(10)
  stop()
  say(100)
  expect(fold.get()).toBe(10)
  fold.follow()
  say(1000)
  expect(fold.get()).toBe(1010)
})

test('takes the messages of its events only, each once, and of all events with null', () => {
  const { fold: create, say } = setUp()
  const folds = [create(['A', 'B']), create(['C']), create([]), create(null)]
  for (const fold of folds) fold.follow()
  for (const [event, data] of [
    ['A', 1],
    ['B', 10],
    ['C', 100],
  ] as const) {
    say(data, event)
  }
  expect(folds.map(({ get }) => get())).toEqual([11, 100, 0, 111])
})

test('several folds agree, before and after each frame', async () => {
  const { clock, batch, fold: create, say } = setUp()
  const folds = [create(), create()]
  const read: number[][] = []
  const look = (): unknown => read.push(folds.map(({ get }) => get()))
  for (const fold of folds) {
    fold.follow()
    fold.subscribe(() => {})
  }
  for (const data of [1, 2, 3]) {
    say(data)
    look()
    batch.run()
    look()
  }
  await clock.advance(16)
  look()
  expect(read).toEqual([0, 1, 1, 1, 1, 1, 6].map((total) => [total, total]))
})

test('tells nobody when the value stayed the same', () => {
  const { batch, fold: create, say } = setUp()
  const fold = create()
  const told: number[] = []
  fold.follow()
  fold.subscribe(() => told.push(fold.get()))
  say(0)
  batch.run()
  expect(told).toEqual([])
})

test('marks nothing when nobody subscribed, and is up to date when somebody comes', () => {
  const marked: (() => void)[] = []
  const { fold: create, say } = setUp((publish) => marked.push(publish))
  const fold = create()
  fold.follow()
  say(1)
  expect([marked, fold.get()]).toEqual([[], 1])
  say(1)
  fold.subscribe(() => {})
  expect(fold.get()).toBe(2)
  say(1)
  expect([marked.length, fold.get()]).toEqual([1, 2])
})

test('keeps the value before any message for the server', () => {
  const { fold: create, say } = setUp()
  const fold = create()
  fold.follow()
  say(5)
  expect([fold.getInitial(), fold.get()]).toEqual([0, 5])
})

test('tells of a value that changed for another reason than a message', () => {
  const { batch } = setUp()
  let value = 'old'
  const fold = createFold({ on: () => () => {}, batch, failed() {} }, [], { take() {}, read: () => value })
  const told: string[] = []
  fold.subscribe(() => told.push(fold.get()))
  value = 'new'
  expect(fold.get()).toBe('old')
  fold.update()
  batch.run()
  expect([told, fold.get()]).toEqual([['new'], 'new'])
})

test('who comes in the middle of a frame sees what the others see, and is told with them', async () => {
  const { clock, batch, fold: create, say } = setUp()
  const fold = create()
  const told: string[] = []
  fold.follow()
  fold.subscribe(() => told.push(`one ${fold.get()}`))
  say(1)
  batch.run()
  say(1)
  batch.run()
  fold.subscribe(() => told.push(`other ${fold.get()}`))
  expect([told, fold.get()]).toEqual([['one 1'], 1])
  await clock.advance(16)
  expect([told, fold.get()]).toEqual([['one 1', 'one 2', 'other 2'], 2])
})

test('one that stops listening while it is told takes nobody along', () => {
  const { batch, fold: create, say } = setUp()
  const fold = create()
  const log: string[] = []
  fold.follow()
  const stop = fold.subscribe(() => {
    log.push('first')
    stop()
  })
  fold.subscribe(() => log.push('second'))
  say(1)
  batch.run()
  expect(log).toEqual(['first', 'second'])
})

test('one that is stopped by another while they are told is not told any more', () => {
  const { batch, fold: create, say } = setUp()
  const fold = create()
  const log: string[] = []
  const stops: (() => void)[] = []
  fold.follow()
  fold.subscribe(() => {
    log.push('first')
    stops[0]?.()
  })
  stops.push(fold.subscribe(() => log.push('second')))
  say(1)
  batch.run()
  expect(log).toEqual(['first'])
})

test('one that throws stops nobody, and is reported', () => {
  const { batch, failures, fold: create, say } = setUp()
  const [one, other] = [create(), create()]
  const log: string[] = []
  for (const fold of [one, other]) fold.follow()
  one.subscribe(() => {
    throw 'mine'
  })
  one.subscribe(() => log.push('same fold'))
  other.subscribe(() => log.push('other fold'))
  say(1)
  batch.run()
  expect([log, failures]).toEqual([['same fold', 'other fold'], ['mine']])
})
