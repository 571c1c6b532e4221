import { expect, test, vi } from 'vitest'
import { createBrowser } from './support/browser'
import { createDisk, deferred, message, openTab, place } from './support/tab'

test('keeps what waits, in order, and forgets it when it was sent', async () => {
  const disk = createDisk()
  const { clock, connection, goOnline } = openTab(disk)
  await clock.advance(1)
  for (const data of [1, 2, 3]) void connection.send(data)
  await clock.advance(1)
  expect(disk.waiting).toEqual([1, 2, 3])
  await goOnline()
  expect([...disk.contents]).toEqual([])
})

test('stores messages with a version, an id and wall times', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1000)
  void connection.emit('CHAT', { text: 'hi' }, { ttl: 500 })
  void connection.send('whole', { ttl: Infinity })
  await clock.advance(1)
  const sentAt = Date.UTC(2026, 0, 1) + 1000
  expect(disk.messages).toEqual([
    { version: 1, id: expect.any(String), event: 'CHAT', data: { text: 'hi' }, sentAt, expiresAt: sentAt + 500 },
    { version: 1, id: expect.any(String), data: 'whole', sentAt, expiresAt: null },
  ])
  expect(new Set(disk.messages.map(({ id }) => id)).size).toBe(2)
})

test('loses nothing at a reload where frames are objects that cannot be stored', async () => {
  const disk = createDisk()
  const encode = ({ event, data }: { event?: string; data: unknown }): unknown => ({ write: () => [event, data] })
  const first = openTab(disk, { encode })
  await first.clock.advance(1)
  void first.connection.emit('CHAT', 1)
  void first.connection.send({ two: 2 })
  await first.clock.advance(1)
  const second = openTab(disk, { encode })
  await second.clock.advance(1)
  await second.goOnline()
  expect(second.sent.map((frame) => (frame as { write(): unknown }).write())).toEqual([
    ['CHAT', 1],
    [undefined, { two: 2 }],
  ])
  expect([first.errors, second.errors]).toEqual([[], []])
})

test('sends what an earlier page left behind before anything else', async () => {
  const disk = createDisk([message('old 1'), message('old 2', { event: 'CHAT' })])
  const tab = openTab(disk)
  void tab.connection.send('new')
  tab.fake.link.open()
  expect(tab.sent).toEqual([])
  await tab.clock.advance(1)
  expect([tab.sent, tab.errors]).toEqual([['old 1', 'old 2', 'new'], []])
  expect(tab.fake.sent.map(({ event }) => event)).toEqual([undefined, 'CHAT', undefined])
})

test('what onOpen sends while it is read goes ahead, and what is sent later follows', async () => {
  const disk = createDisk([message('old')])
  const answer = deferred()
  const { get } = disk
  disk.get = async (name) => {
    await answer.promise
    return get(name)
  }
  const tab = openTab(disk, { onOpen: (connection) => void connection.send('greeting') })
  await tab.clock.advance(1)
  await tab.goOnline()
  void tab.connection.send('later')
  await tab.clock.advance(100)
  expect(tab.sent).toEqual(['greeting'])
  answer.resolve()
  await tab.clock.advance(1)
  expect([tab.sent, tab.errors]).toEqual([['greeting', 'old', 'later'], []])
})

