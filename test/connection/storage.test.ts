import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createDisk, entry, openTab, place } from './support/tab'

beforeEach(() => vi.stubGlobal('navigator', {}))
afterEach(() => vi.unstubAllGlobals())

test('keeps what waits, in order, and forgets it when it was sent', async () => {
  const disk = createDisk()
  const { clock, fake, connection } = openTab(disk)
  await clock.advance(1)
  for (const data of [1, 2, 3]) void connection.send(data)
  await clock.advance(1)
  expect(disk.waiting).toEqual([1, 2, 3])
  fake.link.open()
  await clock.advance(1)
  expect([...disk.contents]).toEqual([])
})

test('sends what an earlier page left behind before anything else', async () => {
  const disk = createDisk([entry('old 1'), entry('old 2')])
  const tab = openTab(disk)
  void tab.connection.send('new')
  tab.fake.link.open()
  expect(tab.sent).toEqual([])
  await tab.clock.advance(1)
  expect([tab.sent, tab.errors]).toEqual([['old 1', 'old 2', 'new'], []])
})

test('keeps the outbox within its bounds when old and new meet', async () => {
  const older = [entry('old 1'), entry('old 2')]
  const newest = openTab(createDisk(older), { capacity: 3 })
  const oldest = openTab(createDisk(older), { capacity: 3, overflow: 'drop-oldest' })
  const outcomes = [newest, oldest].map(({ connection }) => ['new 1', 'new 2'].map((data) => connection.send(data)))
  for (const { clock, fake } of [newest, oldest]) {
    await clock.advance(1)
    fake.link.open()
  }
  expect([newest.sent, oldest.sent]).toEqual([
    ['old 1', 'old 2', 'new 1'],
    ['old 2', 'new 1', 'new 2'],
  ])
  expect(await Promise.all(outcomes.flat())).toEqual(
    ['sent', 'dropped', 'sent', 'sent'].map((outcome) => ({ outcome })),
  )
})

test('counts what was restored in the store', async () => {
  const { clock, connection } = openTab(createDisk([entry(1, { sentAt: 5 }), entry(2)]))
  await clock.advance(1)
  expect(connection.store.getState().queue).toEqual({ count: 2, bytes: 20, oldestAt: 5, dropped: 0 })
})

test('leaves out what expired meanwhile, also when the link is open already', async () => {
  const { date } = createFakeClock()
  const left = [entry('late', { expiresAt: date() - 1 }), entry('in time', { expiresAt: date() + 5000 })]
  const [open, dialling] = [openTab(createDisk(left)), openTab(createDisk(left))]
  open.fake.link.open()
  for (const { clock } of [open, dialling]) await clock.advance(1)
  dialling.fake.link.open()
  expect([open.sent, dialling.sent]).toEqual([['in time'], ['in time']])
})

test('keeps the ttl over a reload', async () => {
  const disk = createDisk()
  const first = openTab(disk)
  await first.clock.advance(1)
  void first.connection.send('short', { ttl: 1000 })
  void first.connection.send('endless', { ttl: Infinity })
  await first.clock.advance(1)
  const clock = createFakeClock()
  clock.setDate(first.clock.date() + 900)
  const second = openTab(createDisk(disk.contents.get(place)), { clock })
  await clock.advance(0)
  const counts = [second.connection.store.getState().queue.count]
  await clock.advance(100)
  counts.push(second.connection.store.getState().queue.count)
  expect(counts).toEqual([2, 1])
})

test('leaves requests out', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  const asked = connection.request('JOIN', 1).catch(() => {})
  void connection.send(2)
  await clock.advance(1)
  expect(disk.waiting).toEqual([2])
  connection.close()
  await asked
})

test('keeps bytes', async () => {
  const disk = createDisk()
  const first = openTab(disk)
  await first.clock.advance(1)
  void first.connection.send(new Uint8Array([1, 2]))
  await first.clock.advance(1)
  const second = openTab(disk)
  await second.clock.advance(1)
  second.fake.link.open()
  expect(second.sent).toEqual([new Uint8Array([1, 2])])
})

test.each<[string, unknown, unknown[]]>([
  ['an entry that is none', [null, 5, entry('whole'), 'x', []], ['whole']],
  ['an entry without a frame', [entry(1, { frame: undefined }), entry('whole')], ['whole']],
  ['an entry with an odd frame', [entry(1, { frame: { x: 1 } }), entry('whole')], ['whole']],
  ['an entry with an odd size', [entry(1, { bytes: '10' }), entry('whole')], ['whole']],
  ['an entry with an odd time', [entry(1, { expiresAt: 'soon' }), entry(2, { sentAt: null })], []],
  ['something else altogether', { version: 7 }, []],
])('discards %s and reports it', async (_name, left, sent) => {
  const tab = openTab(createDisk(left))
  tab.fake.link.open()
  await tab.clock.advance(1)
  expect([tab.sent, tab.errors]).toEqual([sent, ['storage']])
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['an empty list', []],
])('takes %s as empty', async (_name, left) => {
  const tab = openTab(createDisk(left))
  await tab.clock.advance(1)
  expect(tab.errors).toEqual([])
})

test('writes once for many messages of one turn', async () => {
  const disk = createDisk()
  const set = vi.spyOn(disk, 'set')
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  for (let count = 0; count < 100; count += 1) void connection.send(count)
  await clock.advance(0)
  expect(set).toHaveBeenCalledOnce()
})

test('writes nothing while nothing changes', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  void connection.send(1)
  await clock.advance(1)
  const set = vi.spyOn(disk, 'set')
  await clock.advance(5000)
  expect(set.mock.calls.length).toBe(0)
})

test('forgets what waits when the connection is closed', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  void connection.send(1)
  await clock.advance(1)
  connection.close()
  await clock.advance(1)
  expect([...disk.contents]).toEqual([])
})
