import { describe, expect, test } from 'vitest'
import { byHand, item } from './rowSource'

describe('while changes come', () => {
  test('takes inserts, updates and deletes as they come', async () => {
    const { begin, tell, names, asked, states } = byHand()
    await begin(item(1, 'a'))
    await tell({ eventType: 'INSERT', new: item(2, 'b') })
    await tell({ new: item(1, 'A'), old: { id: 1 } })
    expect(names()).toEqual(['A', 'b'])
    await tell({ eventType: 'DELETE', old: { id: 1 } })
    expect(names()).toEqual(['b'])
    expect(asked()).toEqual([])
    expect(states.map(({ status }) => status)).toEqual(['live', 'live', 'live', 'live'])
  })

  test('merges what an update tells into what is known', async () => {
    const { begin, tell, table } = byHand()
    await begin(item(1, 'a', { note: 'long' }))
    await tell({ new: { id: 1, name: 'b', list: 1 } })
    expect(table.store.getState().rows).toEqual([item(1, 'b', { note: 'long' })])
  })

  test('shows a burst once a frame, and the first of it at once', async () => {
    const { begin, hurl, clock, names, states } = byHand()
    await begin()
    const before = states.length
    for (let id = 1; id <= 1000; id += 1) hurl({ eventType: 'INSERT', new: item(id, `${id}`) })
    expect([names(), states.length - before]).toEqual([['1'], 1])
    await clock.advance(16)
    expect([names().length, states.length - before]).toEqual([1000, 2])
  })

  test('reads a row of which only an update is heard, and one whose change is not complete', async () => {
    const { begin, tell, answer, names, asked } = byHand()
    await begin()
    await tell({ new: item(1, 'a') })
    await tell({ eventType: 'INSERT', new: { id: 2 }, errors: ['Error 413: Payload Too Large'] })
    expect(asked()).toEqual(['read 1', 'read 2'])
    await answer('read 2', item(2, 'b'))
    await answer('read 1', item(1, 'a'))
    expect(names()).toEqual(['a', 'b'])
  })

  test('reads rows that a change does not bring as the query does', async () => {
    const { begin, tell, answer, table } = byHand({ select: 'id, name, list, tags(*)' })
    await begin()
    await tell({ eventType: 'INSERT', new: item(1, 'a') })
    await answer('read 1', { ...item(1, 'a'), tags: [] })
    expect(table.store.getState().rows).toEqual([{ ...item(1, 'a'), tags: [] }])
  })

  test('passes over a change without a key, and over deletes of nobody', async () => {
    const { begin, tell, asked, names } = byHand()
    await begin(item(1, 'a'))
    await tell({ eventType: 'INSERT', new: {}, errors: ['Error 401: Unauthorized'] })
    await tell({ eventType: 'DELETE', old: { id: 7 } })
    expect([asked(), names()]).toEqual([[], ['a']])
  })
})

describe('while all is loaded', () => {
  test('a change is not overwritten by what is older', async () => {
    const { table, tell, answer, asked, names } = byHand()
    table.follow({ status: 'ready' })
    await tell({ new: item(1, 'new') })
    await tell({ eventType: 'INSERT', new: item(2, 'new') })
    await tell({ eventType: 'DELETE', old: { id: 3 } })
    expect(asked()).toEqual(['load', 'read 1', 'read 2'])
    await answer('read 1', item(1, 'new'))
    await answer('load', [item(1, 'old'), item(3, 'old')])
    expect(names()).toEqual(['new'])
    await answer('read 2', item(2, 'new'))
    expect(names()).toEqual(['new', 'new'])
  })

  test('only the newest load counts', async () => {
    const { table, answer, names } = byHand()
    table.follow({ status: 'ready' })
    void table.load()
    await answer('load', [item(1, 'old')])
    expect(names()).toEqual([])
    await answer('load', [item(1, 'new')])
    expect(names()).toEqual(['new'])
  })

  test('a reading that is on its way is older than a load that starts now', async () => {
    const { table, begin, tell, answer, names } = byHand()
    await begin()
    await tell({ new: item(1, 'a') })
    void table.load()
    await answer('load', [item(1, 'c')])
    await answer('read 1', item(1, 'b'))
    expect(names()).toEqual(['c'])
  })

  test('loads all instead of reading more than 20 rows one by one', async () => {
    const { begin, tell, asked, answer, names } = byHand()
    await begin()
    for (let id = 1; id <= 21; id += 1) await tell({ new: item(id, 'x') })
    expect(asked().slice(20)).toEqual(['load'])
    await answer('load', [item(1, 'y')])
    expect(names()).toEqual(['y'])
  })
})

