import { expect, test, vi } from 'vitest'
import { webStorage } from '../../src/connection/webStorage'
import { createArea, createDisk, deferred, type Disk, message, openTab, place } from './support/tab'

function fail(): never {
  throw new Error('quota exceeded')
}

const failures: Record<string, (disk: Disk) => void> = {
  'get throws': (disk) => (disk.get = fail),
  'get rejects': (disk) => (disk.get = async () => fail()),
  'set throws': (disk) => (disk.set = fail),
  'set rejects': (disk) => (disk.set = async () => fail()),
}

test.each(Object.entries(failures))('goes on in memory when %s', async (_name, breakIt) => {
  const disk = createDisk()
  breakIt(disk)
  const tab = openTab(disk)
  const outcomes = [tab.connection.send(1)]
  await tab.clock.advance(1)
  outcomes.push(tab.connection.send(2))
  await tab.clock.advance(1)
  await tab.goOnline()
  expect(await Promise.all(outcomes)).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }])
  expect([tab.sent, tab.errors]).toEqual([[1, 2], ['storage: quota exceeded']])
  expect(tab.texts[0]).toMatch(/^storage: Expected the storage to .*, and it failed: Error: quota exceeded\. .*again/)
})

test('a full storage is emptied, so that nothing stale is sent after a reload', async () => {
  const disk = createDisk()
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send('small')
  await tab.clock.advance(1)
  const { set } = disk
  disk.set = fail
  void tab.connection.send('large')
  await tab.clock.advance(1)
  expect([disk.waiting, tab.errors]).toEqual([[], ['storage: quota exceeded']])
  await tab.goOnline()
  disk.set = set
  tab.page.crash()
  const next = openTab(disk)
  await next.goOnline()
  expect([tab.sent, next.sent]).toEqual([['small', 'large'], []])
})

test('a storage that was full is used again when the next change fits, and reports once', async () => {
  const disk = createDisk()
  const { set } = disk
  disk.set = (name, value) => ((value as unknown[]).length > 2 ? fail() : set(name, value))
  const tab = openTab(disk, { ttl: Infinity })
  await tab.clock.advance(1)
  void tab.connection.send(1, { ttl: 100 })
  void tab.connection.send(2, { ttl: 50 })
  await tab.clock.advance(10)
  for (const data of [3, 4]) {
    void tab.connection.send(data)
    await tab.clock.advance(1)
    expect(disk.waiting).toEqual([])
  }
  await tab.clock.advance(50)
  expect(disk.waiting).toEqual([])
  await tab.clock.advance(50)
  expect([disk.waiting, tab.errors]).toEqual([[3, 4], ['storage: quota exceeded']])
})

test('goes on when del throws, and empties what is stored instead', async () => {
  const disk = createDisk([message('old')])
  disk.del = fail
  const tab = openTab(disk)
  await tab.goOnline()
  await tab.connection.send('new')
  expect([tab.sent, tab.errors, disk.contents.get(place)]).toEqual([['old', 'new'], [], []])
})

test('reports it when nothing can be deleted, and does not send it again on this page', async () => {
  const disk = createDisk([message('old')])
  disk.del = fail
  disk.set = fail
  const tab = openTab(disk)
  await tab.goOnline()
  tab.connection.close()
  await tab.clock.advance(1)
  tab.connection.open()
  await tab.goOnline()
  expect([tab.sent, tab.errors[0], disk.waiting]).toEqual([['old'], 'storage: quota exceeded', ['old']])
})

test('what settled as closed is not sent when the connection is opened again, though it could not be deleted', async () => {
  const disk = createDisk()
  const tab = openTab(disk)
  await tab.clock.advance(1)
  const outcome = tab.connection.send('closed')
  await tab.clock.advance(1)
  const { set, del } = disk
  disk.del = fail
  disk.set = fail
  tab.connection.close()
  await tab.clock.advance(1)
  disk.set = set
  disk.del = del
  tab.connection.open()
  await tab.goOnline()
  expect([await outcome, tab.sent, [...disk.contents]]).toEqual([{ outcome: 'closed' }, [], []])
})

