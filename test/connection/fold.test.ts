import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createFlush } from '../../src/connection/flush'
import { createFold, type Fold, type Folding } from '../../src/connection/fold'

function sum(): Folding<number> {
  let total = 0
  return {
    take({ data }) {
      total += data as number
    },
    read: () => total,
  }
}

const message = (data: number): { event: string; data: number } => ({ event: 'A', data })

test('sees every message, and tells at most once a frame', async () => {
  const clock = createFakeClock()
  const flush = createFlush(clock)
  const fold = createFold(flush, sum())
  const told: number[] = []
  fold.subscribe(() => told.push(fold.get()))
  for (let count = 0; count < 10; count += 1) {
    fold.take(message(1))
    flush.run()
  }
  expect([told, fold.get()]).toEqual([[1], 1])
  await clock.advance(16)
  expect(told).toEqual([1, 10])
})

test('several folds agree, before and after each frame', async () => {
  const clock = createFakeClock()
  const flush = createFlush(clock)
  const folds: Fold<number>[] = [createFold(flush, sum()), createFold(flush, sum())]
  const read: number[][] = []
  const look = (): unknown => read.push(folds.map(({ get }) => get()))
  for (const fold of folds) fold.subscribe(() => {})
  for (const data of [1, 2, 3]) {
    for (const fold of folds) fold.take(message(data))
    look()
    flush.run()
    look()
  }
  await clock.advance(16)
  look()
  expect(read).toEqual([0, 1, 1, 1, 1, 1, 6].map((total) => [total, total]))
})

test('tells nobody when the value stayed the same', () => {
  const flush = createFlush(createFakeClock())
  const fold = createFold(flush, sum())
  const told: number[] = []
  fold.subscribe(() => told.push(fold.get()))
  fold.take(message(0))
  flush.run()
  expect(told).toEqual([])
})

test('marks nothing when nobody listens, and is up to date when somebody comes', () => {
  const marked: (() => void)[] = []
  const fold = createFold({ mark: (publish) => marked.push(publish) }, sum())
  fold.take(message(1))
  expect([marked, fold.get()]).toEqual([[], 1])
  fold.take(message(1))
  fold.subscribe(() => {})
  expect(fold.get()).toBe(2)
  fold.take(message(1))
  expect([marked.length, fold.get()]).toEqual([1, 2])
})

test('keeps the value before any message for the server', () => {
  const fold = createFold(createFlush(createFakeClock()), sum())
  fold.take(message(5))
  expect([fold.getInitial(), fold.get()]).toEqual([0, 5])
})

test('one that stops listening while it is told takes nobody along', () => {
  const flush = createFlush(createFakeClock())
  const fold = createFold(flush, sum())
  const log: string[] = []
  const stop = fold.subscribe(() => {
    log.push('first')
    stop()
  })
  fold.subscribe(() => log.push('second'))
  fold.take(message(1))
  flush.run()
  expect(log).toEqual(['first', 'second'])
})
