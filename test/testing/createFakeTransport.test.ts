import { labelOf, namesOf, storageNameOf } from '../../src/transport/identityTexts'
import { expect, test } from 'vitest'
import { type Connection, createConnection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { isOtherUser, isSameIdentity } from '../../src/transport/identity'

function connect(fake: FakeTransport): Connection {
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  return connection
}

test('has an identity of its own', () => {
  const [one, other] = [createFakeTransport().identity, createFakeTransport().identity]
  expect(isSameIdentity(one, other)).toBe(false)
  expect(one).toMatchObject({ user: null, isShared: true })
  expect(labelOf(one)).toMatch(/^fake \d+$/)
  expect(storageNameOf(one)).not.toBe(storageNameOf(other))
})

test('shares by key and by user, and not at all with the key null', () => {
  const mine = createFakeTransport({ key: 'mine' }).identity
  const ann = createFakeTransport({ key: 'mine', identity: 'ann' }).identity
  const nobodys = createFakeTransport({ key: null }).identity
  expect([mine.isShared, labelOf(mine), namesOf(mine)]).toEqual([true, 'fake mine', ['mine']])
  expect(isSameIdentity(mine, createFakeTransport({ key: 'mine' }).identity)).toBe(true)
  expect([isSameIdentity(mine, ann), isOtherUser(mine, ann)]).toEqual([false, true])
  expect(ann).toMatchObject({ user: 'ann', isShared: true })
  expect([storageNameOf(mine), storageNameOf(ann)]).toEqual(['["fake","mine",null,null]', '["fake","mine",null,"ann"]'])
  expect([nobodys.isShared, storageNameOf(nobodys)]).toEqual([false, null])
})

test('does nothing for itself, unless it is told to', () => {
  expect([createFakeTransport().does, createFakeTransport({ does: { heartbeat: true } }).does]).toEqual([
    { send: true, store: true, binary: true, reconnect: false, heartbeat: false },
    { send: true, store: true, binary: true, reconnect: false, heartbeat: true },
  ])
})

test('has no settings to agree on, or those it is given', () => {
  const settings = { codec: 'one' }
  expect([createFakeTransport().settings, createFakeTransport({ settings }).settings]).toEqual([{}, settings])
})

test('records every link, its context and its end', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.open()
  connection.reconnect()
  connection.close()
  expect(fake.links.map(({ status, closedFor, context }) => ({ status, closedFor, context }))).toMatchObject([
    { status: 'closed', closedFor: { kind: 'user' }, context: { attempt: 0, refresh: false } },
    { status: 'closed', closedFor: { kind: 'user' }, context: { attempt: 0, refresh: false } },
  ])
  expect(fake.link).toBe(fake.links[1])
})

test('records what was sent, over each link and over all', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.open()
  void connection.emit('A', 1)
  connection.reconnect()
  fake.link.open()
  void connection.send({ whole: true })
  expect([fake.links.map(({ sent }) => sent), fake.sent]).toEqual([
    [[{ event: 'A', data: 1 }], [{ data: { whole: true } }]],
    [{ event: 'A', data: 1 }, { data: { whole: true } }],
  ])
})

test('delivers events while it is open, and only then', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  const heard: unknown[] = []
  connection.onAny((message) => heard.push(message))
  fake.link.message('A', 'too early')
  fake.link.open()
  fake.link.message('A', 1)
  fake.link.message('B')
  fake.link.message('C', 3, { id: '7' })
  fake.link.drop()
  fake.link.message('A', 'too late')
  expect(heard).toEqual([
    { event: 'A', data: 1 },
    { event: 'B', data: undefined },
    { event: 'C', data: 3, id: '7' },
  ])
})

test('answers the last request, or another one', async () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.open()
  const asked = [connection.request('A'), connection.request('B'), connection.request('C')]
  const fates = Promise.allSettled(asked)
  void connection.emit('NO REQUEST')
  fake.link.reply('last')
  fake.link.reply('first', fake.sent[0])
  fake.link.refuse({ code: 403 }, fake.sent[1])
  expect(await fates).toMatchObject([
    { value: 'first' },
    { reason: { code: 'rejected', cause: { code: 403 } } },
    { value: 'last' },
  ])
})

test('brings what cannot be read', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.garble()
  fake.link.open()
  fake.link.garble()
  expect(connection.store.getState().invalid).toBe(1)
})

test('drops with 1006, or with a code and a text, once', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.drop()
  fake.link.drop(1008, 'never heard')
  const reasons = [connection.store.getState().closeReason]
  connection.reconnect()
  fake.link.drop(1008, 'no')
  reasons.push(connection.store.getState().closeReason)
  expect(reasons).toEqual([
    { kind: 'peer', code: 1006, reason: '', verdict: 'retry' },
    { kind: 'peer', code: 1008, reason: 'no', verdict: 'fail' },
  ])
})

