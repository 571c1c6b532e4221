import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDisk, type Disk, entry, openTab, place } from './support/tab'
import { webStorage } from '../../src/connection/storage'

beforeEach(() => vi.stubGlobal('navigator', {}))
afterEach(() => vi.unstubAllGlobals())

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
  tab.fake.link.open()
  expect(await Promise.all(outcomes)).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }])
  expect([tab.sent, tab.errors]).toEqual([[1, 2], ['storage: quota exceeded']])
})

test('goes on in memory when del throws', async () => {
  const disk = createDisk([entry('old')])
  disk.del = fail
  const tab = openTab(disk)
  tab.fake.link.open()
  await tab.clock.advance(1)
  await tab.connection.send('new')
  expect([tab.sent, tab.errors]).toEqual([['old', 'new'], ['storage: quota exceeded']])
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
  tab.fake.link.open()
  expect([tab.sent, tab.errors]).toEqual([[1, 2], ['storage: quota exceeded']])
})

test('a store that was closed while it was read restores nothing', async () => {
  const disk = createDisk([entry('old')])
  const tab = openTab(disk)
  tab.connection.close()
  await tab.clock.advance(1)
  expect(tab.connection.store.getState().queue.count).toBe(0)
  tab.connection.open()
  tab.fake.link.open()
  await tab.clock.advance(1)
  expect(tab.sent).toEqual(['old'])
})

/** https://developer.mozilla.org/docs/Web/API/Storage */
function createArea(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
  }
}

test('a web storage keeps text', async () => {
  const area = createArea()
  const first = openTab(webStorage(() => area))
  await first.clock.advance(1)
  void first.connection.send('é')
  await first.clock.advance(1)
  const second = openTab(webStorage(() => area))
  await second.clock.advance(1)
  second.fake.link.open()
  await second.clock.advance(1)
  expect([second.sent, second.errors, area.length]).toEqual([['é'], [], 0])
})

test('a web storage refuses bytes, which then wait in memory', async () => {
  const area = createArea()
  const tab = openTab(webStorage(() => area))
  await tab.clock.advance(1)
  void tab.connection.send(new Uint8Array([1]))
  await tab.clock.advance(1)
  tab.fake.link.open()
  expect([tab.sent, tab.errors, area.length]).toEqual([
    [new Uint8Array([1])],
    ['storage: webStorage() keeps text frames only; use idb-keyval for binary ones'],
    0,
  ])
})

test('a web storage is touched by no more than its use', () => {
  expect(() => webStorage(fail)).not.toThrow()
})

test('a web storage that may not be touched is reported', async () => {
  const tab = openTab(webStorage(fail))
  tab.fake.link.open()
  await tab.clock.advance(1)
  expect([await tab.connection.send(1), tab.errors]).toEqual([{ outcome: 'sent' }, ['storage: quota exceeded']])
})

test('a web storage with broken text is reported once, and used again by the next page', async () => {
  const area = createArea()
  area.setItem(place, '[{"frame":')
  const first = openTab(webStorage(() => area))
  await first.clock.advance(1)
  void first.connection.send(1)
  await first.clock.advance(1)
  const second = openTab(webStorage(() => area))
  await second.clock.advance(1)
  second.fake.link.open()
  expect([first.errors.length, second.errors, second.sent]).toEqual([1, [], [1]])
})
