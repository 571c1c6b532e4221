import { expect, test } from 'vitest'
import { byHand, item } from './rowSource'

test('shows an insert at once, as pending, and then as the database has it', async () => {
  const { begin, table, answer, names, pending } = byHand()
  await begin(item(1, 'a'))
  const written = table.insert({ name: 'b', list: 1 })
  expect([names(), pending()]).toEqual([['a', 'b'], ['b']])
  await answer('insert b', item(7, 'b'))
  expect(await written).toEqual({ row: item(7, 'b'), error: null })
  expect([names(), pending()]).toEqual([['a', 'b'], []])
})

test('takes back an insert, an update and a remove that the database refuses', async () => {
  const { begin, table, refuse, names, pending } = byHand()
  await begin(item(1, 'a'), item(2, 'b'))
  const results = [
    table.insert({ name: 'c', list: 1 }),
    table.update({ id: 1 }, { name: 'A' }),
    table.remove({ id: 2 }),
  ]
  expect([names(), pending()]).toEqual([
    ['A', 'c'],
    ['c', 'A'],
  ])
  await refuse('insert c', 'no')
  await refuse('update 1 A', 'no')
  await refuse('remove 2', 'no')
  const refused = { row: null, error: { code: 'rejected', cause: { message: 'no' } } }
  expect(await Promise.all(results)).toMatchObject([refused, refused, refused])
  expect([names(), pending()]).toEqual([['a', 'b'], []])
})

test('never shows an inserted row twice, whether the change or the answer comes first', async () => {
  const { begin, table, tell, answer, asked, states } = byHand()
  await begin()
  const first = table.insert({ name: 'a', list: 1 })
  await tell({ eventType: 'INSERT', new: item(1, 'a') })
  await answer('insert a', item(1, 'a'))
  await first
  const second = table.insert({ name: 'b', list: 1 })
  await answer('insert b', item(2, 'b'))
  await tell({ eventType: 'INSERT', new: item(2, 'b') })
  await second
  expect(asked()).toEqual([])
  expect(states.map(({ rows }) => rows.map(({ name }) => name).join())).not.toContain('a,a')
  expect(Math.max(...states.map(({ rows }) => rows.length))).toBe(2)
})

test('shows the rows of others that come while one is inserted', async () => {
  const { begin, table, tell, answer, names, asked } = byHand()
  await begin()
  const written = table.insert({ name: 'mine', list: 1 })
  await tell({ eventType: 'INSERT', new: item(1, 'theirs') })
  expect(names()).toEqual(['theirs', 'mine'])
  await answer('insert mine', item(2, 'mine'))
  await written
  expect([names(), asked()]).toEqual([['theirs', 'mine'], []])
})

test('shows no row twice when all are loaded while one is inserted', async () => {
  const { begin, table, answer, names } = byHand()
  await begin(item(1, 'a'))
  const written = table.insert({ name: 'b', list: 1 })
  void table.load()
  await answer('load', [item(1, 'a'), item(2, 'b')])
  expect(names()).toEqual(['a', 'b'])
  await answer('insert b', item(2, 'b'))
  await answer('read 2', item(2, 'b'))
  await written
  expect(names()).toEqual(['a', 'b'])
})

test('does not lose an update of a row that was just inserted, when that is told before the answer', async () => {
  const { begin, table, tell, answer, names } = byHand()
  await begin()
  const written = table.insert({ name: 'a', list: 1 })
  await tell({ eventType: 'INSERT', new: item(1, 'a') })
  await tell({ new: item(1, 'newer') })
  await answer('insert a', item(1, 'a'))
  await answer('read 1', item(1, 'newer'))
  await written
  expect(names()).toEqual(['newer'])
})

test('inserts with a key of its own', async () => {
  const { begin, table, tell, answer, names, pending } = byHand()
  await begin()
  const written = table.insert(item(5, 'a'))
  await tell({ eventType: 'INSERT', new: item(5, 'a, as it is') })
  expect([names(), pending()]).toEqual([['a, as it is'], ['a, as it is']])
  await answer('insert a', item(5, 'a, as it is'))
  await answer('read 5', item(5, 'a, as it is'))
  await written
  expect([names(), pending()]).toEqual([['a, as it is'], []])
})

test('an answer to an update is not shown over a newer change', async () => {
  const { begin, table, tell, answer, states, names, clock } = byHand()
  await begin(item(1, 'a'))
  const written = table.update({ id: 1 }, { name: 'mine' })
  await tell({ new: item(1, 'mine') })
  await tell({ new: item(1, 'theirs, newer') })
  await answer('update 1 mine', item(1, 'mine'))
  expect(names()).toEqual(['mine'])
  await answer('read 1', item(1, 'theirs, newer'))
  await written
  await clock.advance(0)
  expect(names()).toEqual(['theirs, newer'])
  const shown = states.map(({ rows }) => rows[0]?.name)
  expect(shown.slice(shown.indexOf('theirs, newer'))).not.toContain('mine')
})