test('is half-open when silent: nothing arrives on either side', async () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  const heard: unknown[] = []
  connection.onAny((message) => heard.push(message))
  fake.link.open()
  fake.link.goSilent()
  fake.link.message('A')
  fake.link.garble()
  expect(await connection.emit('B')).toEqual({ outcome: 'sent' })
  expect([heard, fake.sent, connection.store.getState().status, fake.link.status]).toEqual([[], [], 'open', 'open'])
})

test('keeps bytes in its buffer while it is slow', async () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  fake.link.open()
  fake.link.slow(2 ** 20)
  expect(await connection.emit('A')).toEqual({ outcome: 'sent' })
  fake.link.slow(2 ** 20 + 1)
  void connection.emit('B')
  expect(fake.sent).toEqual([{ event: 'A', data: undefined }])
})

test('is interrupted, and mends itself', () => {
  const fake = createFakeTransport({ does: { reconnect: true } })
  const connection = connect(fake)
  fake.link.open()
  fake.link.interrupt()
  const seen = [connection.store.getState().status, fake.link.status]
  fake.link.open()
  expect([...seen, connection.store.getState().status, fake.links.length]).toEqual([
    'reconnecting',
    'dialling',
    'open',
    1,
  ])
})

test('says what is wrong with a test', () => {
  const fake = createFakeTransport()
  expect(() => fake.link).toThrow(/No link was dialled yet: is the component mounted, and the transport in use\?/)
  const connection = connect(fake)
  fake.link.open()
  expect(() => fake.link.open()).toThrow(/Only a dialling link can open, this one is open/)
  expect(() => fake.link.reply()).toThrow(/There is no request to answer: nothing was sent with an id/)
  void connection.emit('A')
  expect(() => fake.link.refuse('no', fake.sent[0])).toThrow(/There is no request to answer/)
  fake.link.drop()
  expect(() => fake.link.open()).toThrow(/this one is closed/)
})

test('a link that is closed stays closed', () => {
  const fake = createFakeTransport({ does: { reconnect: true } })
  connect(fake).close()
  expect(() => fake.link.interrupt()).toThrow(/closed/)
  expect(fake.link.status).toBe('closed')
})

test('opens by itself, and turns people away, when it is told to', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport({ opens: true })
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const status = (): string => connection.store.getState().status
  connection.open()
  expect(status()).toBe('connecting')
  await clock.advance(0)
  expect(status()).toBe('open')
  fake.set({ refuses: 1006 })
  fake.link.drop()
  await clock.advance(5000)
  expect([status(), fake.links.length > 1]).toEqual(['reconnecting', true])
  fake.set({ refuses: null })
  await clock.advance(20_000)
  expect(status()).toBe('open')
  fake.set({ refuses: 4403 })
  connection.reconnect()
  await clock.advance(0)
  expect(status()).toBe('failed')
})

test('plays a server: what a handler returns is the answer, and what it throws a refusal', async () => {
  const fake = createFakeTransport({ opens: true })
  const connection = createConnection(fake, { network: createFakeNetwork() })
  const heard: unknown[] = []
  connection.on('CHAT', (data) => heard.push(data))
  fake.on('JOIN', (room) => [room, 'Ann'])
  const stop = fake.on('CHAT', (text, link) => link.message('CHAT', text))
  fake.on('LATER', async () => 'in time')
  fake.on('NO', () => {
    throw new Error('not you')
  })
  connection.open()
  await connection.emit('CHAT', 'hi')
  stop()
  await connection.emit('CHAT', 'again')
  expect(heard).toEqual(['hi'])
  expect(await connection.request('JOIN', 'lobby')).toEqual(['lobby', 'Ann'])
  expect(await connection.request('LATER')).toBe('in time')
  await expect(connection.request('NO')).rejects.toMatchObject({ code: 'rejected', cause: new Error('not you') })
  connection.close()
})

test('takes its time each way, and says everything twice, when it is told to', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport({ opens: true, delay: 100, duplicate: true })
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const heard: unknown[] = []
  connection.on('CHAT', (data) => heard.push([clock.now(), data]))
  fake.on('CHAT', (text, link) => link.message('CHAT', text))
  connection.open()
  await clock.advance(100)
  void connection.emit('CHAT', 'hi')
  await clock.advance(99)
  expect(fake.sent).toEqual([])
  await clock.advance(200)
  expect(heard).toEqual([
    [300, 'hi'],
    [300, 'hi'],
  ])
})

test('is half-open for everybody, and opens for nobody, when it is told to be silent', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport({ opens: true })
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const heard: unknown[] = []
  connection.onAny(({ data }) => heard.push(data))
  connection.open()
  await clock.advance(0)
  fake.set({ silent: true })
  fake.link.message('A', 1)
  void connection.emit('B')
  fake.set({ silent: false })
  fake.link.message('A', 2)
  expect([heard, fake.sent]).toEqual([[2], []])
  fake.set({ silent: true })
  connection.reconnect()
  await clock.advance(1000)
  expect(fake.link.status).toBe('dialling')
})