test('what was kept before it broke is sent all the same', async () => {
  const disk = createDisk()
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send(1)
  await tab.clock.advance(1)
  disk.set = fail
  void tab.connection.send(2)
  await tab.clock.advance(1)
  await tab.goOnline()
  expect([tab.sent, tab.errors]).toEqual([[1, 2], ['storage: quota exceeded']])
})

test('what could not be read is read again at the next change, and nothing is written over it before', async () => {
  const disk = createDisk([message('old')])
  const { get } = disk
  disk.get = fail
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send('new 1')
  await tab.clock.advance(1)
  expect(disk.waiting).toEqual(['old'])
  disk.get = get
  void tab.connection.send('new 2')
  await tab.clock.advance(1)
  expect([disk.waiting, tab.errors]).toEqual([['old', 'new 1', 'new 2'], ['storage: quota exceeded']])
})

test('a read that hangs holds up nothing for longer than 4 s, and is reported', async () => {
  const disk = createDisk([message('old')])
  const answer = deferred<unknown>()
  disk.get = () => answer.promise
  const tab = openTab(disk)
  await tab.goOnline()
  const outcome = tab.connection.send('new')
  await tab.clock.advance(3900)
  expect([tab.sent, tab.errors]).toEqual([[], []])
  await tab.clock.advance(200)
  expect([tab.sent, tab.errors, await outcome]).toEqual([['new'], ['storage'], { outcome: 'sent' }])
  expect(tab.texts[0]).toMatch(/^storage: Expected the storage of the outbox to answer within 4 s/)
  void tab.connection.send('at once')
  expect(tab.sent).toEqual(['new', 'at once'])
  // The answer comes after all: nothing is lost.
  answer.resolve([...disk.messages])
  await tab.clock.advance(1)
  expect([tab.sent, [...disk.contents], tab.errors]).toEqual([['new', 'at once', 'old'], [], ['storage']])
})

test('nothing is written over what was not read yet, however long that takes', async () => {
  const disk = createDisk([message('old')])
  const answer = deferred<unknown>()
  disk.get = () => answer.promise
  const tab = openTab(disk)
  void tab.connection.send('new')
  await tab.clock.advance(10_000)
  expect(disk.waiting).toEqual(['old'])
  answer.resolve([...disk.messages])
  await tab.clock.advance(1)
  expect(disk.waiting).toEqual(['old', 'new'])
})

test('an answer that comes after the connection was closed restores nothing', async () => {
  const disk = createDisk([message('old')])
  const { get } = disk
  const answer = deferred<unknown>()
  disk.get = () => answer.promise
  const tab = openTab(disk)
  await tab.clock.advance(1)
  tab.connection.close()
  await tab.clock.advance(1)
  answer.resolve([...disk.messages])
  await tab.clock.advance(1)
  expect(tab.connection.store.getState().queue.count).toBe(0)
  disk.get = get
  tab.connection.open()
  await tab.goOnline()
  expect([tab.sent, tab.errors]).toEqual([['old'], []])
})

test('a connection that is closed while its storage hangs is not held up when it is opened without one', async () => {
  const disk = createDisk()
  disk.get = () => new Promise(() => {})
  const tab = openTab(disk)
  tab.connection.close()
  await tab.clock.advance(10_000)
  expect([tab.errors, tab.clock.timers]).toEqual([[], 0])
})

test('a write that hangs is reported, and messages are sent all the same', async () => {
  const disk = createDisk()
  disk.set = () => new Promise(() => {})
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send(1)
  await tab.clock.advance(5000)
  await tab.goOnline()
  expect([tab.sent, tab.errors]).toEqual([[1], ['storage']])
  expect(tab.texts[0]).toMatch(/^storage: Expected the storage to write what waits within 4 s/)
})

test('what is closed while a write hangs is deleted once that has ended', async () => {
  const disk = createDisk()
  const { set } = disk
  const write = deferred()
  disk.set = async (name, value) => {
    await write.promise
    return set(name, value)
  }
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send('closed')
  await tab.clock.advance(1)
  tab.connection.close()
  tab.connection.open()
  await tab.goOnline()
  write.resolve()
  await tab.clock.advance(1)
  expect([tab.sent, [...disk.contents]]).toEqual([[], []])
})