test('answers to two updates that come in the wrong order leave the row as the database has it', async () => {
  const { begin, table, answer, names } = byHand()
  await begin(item(1, 'a'))
  const both = [table.update({ id: 1 }, { name: 'first' }), table.update({ id: 1 }, { name: 'second' })]
  expect(names()).toEqual(['second'])
  await answer('update 1 second', item(1, 'second'))
  await answer('update 1 first', item(1, 'first'))
  await answer('read 1', item(1, 'second'))
  await Promise.all(both)
  expect(names()).toEqual(['second'])
})

test('an answer that is older than a load is not shown over it', async () => {
  const { begin, table, answer, names } = byHand()
  await begin(item(1, 'a'))
  const written = table.update({ id: 1 }, { name: 'b' })
  void table.load()
  await answer('load', [item(1, 'c')])
  await answer('update 1 b', item(1, 'b'))
  await answer('read 1', item(1, 'c'))
  await written
  expect(names()).toEqual(['c'])
})

test('a load that is older than an answer is not shown over it', async () => {
  const { begin, table, answer, names } = byHand()
  await begin(item(1, 'a'), item(2, 'b'))
  const updated = table.update({ id: 1 }, { name: 'A' })
  const removed = table.remove({ id: 2 })
  void table.load()
  await answer('update 1 A', item(1, 'A'))
  await answer('remove 2')
  await answer('load', [item(1, 'a'), item(2, 'b')])
  await Promise.all([updated, removed])
  expect(names()).toEqual(['A'])
})

test('what its own write echoes is not asked for', async () => {
  const { begin, table, tell, answer, asked, names } = byHand()
  await begin(item(1, 'a'), item(2, 'b'))
  const written = [table.update({ id: 1 }, { name: 'A' }), table.remove({ id: 2 })]
  await answer('update 1 A', item(1, 'A'))
  await answer('remove 2')
  await Promise.all(written)
  await tell({ new: item(1, 'A') })
  await tell({ eventType: 'DELETE', old: { id: 2 } })
  expect([asked(), names()]).toEqual([[], ['A']])
})

test('hides a row that an update takes out of the filter, until it is refused', async () => {
  const { begin, table, refuse, names } = byHand({ filters: [['list', 'eq', 1]] })
  await begin(item(1, 'a'))
  const written = table.update({ id: 1 }, { list: 2, name: 'a' })
  expect(names()).toEqual([])
  await refuse('update 1 a', 'no')
  await written
  expect(names()).toEqual(['a'])
})

test('a change that is older than its own write is not shown over it', async () => {
  const { begin, table, tell, answer, asked, names } = byHand()
  await begin(item(1, 'a'))
  const written = table.update({ id: 1 }, { name: 'mine' })
  await answer('update 1 mine', item(1, 'mine'))
  await written
  await tell({ new: item(1, 'theirs, older') })
  expect([names(), asked()]).toEqual([['mine'], ['read 1']])
  await answer('read 1', item(1, 'mine'))
  expect(names()).toEqual(['mine'])
})

test('a row that is being inserted has a text that stands for it, and keeps that', async () => {
  const { begin, table, answer } = byHand()
  await begin(item(7, 'a'))
  const keys = (): string[] => table.store.getState().rows.map(table.keyOf)
  const written = [table.insert({ name: 'b', list: 1 }), table.insert({ name: 'c', list: 1 })]
  const before = keys()
  expect(new Set(before).size).toBe(3)
  await answer('insert b', item(8, 'b'))
  await answer('insert c', item(9, 'c'))
  await Promise.all(written)
  expect(keys()).toEqual(before)
  expect(table.keyOf({ name: 'none' } as never)).toBe('')
})

test('a row that is being inserted can be changed and removed, and waits for that', async () => {
  const { begin, table, answer, names, asked, pending } = byHand()
  await begin()
  void table.insert({ name: 'a', list: 1 })
  void table.insert({ name: 'z', list: 1 })
  const [first, second] = table.store.getState().rows
  const changed = table.update(first!, { name: 'b' })
  const removed = table.remove(second!)
  expect([names(), pending(), asked()]).toEqual([['b'], ['b'], ['insert a', 'insert z']])
  await answer('insert a', item(1, 'a'))
  expect([names(), asked()]).toEqual([['b'], ['insert z', 'update 1 b']])
  await answer('insert z', item(2, 'z'))
  expect(names()).toEqual(['b'])
  await answer('update 1 b', item(1, 'b'))
  await answer('remove 2')
  expect(await Promise.all([changed, removed])).toEqual([
    { row: item(1, 'b'), error: null },
    { row: null, error: null },
  ])
  expect([names(), pending(), asked()]).toEqual([['b'], [], []])
})

test('what is done with a row whose insert is refused is refused, too', async () => {
  const { begin, table, refuse, names, asked } = byHand()
  await begin()
  const inserted = table.insert({ name: 'a', list: 1 })
  const changed = table.update(table.store.getState().rows[0]!, { name: 'b' })
  await refuse('insert a', 'no')
  expect(await Promise.all([inserted, changed])).toMatchObject([
    { row: null, error: { code: 'rejected' } },
    { row: null, error: { code: 'rejected' } },
  ])
  expect([names(), asked()]).toEqual([[], []])
})