describe('after a load', () => {
  test('a change that may be older is not believed, and the row is read', async () => {
    const { table, answer, tell, asked, names, clock } = byHand()
    table.follow({ status: 'ready' })
    await answer('load', [item(1, 'b')])
    await tell({ new: item(1, 'a') })
    expect([names(), asked()]).toEqual([['b'], ['read 1']])
    await answer('read 1', item(1, 'b'))
    expect(names()).toEqual(['b'])
    await clock.advance(5000)
    await tell({ new: item(1, 'c') })
    expect([names(), asked()]).toEqual([['c'], []])
  })

  test('a change that tells nothing new asks for nothing', async () => {
    const { table, answer, tell, asked, names } = byHand()
    table.follow({ status: 'ready' })
    await answer('load', [item(1, 'a')])
    await tell({ new: item(1, 'a') })
    expect([names(), asked()]).toEqual([['a'], []])
  })

  test('a row is asked for once at a time, so that no two answers can come out of order', async () => {
    const { table, answer, tell, asked, names } = byHand()
    table.follow({ status: 'ready' })
    await answer('load', [item(1, 'a')])
    await tell({ new: item(1, 'b') })
    await tell({ new: item(1, 'c') })
    expect(asked()).toEqual(['read 1'])
    await answer('read 1', item(1, 'b'))
    expect([names(), asked()]).toEqual([['b'], ['read 1']])
    await answer('read 1', item(1, 'c'))
    expect([names(), asked()]).toEqual([['c'], []])
  })

  test('an insert that a delete has overtaken brings nothing back', async () => {
    const { table, answer, tell, names } = byHand()
    table.follow({ status: 'ready' })
    await answer('load', [])
    await tell({ eventType: 'INSERT', new: item(1, 'a') })
    await tell({ eventType: 'DELETE', old: { id: 1 } })
    await answer('read 1', item(1, 'a'))
    await answer('read 1', undefined)
    expect(names()).toEqual([])
  })

  test('a change that was kept back for long is still known to be old', async () => {
    const { begin, table, tell, answer, asked, names, clock } = byHand()
    await begin(item(1, 'a'))
    await tell({ new: item(1, 'b') })
    void table.load()
    await answer('load', [item(1, 'd')])
    await clock.advance(20_000)
    await tell({ new: item(1, 'c') }, 21_000)
    expect([names(), asked()]).toEqual([['d'], ['read 1']])
  })
})

