import { expect, test } from 'vitest'
import { createCursors } from '../../src/presence/cursors'
import { member, setUp, type Shared } from './support/setUp'

async function start(glide = 100) {
  const me = setUp()
  me.enter()
  await me.open()
  const cursors = createCursors<Shared>({ presence: me.presence.store, clock: me.clock, glide: () => glide })
  let revision = 1
  return {
    me,
    cursors,
    at: () => cursors.store.getState().map(({ person, x, y }) => [person.key, Math.round(x), Math.round(y)]),
    /** Somebody's cursor is said to be there. */
    say: (id: string, cursor: Shared['cursor'] = null) => {
      revision += 1
      me.hear({
        ...{ kind: 'diff', channel: 'board', from: revision - 1, revision },
        set: [member(id, revision, { state: { cursor } })],
      } as never)
    },
  }
}

test('a cursor is there at once when it comes, and glides to where it goes', async () => {
  const { me, cursors, at, say } = await start()
  await me.everybody([member('a', 1, { state: { cursor: { x: 0, y: 0 } } }), member('b')])
  const stop = cursors.follow()
  expect(at()).toEqual([['a', 0, 0]])
  await me.clock.advance(1000)
  say('a', { x: 100, y: 50 })
  await me.clock.advance(50)
  const [[, x] = []] = at() as number[][]
  expect(x).toBeGreaterThan(20)
  expect(x).toBeLessThan(60)
  await me.clock.advance(100)
  expect(at()).toEqual([['a', 100, 50]])
  stop()
})

test('a cursor that is elsewhere is not shown, and none of who has left', async () => {
  const { me, cursors, at, say } = await start()
  await me.everybody([member('a'), member('b')])
  cursors.follow()
  say('a', { x: 1, y: 1 })
  say('b', { x: 2, y: 2 })
  await me.clock.advance(200)
  expect(at()).toEqual([
    ['a', 1, 1],
    ['b', 2, 2],
  ])
  say('a', null)
  await me.diff(5, { left: [['b', 9]] }, { from: 4 })
  await me.clock.advance(50)
  expect(at()).toEqual([])
})

test('what is no point is not drawn, and harms nobody', async () => {
  const { me, cursors, at, say } = await start(0)
  await me.everybody([member('a', 1, { state: { cursor: { x: 1, y: 2 } } })])
  const stop = cursors.follow()
  for (const cursor of [5, 'x', true, [1], {}, { x: '1', y: 2 }, { x: 1 }, { x: Number.NaN, y: 0 }])
    say('b', cursor as unknown as Shared['cursor'])
  await me.clock.advance(100)
  expect(at()).toEqual([['a', 1, 2]])
  stop()
})

test('a cursor that was as far away as numbers go comes back', async () => {
  const { me, cursors, at, say } = await start()
  await me.everybody([member('a', 1, { state: { cursor: { x: 1e308, y: 0 } } })])
  const stop = cursors.follow()
  say('a', { x: -1e308, y: 0 })
  await me.clock.advance(50)
  say('a', { x: 3, y: 4 })
  await me.clock.advance(200)
  expect(at()).toEqual([['a', 3, 4]])
  stop()
})

test('nothing is drawn while nothing moves, or when nobody follows', async () => {
  const { me, cursors, say } = await start()
  await me.everybody([member('a', 1, { state: { cursor: { x: 0, y: 0 } } })])
  const stop = cursors.follow()
  await me.clock.advance(1000)
  let draws = 0
  cursors.store.subscribe(() => (draws += 1))
  await me.clock.advance(1000)
  expect(draws).toBe(0)
  say('a', { x: 9, y: 9 })
  await me.clock.advance(1000)
  expect(draws).toBeGreaterThan(3)
  expect(draws).toBeLessThan(12)
  say('a', { x: 0, y: 0 })
  stop()
  draws = 0
  await me.clock.advance(1000)
  expect(draws).toBeLessThan(2)
})

test('without a glide a cursor jumps', async () => {
  const { me, cursors, at, say } = await start(0)
  await me.everybody([member('a', 1, { state: { cursor: { x: 0, y: 0 } } })])
  cursors.follow()
  await me.clock.advance(1000)
  say('a', { x: 100, y: 100 })
  await me.clock.advance(20)
  expect(at()).toEqual([['a', 100, 100]])
})
