import { expect, test } from 'vitest'
import { createFeed } from '../../examples/metrics-dashboard/server/feed.mjs'
import { createHistory } from '../../examples/metrics-dashboard/server/history.mjs'

interface Peer {
  bufferedAmount: number
  readonly status: 'open' | 'terminated'
  /** The numbers of the samples, a list for each frame. */
  readonly received: number[][]
  send(frame: string): void
  terminate(): void
}

function createPeer(): Peer {
  const received: number[][] = []
  let status: Peer['status'] = 'open'
  return {
    bufferedAmount: 0,
    received,
    get status() {
      return status
    },
    send(frame) {
      const { payload } = JSON.parse(frame) as { payload: { samples?: { seq: number }[]; seq: number } }
      received.push(payload.samples ? payload.samples.map(({ seq }) => seq) : [payload.seq])
    },
    terminate() {
      status = 'terminated'
    },
  }
}

function start(count: number) {
  const history = createHistory(30_000)
  const feed = createFeed({ run: 'a', history })
  const measure = (count: number): void => {
    for (let left = count; left > 0; left -= 1) history.add({ seq: history.last + 1 })
  }
  const come = (since: number | null = null, run = 'a'): Peer => {
    const peer = createPeer()
    feed.resume(peer, { run, since })
    return peer
  }
  measure(count)
  return { feed, measure, come }
}

const inARow = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('sends a crowd that comes back a limited number of samples in a turn, and everybody gets theirs', () => {
  const { feed, come } = start(30_000)
  const crowd = Array.from({ length: 100 }, () => come(28_000))
  const sent = (): number => crowd.flatMap(({ received }) => received.flat()).length
  for (let turn = 1; turn <= 40; turn += 1) {
    feed.turn()
    expect(sent()).toBe(5000 * turn)
  }
  for (const { received } of crowd) expect(received.flat()).toEqual(inARow(28_001, 30_000))
})

test('sends who is there each new sample at once, whoever else comes back', () => {
  const { feed, measure, come } = start(30_000)
  const live = come(30_000)
  feed.turn()
  expect(live.received).toEqual([[]])
  for (let count = 0; count < 100; count += 1) come()
  measure(10)
  feed.turn()
  expect(live.received.slice(1)).toEqual(inARow(30_001, 30_010).map((seq) => [seq]))
})

test('sends nothing to who does not read, goes on when they do, and gives up when it is too late', () => {
  const { feed, measure, come } = start(100)
  const reader = come()
  feed.turn()
  reader.bufferedAmount = 2 ** 19
  measure(500)
  feed.turn()
  expect(reader.received.flat()).toEqual(inARow(1, 100))
  reader.bufferedAmount = 0
  feed.turn()
  expect(reader.received.flat()).toEqual(inARow(1, 600))

  reader.bufferedAmount = 2 ** 19
  measure(30_000)
  feed.turn()
  expect(reader.status).toBe('open')
  measure(1)
  feed.turn()
  expect(reader.status).toBe('terminated')
})

test.each([
  { since: 90, run: 'a', expected: inARow(91, 100) },
  { since: 1000, run: 'a', expected: [] },
  { since: -7, run: 'a', expected: inARow(1, 100) },
  { since: 90, run: 'another', expected: inARow(1, 100) },
  { since: 1.5, run: 'a', expected: inARow(1, 100) },
])('goes on after $since of the run $run', ({ since, run, expected }) => {
  const { feed, come } = start(100)
  const peer = come(since, run)
  feed.turn()
  expect(peer.received).toEqual([expected])
})