test('one message that cannot be cloned keeps no other from being stored', async () => {
  const disk = createDisk()
  const tab = openTab(disk, { encode: ({ data }) => JSON.stringify(data) })
  await tab.clock.advance(1)
  void tab.connection.send({ text: 'odd', format() {} })
  void tab.connection.send('whole')
  await tab.clock.advance(1)
  expect([disk.waiting, tab.errors.length]).toEqual([['whole'], 1])
  await tab.goOnline()
  expect([tab.sent, [...disk.contents]]).toEqual([['{"text":"odd"}', '"whole"'], []])
})

test('a web storage keeps what JSON can say', async () => {
  const area = createArea()
  const first = openTab(webStorage(() => area))
  await first.clock.advance(1)
  const data = ['é', null, 5, { date: new Date(0), nothing: undefined, list: [[]] }]
  for (const part of data) void first.connection.send(part)
  void first.connection.emit('EMPTY')
  await first.clock.advance(1)
  first.page.crash()
  const second = openTab(webStorage(() => area))
  await second.clock.advance(1)
  await second.goOnline()
  expect(second.sent).toEqual(['é', null, 5, { date: '1970-01-01T00:00:00.000Z', list: [[]] }, undefined])
  expect([first.errors, second.errors, area.length]).toEqual([[], [], 0])
})

test.each([
  ['bytes', new Uint8Array([1])],
  ['a buffer', new ArrayBuffer(1)],
  ['a Blob', new Blob(['x'])],
  ['bytes deep inside', { list: [{ picture: new Uint8Array([1]) }] }],
  ['a BigInt', { count: 5n }],
  ['a Map', new Map([[1, 2]])],
])('a web storage refuses %s, which waits in memory only, and keeps the rest', async (_name, data) => {
  const area = createArea()
  const tab = openTab(
    webStorage(() => area),
    { encode: (sent) => sent },
  )
  await tab.clock.advance(1)
  for (const part of ['before', data, 'after', data]) void tab.connection.send(part)
  await tab.clock.advance(1)
  const stored = JSON.parse(area.getItem(place) ?? '') as { data: unknown }[]
  expect(stored.map((part) => part.data)).toEqual(['before', 'after'])
  expect(tab.texts).toEqual([expect.stringMatching(/no binary data.*waits in memory only.*idb-keyval/)])
  await tab.goOnline()
  expect(tab.sent).toMatchObject(['before', data, 'after', data].map((part) => ({ data: part })))
  expect(area.length).toBe(0)
})

test('a web storage is touched by no more than its use', () => {
  expect(() => webStorage(fail)).not.toThrow()
})

test('a web storage that may not be touched is reported once, and messages are sent', async () => {
  const tab = openTab(webStorage(fail))
  await tab.goOnline()
  expect([await tab.connection.send(1), tab.errors]).toEqual([{ outcome: 'sent' }, ['storage: quota exceeded']])
  tab.fake.link.drop(1006)
  void tab.connection.send(2)
  await tab.clock.advance(1)
  expect(tab.errors.length).toBe(1)
})

test('a web storage that is missing is reported once, and messages are sent', async () => {
  vi.stubGlobal('localStorage', undefined)
  const tab = openTab(webStorage())
  await tab.goOnline()
  vi.unstubAllGlobals()
  expect([await tab.connection.send(1), tab.errors.length]).toEqual([{ outcome: 'sent' }, 1])
})

test('a web storage with broken text is reported once, and used again by the next page', async () => {
  const area = createArea()
  area.setItem(place, '[{"version":')
  const first = openTab(webStorage(() => area))
  await first.clock.advance(1)
  void first.connection.send(1)
  await first.clock.advance(1)
  first.page.crash()
  const second = openTab(webStorage(() => area))
  await second.clock.advance(1)
  await second.goOnline()
  expect([first.errors.length, second.errors, second.sent]).toEqual([1, [], [1]])
})

test('no error says what is in a message', async () => {
  const area = createArea()
  area.setItem = fail
  const tab = openTab(webStorage(() => area))
  await tab.clock.advance(1)
  void tab.connection.send({ password: 'hunter2', bytes: new Uint8Array(1) })
  void tab.connection.send('hunter2')
  await tab.clock.advance(1)
  expect([tab.texts.length, tab.texts.filter((text) => text.includes('hunter2'))]).toEqual([2, []])
})
