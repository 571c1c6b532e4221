import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeLocks, type FakeLocks } from './support/locks'
import { createDisk, entry, openTab, place } from './support/tab'

let locks: FakeLocks

beforeEach(() => {
  locks = createFakeLocks()
  vi.stubGlobal('navigator', { locks })
})
afterEach(() => vi.unstubAllGlobals())

test('one tab at a time owns what is stored; the others keep theirs in memory', async () => {
  const disk = createDisk([entry('old')])
  const [owner, other] = [openTab(disk), openTab(disk)]
  for (const { clock } of [owner, other]) await clock.advance(1)
  void owner.connection.send('of the owner')
  void other.connection.send('of the other')
  for (const { clock } of [owner, other]) await clock.advance(1)
  expect([disk.waiting, locks.held]).toEqual([['old', 'of the owner'], [place]])
  for (const { fake } of [owner, other]) fake.link.open()
  expect([owner.sent, other.sent]).toEqual([['old', 'of the owner'], ['of the other']])
})

test('a tab that does not own it sends at once', async () => {
  const disk = createDisk()
  const [owner, other] = [openTab(disk), openTab(disk)]
  other.fake.link.open()
  await other.clock.advance(1)
  expect(await other.connection.send('now')).toEqual({ outcome: 'sent' })
  owner.connection.close()
})

test('the next tab inherits what a page that died left behind', async () => {
  const disk = createDisk([entry('old')])
  // A page that dies tells nobody; only its lock goes.
  let die = (): void => {}
  const died = new Promise<void>((resolve) => (die = resolve))
  const dying = locks.request(place, {}, () => died)
  const heir = openTab(disk)
  heir.fake.link.open()
  await heir.clock.advance(1)
  await heir.connection.send('mine')
  expect(heir.sent).toEqual(['mine'])
  die()
  await dying
  await heir.clock.advance(1)
  expect([heir.sent, [...disk.contents], locks.held]).toEqual([['mine', 'old'], [], [place]])
})

test('the heir stores what waited in its memory', async () => {
  const disk = createDisk()
  const [owner, heir] = [openTab(disk), openTab(disk)]
  for (const { clock } of [owner, heir]) await clock.advance(1)
  void heir.connection.send('waiting')
  await heir.clock.advance(1)
  expect(disk.waiting).toEqual([])
  owner.connection.close()
  for (const { clock } of [owner, heir]) await clock.advance(1)
  expect(disk.waiting).toEqual(['waiting'])
})

test('a connection that closes gives its lock back, or its place in the queue', async () => {
  const disk = createDisk()
  const tabs = [openTab(disk), openTab(disk), openTab(disk)]
  for (const { clock } of tabs) await clock.advance(1)
  tabs[1]?.connection.close()
  tabs[0]?.connection.close()
  for (const { clock } of tabs) await clock.advance(1)
  expect(locks.held).toEqual([place])
  tabs[2]?.connection.close()
  for (const { clock } of tabs) await clock.advance(1)
  expect([locks.held, tabs.map(({ errors }) => errors)]).toEqual([[], [[], [], []]])
})

test('gives its lock back when it is closed while the store is read', async () => {
  const disk = createDisk([entry('old')])
  let read = (): void => {}
  const { get } = disk
  disk.get = (key) =>
    new Promise((resolve) => {
      read = () => resolve(get(key))
    })
  const tab = openTab(disk)
  await tab.clock.advance(1)
  tab.connection.close()
  read()
  await tab.clock.advance(1)
  expect([locks.held, tab.connection.store.getState().queue.count]).toEqual([[], 0])
})

test('gives its lock back when the store fails', async () => {
  const disk = createDisk()
  disk.set = () => {
    throw new Error('quota exceeded')
  }
  const tab = openTab(disk)
  await tab.clock.advance(1)
  void tab.connection.send(1)
  await tab.clock.advance(1)
  expect([locks.held, tab.errors]).toEqual([[], ['storage: quota exceeded']])
})

test('opens again after it was closed, and owns it again', async () => {
  const disk = createDisk([entry('old')])
  const tab = openTab(disk)
  tab.connection.close()
  tab.connection.open()
  await tab.clock.advance(1)
  tab.fake.link.open()
  await tab.clock.advance(1)
  expect([tab.sent, locks.held]).toEqual([['old'], [place]])
})