describe('the query', () => {
  test('lets rows in and out of the filter, and does not ask for those of others', async () => {
    const { begin, tell, answer, asked, names } = byHand({ filters: [['list', 'eq', 1]] })
    await begin(item(1, 'a'), item(2, 'b'))
    await tell({ new: item(1, 'a', { list: 2 }) })
    await tell({ new: item(3, 'c', { list: 2 }) })
    await tell({ eventType: 'INSERT', new: item(4, 'd', { list: 2 }) })
    expect([names(), asked()]).toEqual([['b'], []])
    await tell({ new: item(3, 'c') })
    await answer('read 3', item(3, 'c'))
    await tell({ eventType: 'INSERT', new: item(4, 'd') })
    expect(names()).toEqual(['b', 'c', 'd'])
  })

  test.each([
    ['eq', 'b', ['b']],
    ['neq', 'b', ['a', 'c']],
    ['lt', 'b', ['a']],
    ['lte', 'b', ['a', 'b']],
    ['gt', 'b', ['c']],
    ['gte', 'b', ['b', 'c']],
    ['in', ['a', 'c'], ['a', 'c']],
    ['is', null, ['null']],
  ] as const)('understands %s', async (operator, value, expected) => {
    const { begin, table } = byHand({ filters: [['name', operator, value]] })
    await begin(item(1, 'a'), item(2, 'b'), item(3, 'c'), { ...item(4, ''), name: null as unknown as string })
    expect(table.store.getState().rows.map(({ name }) => name ?? 'null')).toEqual(expected)
  })

  test('keeps the order, with the key for ties, and nulls as PostgreSQL has them', async () => {
    const order = [{ column: 'name', ascending: false }] as const
    const { begin, tell, table } = byHand({ order })
    await begin(item(2, 'b'), item(1, 'a'))
    await tell({ eventType: 'INSERT', new: item(4, 'c') })
    await tell({ eventType: 'INSERT', new: item(3, 'b') })
    await tell({ eventType: 'INSERT', new: { ...item(5, ''), name: null as unknown as string } })
    expect(table.store.getState().rows.map(({ id }) => id)).toEqual([5, 4, 2, 3, 1])
  })

  test('orders as it is told', async () => {
    const { begin, names } = byHand({
      order: [{ column: 'name', compare: (one, other) => String(one).localeCompare(String(other), 'en') }],
    })
    await begin(item(1, 'b'), item(2, 'A'), item(3, 'a'))
    expect(names()).toEqual(['a', 'A', 'b'])
  })

  test('fills a limited list up again, when a row leaves it or moves behind what is known', async () => {
    const { begin, tell, answer, asked, names } = byHand({ limit: 2, order: [{ column: 'name' }] })
    await begin(item(1, 'a'), item(2, 'b'))
    await tell({ eventType: 'INSERT', new: item(9, 'z') })
    expect([names(), asked()]).toEqual([['a', 'b'], []])
    await tell({ eventType: 'DELETE', old: { id: 1 } })
    await answer('load', [item(2, 'b'), item(3, 'c')])
    expect(names()).toEqual(['b', 'c'])
    await tell({ new: item(2, 'x') })
    await answer('read 2', item(2, 'x'))
    await answer('load', [item(3, 'c'), item(4, 'd')])
    expect([names(), asked()]).toEqual([['c', 'd'], []])
  })

  test('has keys of several columns', async () => {
    const { begin, tell, names } = byHand({ key: ['list', 'id'] })
    await begin(item(1, 'a'), item(1, 'b', { list: 2 }))
    await tell({ new: item(1, 'c', { list: 2 }) })
    expect(names()).toEqual(['a', 'c'])
  })
})

describe('gaps', () => {
  test('is stale while changes may be missed, and loads all when they come again', async () => {
    const { table, begin, answer, asked, names, states } = byHand()
    await begin(item(1, 'a'), item(2, 'b'))
    table.follow({ status: 'waiting' })
    expect(table.store.getState().status).toBe('stale')
    table.follow({ status: 'ready' })
    expect(asked()).toEqual(['load'])
    await answer('load', [item(2, 'B'), item(3, 'c')])
    expect(names()).toEqual(['B', 'c'])
    expect(states.map(({ status }) => status)).toEqual(['live', 'stale', 'live'])
  })

  test('is stale after a load that ended in the next gap', async () => {
    const { table, answer } = byHand()
    table.follow({ status: 'ready' })
    table.follow({ status: 'waiting' })
    await answer('load', [])
    expect(table.store.getState().status).toBe('stale')
  })

  test('says that a load failed, and keeps what it shows', async () => {
    const { table, begin, refuse, answer, names } = byHand()
    await begin(item(1, 'a'))
    table.follow({ status: 'waiting' })
    table.follow({ status: 'ready' })
    await refuse('load', 'down')
    expect(table.store.getState()).toMatchObject({ status: 'stale', error: { code: 'unknown' } })
    expect(names()).toEqual(['a'])
    void table.load()
    await answer('load', [])
    expect(table.store.getState()).toMatchObject({ status: 'live', error: null, rows: [] })
  })

  test('says that a row could not be read, and reads it at the next chance', async () => {
    const { table, begin, tell, refuse, answer, names } = byHand()
    await begin()
    await tell({ new: item(1, 'a') })
    await refuse('read 1', 'down')
    expect(table.store.getState()).toMatchObject({ status: 'stale', error: { code: 'unknown' } })
    await tell({ new: item(1, 'b') })
    await answer('read 1', item(1, 'b'))
    expect(names()).toEqual(['b'])
  })
})
