import { expect, test } from 'vitest'
import { createMoves, type Moves } from '../../src/connection/moves'

function setUp(): { moves: Moves; log: unknown[] } {
  const log: unknown[] = []
  return { moves: createMoves((cause) => log.push({ failed: cause })), log }
}

test('tells everybody after the whole change, in order', () => {
  const { moves, log } = setUp()
  moves.run(() => {
    moves.tell(() => log.push('first listener'))
    log.push('change')
    moves.tell(() => log.push('second listener'))
    log.push('rest of the change')
  })
  expect(log).toEqual(['change', 'rest of the change', 'first listener', 'second listener'])
})

test('tells at once where nothing changes', () => {
  const { moves, log } = setUp()
  moves.tell(() => log.push('told'))
  expect(log).toEqual(['told'])
})

test('a change that comes in the middle of another waits until that one is complete, and comes before any listener', () => {
  const { moves, log } = setUp()
  moves.run(() => {
    moves.tell(() => log.push('told of the first'))
    moves.run(() => {
      log.push('second')
      moves.tell(() => log.push('told of the second'))
    })
    log.push('first')
  })
  expect(log).toEqual(['first', 'second', 'told of the first', 'told of the second'])
})

test('a change that a listener makes is complete when its call returns, and is told after the rest of the first', () => {
  const { moves, log } = setUp()
  moves.run(() => {
    moves.tell(() => {
      moves.run(() => {
        log.push('second change')
        moves.tell(() => log.push('told of the second'))
      })
      log.push('its call returned')
    })
    moves.tell(() => log.push('told of the first'))
  })
  expect(log).toEqual(['second change', 'its call returned', 'told of the first', 'told of the second'])
})

test('a listener that throws stops nobody, and is reported', () => {
  const { moves, log } = setUp()
  moves.run(() => {
    moves.tell(() => {
      throw 'mine'
    })
    moves.tell(() => log.push('second'))
  })
  moves.tell(() => log.push('later'))
  expect(log).toEqual([{ failed: 'mine' }, 'second', 'later'])
})

test('a change that throws, throws, and the listeners of what it changed are told; the next one works as ever', () => {
  const { moves, log } = setUp()
  const run = (): void =>
    moves.run(() => {
      moves.tell(() => log.push('told'))
      throw new Error('a bug')
    })
  expect(run).toThrow('a bug')
  moves.run(() => log.push('next'))
  expect(log).toEqual(['told', 'next'])
})

test('a change that waits is made also when the one before it throws', () => {
  const { moves, log } = setUp()
  const run = (): void =>
    moves.run(() => {
      moves.run(() => log.push('waited'))
      throw new Error('a bug')
    })
  expect(run).toThrow('a bug')
  expect(log).toEqual(['waited'])
})
