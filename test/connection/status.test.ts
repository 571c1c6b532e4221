import { expect, test } from 'vitest'
import { createState, type State } from '../../src/connection/connectionState'
import { createMoves } from '../../src/connection/moves'
import { legalMoves, type Status } from '../../src/connection/status'

function create(): State {
  const failed = (cause: unknown): never => {
    throw cause
  }
  return createState(createMoves(failed), failed)
}

/** How to get to each status from `idle`. */
const ways: Record<Status, Status[]> = {
  idle: [],
  connecting: ['connecting'],
  open: ['connecting', 'open'],
  reconnecting: ['connecting', 'reconnecting'],
  closed: ['closed'],
  failed: ['connecting', 'failed'],
}
const legal = new Set([
  'idle > connecting',
  'idle > closed',
  'connecting > open',
  'connecting > reconnecting',
  'connecting > closed',
  'connecting > failed',
  'connecting > idle',
  'open > reconnecting',
  'open > closed',
  'open > failed',
  'open > idle',
  'reconnecting > open',
  'reconnecting > closed',
  'reconnecting > failed',
  'reconnecting > idle',
  'closed > connecting',
  'closed > idle',
  'failed > connecting',
  'failed > closed',
  'failed > idle',
])
const statuses = Object.keys(ways) as Status[]
const moves = statuses.flatMap((from) => statuses.filter((to) => to !== from).map((to) => ({ from, to })))

test('the table knows these moves and no others', () => {
  const known = moves.filter(({ from, to }) => legalMoves[from].includes(to))
  expect(new Set(known.map(({ from, to }) => `${from} > ${to}`))).toEqual(legal)
})

test.each(moves)('$from to $to is as legal as the table says', ({ from, to }) => {
  const state = create()
  for (const status of ways[from]) state.move(status)
  const attempt = (): string => {
    try {
      state.move(to)
    } catch (error) {
      return String(error)
    }
    return state.getState().status
  }
  const refusal = `Error: Expected a status that may follow "${from}", got "${to}". This is a bug of wirehooks: please report it, with the steps that led here.`
  expect(attempt()).toBe(legal.has(`${from} > ${to}`) ? to : refusal)
})

test('staying is always legal', () => {
  for (const status of statuses) {
    const state = create()
    for (const step of ways[status]) state.move(step)
    state.move(status)
    expect(state.getState().status).toBe(status)
  }
})

test('a move plans no retry unless it says so, and leaves the rest alone', () => {
  const state = create()
  const seen: object[] = []
  state.subscribe(({ status, retryAt, attempt }) => seen.push({ status, retryAt, attempt }))
  state.move('connecting')
  state.move('reconnecting', { retryAt: 5, attempt: 1 })
  state.move('open')
  expect(seen).toEqual([
    { status: 'connecting', retryAt: null, attempt: 0 },
    { status: 'reconnecting', retryAt: 5, attempt: 1 },
    { status: 'open', retryAt: null, attempt: 1 },
  ])
})