test('a row that was taken while it was inserted can be written to after that', async () => {
  const { begin, table, answer, refuse, asked, names } = byHand()
  await begin()
  void table.insert({ name: 'a', list: 1 })
  void table.insert({ name: 'z', list: 1 })
  const [taken, refused] = table.store.getState().rows
  await answer('insert a', item(1, 'a'))
  await refuse('insert z', 'no')
  void table.update(taken!, { name: 'b' })
  expect([names(), asked()]).toEqual([['b'], ['update 1 b']])
  expect(await table.update(refused!, { name: 'y' })).toMatchObject({ row: null, error: { code: 'rejected' } })
  await answer('update 1 b', item(1, 'b'))
  void table.remove(taken!)
  await answer('remove 1')
  expect([names(), asked()]).toEqual([[], []])
})

test('a row that is read once more after its insert can be written to meanwhile', async () => {
  const { begin, table, answer, tell, names, asked } = byHand()
  await begin()
  void table.insert({ name: 'a', list: 1 })
  void table.load()
  await answer('load', [])
  await answer('insert a', item(1, 'a'))
  await tell({ new: item(2, 'other') })
  expect(asked()).toEqual(['read 1', 'read 2'])
  void table.remove(table.store.getState().rows[0]!)
  expect(names()).toEqual([])
  await answer('read 1', item(1, 'a'))
  expect([names(), asked()]).toEqual([[], ['read 2', 'remove 1']])
  await answer('remove 1')
  await answer('read 2')
  expect([names(), asked()]).toEqual([[], []])
})

test('a template that is inserted twice is two rows', async () => {
  const { begin, table, tell, answer, names, pending } = byHand()
  await begin()
  const template = { name: 'new', list: 1 }
  void table.insert(template)
  void table.insert(template)
  expect([pending(), new Set(table.store.getState().rows.map(table.keyOf)).size]).toEqual([['new', 'new'], 2])
  await answer('insert new', item(1, 'new'))
  await tell({ eventType: 'INSERT', new: item(2, 'new') })
  expect(names()).toEqual(['new', 'new'])
  await answer('insert new', item(2, 'new'))
  expect([names(), pending()]).toEqual([['new', 'new'], []])
})

test('no two rows have one text, also where the database changes what is inserted', async () => {
  const { begin, table, answer } = byHand()
  await begin()
  const doubled: string[] = []
  table.store.subscribe(({ rows }) => {
    const texts = rows.map(table.keyOf)
    if (new Set(texts).size < texts.length) doubled.push(texts.join())
  })
  void table.insert({ name: 'a', list: 1 })
  void table.load()
  await answer('load', [item(1, 'A (trigger)')])
  await answer('insert a', item(1, 'A (trigger)'))
  await answer('read 1', item(1, 'A (trigger)'))
  expect(doubled).toEqual([])
  expect(table.store.getState().rows).toEqual([item(1, 'A (trigger)')])
})

test('an update of a row that is being inserted with a key of its own waits for the insert', async () => {
  const { begin, table, answer, asked } = byHand()
  await begin()
  void table.insert(item(3, 'a'))
  void table.update({ id: 3 }, { name: 'b' })
  expect(asked()).toEqual(['insert a'])
  await answer('insert a', item(3, 'a'))
  expect(asked()).toEqual(['update 3 b'])
})

test('an older answer is not shown over a newer one, although the row cannot be read', async () => {
  const { begin, table, answer, refuse, names } = byHand()
  await begin(item(1, 'a'))
  void table.update({ id: 1 }, { name: 'b' })
  void table.update({ id: 1 }, { name: 'c' })
  await answer('update 1 c', item(1, 'c'))
  await answer('update 1 b', item(1, 'b'))
  await refuse('read 1', 'down')
  expect(names()).toEqual(['c'])
})

test('a row whose insert was answered is taken for no other one that is being inserted', async () => {
  const { begin, table, answer, tell, names } = byHand()
  await begin()
  void table.insert({ name: 'a', list: 1 })
  void table.insert({ name: 'a', list: 1 })
  void table.load()
  await answer('load', [])
  await answer('insert a', item(1, 'a'))
  await tell({ eventType: 'INSERT', new: { id: 1 }, errors: ['Error 413: Payload Too Large'] })
  void table.load()
  await answer('load', [item(1, 'a')])
  expect(names()).toEqual(['a', 'a'])
  expect(table.store.getState().pending.size).toBe(1)
})

test('of a thousand inserts later, a row that was taken without its key is refused, and nothing is asked', async () => {
  const { begin, table, answer, asked } = byHand()
  await begin()
  void table.insert({ name: 'a', list: 1 })
  const [taken] = table.store.getState().rows
  await answer('insert a', item(1, 'a'))
  for (let id = 2; id <= 1002; id += 1) {
    void table.insert({ name: `${id}`, list: 1 })
    // oxlint-disable-next-line eslint/no-await-in-loop
    await answer(`insert ${id}`, item(id, `${id}`))
  }
  expect(await table.update(taken!, { name: 'b' })).toMatchObject({ row: null, error: { code: 'invalid-option' } })
  expect(asked()).toEqual([])
})
