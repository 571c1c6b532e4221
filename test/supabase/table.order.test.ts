import { expect, test } from 'vitest'
import { byHand, item } from './rowSource'

/** The names that were shown of the first row, each once in a row. */
function seen({ states }: Pick<ReturnType<typeof byHand>, 'states'>): (string | undefined)[] {
  const names = states.map(({ rows }) => rows[0]?.name)
  return names.filter((name, index) => index === 0 || name !== names[index - 1])
}

test('rows that change while all are loaded are all there when it says live, and one that went is not', async () => {
  const { table, hurl, answer, names, asked } = byHand()
  table.follow({ status: 'ready' })
  for (const id of [2, 3, 4]) hurl({ eventType: 'INSERT', new: item(id, 'changed') })
  hurl({ eventType: 'DELETE', old: { id: 5 } })
  await answer('read 4')
  await answer(
    'load',
    [1, 2, 3, 4, 5].map((id) => item(id, `loaded ${id}`)),
  )
  expect([table.store.getState().status, names()]).toEqual(['live', ['loaded 1', 'loaded 2', 'loaded 3']])
  await answer('read 2', item(2, 'older or newer'))
  await answer('read 3', item(3, 'older or newer'))
  expect(names()).toEqual(['loaded 1', 'loaded 2', 'loaded 3'])
  expect(asked()).toEqual(['read 2', 'read 3'])
  await answer('read 2', item(2, 'read'))
  await answer('read 3')
  expect(names()).toEqual(['loaded 1', 'read'])
})

test('the answer to a reading that was asked before a write is not shown over the answer to the write', async () => {
  const hand = byHand()
  const { begin, table, tell, answer } = hand
  await begin(item(1, 'first'))
  await tell({ new: { id: 1, list: 2 }, errors: ['Error 413: Payload Too Large'] })
  const written = table.update({ id: 1 }, { name: 'second' })
  await answer('update 1 second', item(1, 'second'))
  await answer('read 1', item(1, 'first'))
  expect(hand.names()).toEqual(['second'])
  await answer('read 1', item(1, 'second'))
  await written
  expect(seen(hand)).toEqual(['first', 'second'])
})

test('a row that changes more often than it can be read is still kept up to date', async () => {
  const { table, tell, answer, names, asked } = byHand()
  table.follow({ status: 'ready' })
  await answer('load', [item(1, '0')])
  await tell({ new: item(1, '1') })
  for (let version = 2; version <= 9; version += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await tell({ new: item(1, `${version}`) })
    expect(asked()).toEqual(['read 1'])
    // oxlint-disable-next-line eslint/no-await-in-loop
    await answer('read 1', item(1, `${version - 1}`))
    expect(names()).toEqual([`${version - 1}`])
  }
  await answer('read 1', item(1, '9'))
  expect([names(), asked()]).toEqual([['9'], []])
})

test('a write is shown until the row is read that may be newer, however often it is asked for', async () => {
  const hand = byHand()
  const { table, tell, answer, asked } = hand
  table.follow({ status: 'ready' })
  await answer('load', [item(1, 'first')])
  let isSettled = false
  const written = table.update({ id: 1 }, { name: 'mine' }).finally(() => {
    isSettled = true
  })
  await tell({ new: item(1, 'mine') })
  await answer('update 1 mine', item(1, 'mine'))
  await tell({ new: item(1, 'theirs') })
  await answer('read 1', item(1, 'first'))
  expect([isSettled, hand.names()]).toEqual([false, ['mine']])
  void table.load()
  await answer('read 1', item(1, 'first'))
  expect([isSettled, hand.names()]).toEqual([false, ['mine']])
  await answer('load', [item(1, 'theirs')])
  await written
  expect(asked()).toEqual([])
  expect(seen(hand)).toEqual(['first', 'mine', 'theirs'])
})

test('a write that was answered late does not hide what happened in a gap', async () => {
  const { begin, table, answer, names, asked } = byHand()
  await begin(item(1, 'first'))
  void table.update({ id: 1 }, { name: 'mine' })
  // The database has written it; then somebody else wrote "theirs", and nobody told of it.
  table.follow({ status: 'waiting' })
  table.follow({ status: 'ready' })
  await answer('update 1 mine', item(1, 'mine'))
  await answer('load', [item(1, 'theirs')])
  for (const what of asked()) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await answer(what, item(1, 'theirs'))
  }
  expect(names()).toEqual(['theirs'])
})

test('a row that could not be read while all are loaded is read again afterwards', async () => {
  const { table, hurl, answer, refuse, names, asked } = byHand()
  table.follow({ status: 'ready' })
  hurl({ new: item(1, 'new') })
  await refuse('read 1', 'down')
  expect(table.store.getState().status).toBe('loading')
  await answer('load', [item(1, 'old')])
  expect(asked()).toEqual(['read 1'])
  await refuse('read 1', 'down')
  expect(table.store.getState()).toMatchObject({ status: 'stale', error: { code: 'unknown' } })
  expect(names()).toEqual(['old'])
})

test('a write that was overtaken while too many rows are read is shown until its row was read', async () => {
  const { begin, table, hurl, answer, names } = byHand()
  await begin(item(1, 'first'))
  const written = table.update({ id: 1 }, { name: 'mine' })
  void table.load()
  for (let id = 42; id > 0; id -= 1) hurl({ new: item(id, 'changed') })
  await answer('update 1 mine', item(1, 'mine'))
  await answer('load', [item(1, 'first')])
  expect(names()).toEqual(['mine'])
  await answer('load', [item(1, 'theirs')])
  await written
  expect(names()).toEqual(['theirs'])
})

test('a row that was loaded without its key is an error that says so', async () => {
  const { table, answer } = byHand()
  table.follow({ status: 'ready' })
  await answer('load', [{ name: 'a', list: 1 }])
  const { status, error, rows } = table.store.getState()
  expect([status, rows]).toEqual(['loading', []])
  expect(error?.message).toContain('Name the columns of the key with the option key')
})

test('a compare function that throws is an error, and keeps nothing from being written', async () => {
  const compare = (): number => {
    throw new Error('cannot compare')
  }
  const { table, answer } = byHand({ order: [{ column: 'name', compare }] })
  table.follow({ status: 'ready' })
  await answer('load', [item(1, 'a'), item(2, 'b')])
  expect(table.store.getState()).toMatchObject({ status: 'loading', error: { cause: { message: 'cannot compare' } } })
  const written = table.update({ id: 1 }, { name: 'c' })
  await answer('update 1 c', item(1, 'c'))
  expect(await written).toEqual({ row: item(1, 'c'), error: null })
})