test('keeps the outbox within its bounds when old and new meet', async () => {
  const older = [message('old 1'), message('old 2')]
  const newest = openTab(createDisk(older), { capacity: 3 })
  const oldest = openTab(createDisk(older), { capacity: 3, overflow: 'drop-oldest' })
  const outcomes = [newest, oldest].map(({ connection }) => ['new 1', 'new 2'].map((data) => connection.send(data)))
  for (const { clock, goOnline } of [newest, oldest]) {
    await clock.advance(1)
    await goOnline()
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
  const { clock, connection } = openTab(createDisk([message(1, { sentAt: 5 }), message(2)]))
  await clock.advance(1)
  expect(connection.store.getState().queue).toMatchObject({ count: 2, oldestAt: 5, dropped: 0 })
})

test('leaves out what expired meanwhile, also when the link is open already, and deletes it', async () => {
  const { date } = createBrowser().clock
  const left = [message('late', { expiresAt: date() }), message('in time', { expiresAt: date() + 5000 })]
  const disk = createDisk(left)
  const [open, dialling] = [openTab(createDisk(left)), openTab(disk)]
  await open.goOnline()
  await dialling.clock.advance(1)
  expect([disk.waiting, dialling.errors]).toEqual([['in time'], []])
  await dialling.goOnline()
  expect([open.sent, dialling.sent]).toEqual([['in time'], ['in time']])
})

test('deletes what is stored when all of it expired', async () => {
  const disk = createDisk([message('late', { expiresAt: 5 })])
  const { clock, errors } = openTab(disk)
  await clock.advance(1)
  expect([[...disk.contents], errors]).toEqual([[], []])
})

test('keeps the ttl over a reload', async () => {
  const disk = createDisk()
  const browser = createBrowser()
  const first = openTab(disk, { browser })
  await browser.clock.advance(1)
  void first.connection.send('short', { ttl: 1000 })
  void first.connection.send('endless', { ttl: Infinity })
  await browser.clock.advance(1)
  first.page.leave()
  await browser.clock.advance(899)
  const second = openTab(disk, { browser })
  await browser.clock.advance(0)
  const counts = [second.connection.store.getState().queue.count]
  await browser.clock.advance(100)
  counts.push(second.connection.store.getState().queue.count)
  expect(counts).toEqual([2, 1])
})

test('the time that a stored message has left does not grow while the machine sleeps', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  void connection.send('first', { ttl: 60_000 })
  await clock.advance(1)
  const { expiresAt } = disk.messages[0] ?? {}
  // The monotonic clock stood still.
  clock.setDate(clock.date() + 30_000)
  void connection.send('second')
  await clock.advance(1)
  expect(disk.messages[0]?.expiresAt).toBe(expiresAt)
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

test('keeps bytes, as they were when they were sent', async () => {
  const disk = createDisk()
  const first = openTab(disk)
  await first.clock.advance(1)
  const bytes = new Uint8Array([1, 2])
  void first.connection.send(bytes)
  bytes.fill(9)
  await first.clock.advance(1)
  const second = openTab(disk)
  await second.clock.advance(1)
  await second.goOnline()
  expect(second.sent).toEqual([new Uint8Array([1, 2])])
})

test('a message that was restored and stored again keeps its id', async () => {
  const disk = createDisk([message('old', { id: 'a' })])
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  void connection.send('new')
  await clock.advance(1)
  expect(disk.messages[0]).toMatchObject({ id: 'a', data: 'old' })
})

test.each<[string, unknown, unknown[]]>([
  ['entries that are none', [null, 5, message('whole'), 'x', []], ['whole']],
  ['a message of a later version', [message(1, { version: 2 }), message('whole')], ['whole']],
  ['a message without a version', [message(1, { version: undefined }), message('whole')], ['whole']],
  [
    'frames of an older release',
    [{ frame: '"old"', bytes: 5, sentAt: 5, expiresAt: null }, message('whole')],
    ['whole'],
  ],
  ['a message without an id', [message(1, { id: undefined }), message('whole')], ['whole']],
  ['a message with an odd event', [message(1, { event: 5 }), message('whole')], ['whole']],
  ['messages with odd times', [message(1, { expiresAt: 'soon' }), message(2, { sentAt: NaN })], []],
  ['something else altogether', { version: 7 }, []],
  ['text', 'garbage', []],
])('leaves out %s, reports it once, and restores the rest', async (_name, left, sent) => {
  const disk = createDisk(left)
  const tab = openTab(disk)
  await tab.goOnline()
  expect([tab.sent, tab.errors, [...disk.contents]]).toEqual([sent, ['storage'], []])
  expect(tab.texts[0]).toContain('is left out, and is not sent')
})

test('deletes what is no message, even when nothing else happens', async () => {
  const disk = createDisk('garbage')
  const { clock } = openTab(disk)
  await clock.advance(1)
  expect([...disk.contents]).toEqual([])
})

test('sends a message once that is stored twice', async () => {
  const tab = openTab(createDisk([message('same', { id: 'a' }), message('same', { id: 'a' })]))
  await tab.goOnline()
  expect(tab.sent).toEqual(['same'])
})

test('a message that cannot be encoded any more is left out, and the rest is sent', async () => {
  const encode = ({ data }: { data: unknown }): unknown => {
    if (data === 'odd') throw new Error('cannot be written')
    return data
  }
  const disk = createDisk([message('odd'), message('whole')])
  const tab = openTab(disk, { encode })
  await tab.goOnline()
  expect([tab.sent, tab.errors, [...disk.contents]]).toEqual([['whole'], ['cannot-encode: cannot be written'], []])
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

test('a message is copied when it begins to wait, and only then', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk, { encode: () => 'frame' })
  let copies = 0
  await clock.advance(1)
  for (let count = 0; count < 10; count += 1) {
    void connection.send({
      toJSON() {
        copies += 1
        return count
      },
    })
    await clock.advance(1)
  }
  expect([copies, disk.waiting]).toEqual([10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]])
})

test('20,000 messages in one loop take no longer for each than a few do', async () => {
  const disk = createDisk()
  const set = vi.spyOn(disk, 'set')
  const { clock, connection } = openTab(disk, { capacity: Infinity, maxBytes: Infinity })
  await clock.advance(1)
  const start = performance.now()
  for (let count = 0; count < 20_000; count += 1) void connection.send(count)
  // It was 6 s when every message looked at all others.
  expect(performance.now() - start).toBeLessThan(3000)
  await clock.advance(1)
  expect([set.mock.calls.length, disk.messages.length]).toEqual([1, 20_000])
})

test('writes one after the other, and then only the newest state', async () => {
  const disk = createDisk()
  const writes: ReturnType<typeof deferred<void>>[] = []
  const log: unknown[] = []
  const { set, del } = disk
  disk.set = async (name, value) => {
    log.push((value as { data: unknown }[]).map(({ data }) => data))
    const write = deferred()
    writes.push(write)
    await write.promise
    return set(name, value)
  }
  disk.del = (name) => {
    log.push('delete')
    return del(name)
  }
  const tab = openTab(disk)
  await tab.clock.advance(1)
  for (const data of [1, 2, 3]) {
    void tab.connection.send(data)
    await tab.clock.advance(1)
  }
  expect(log).toEqual([[1]])
  writes[0]?.resolve()
  await tab.clock.advance(1)
  expect(log).toEqual([[1], [1, 2, 3]])
  await tab.goOnline()
  expect([tab.sent, log.length]).toEqual([[1, 2, 3], 2])
  writes[1]?.resolve()
  await tab.clock.advance(1)
  expect([log.at(-1), [...disk.contents]]).toEqual(['delete', []])
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

test('stores under the name of the connection alone', async () => {
  const disk = createDisk()
  const { clock, connection } = openTab(disk)
  await clock.advance(1)
  void connection.send(1)
  await clock.advance(1)
  expect([...disk.contents.keys()]).toEqual([place])
})

test('a message of an earlier page that is not sent is deleted, and onError hears what became of it', async () => {
  const disk = createDisk([message('old 1'), message('old 2')])
  const tab = openTab(disk)
  await tab.clock.advance(1)
  tab.fake.link.drop(4403)
  await tab.clock.advance(1)
  expect(tab.connection.store.getState().status).toBe('failed')
  expect(disk.contents.size).toBe(0)
  expect(tab.errors).toEqual([expect.stringMatching(/^closed/), expect.stringMatching(/^closed/)])
})
