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

test('delivers events while it is open', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  const heard: unknown[] = []
  connection.onAny((message) => heard.push(message))
  fake.link.open()
  fake.link.message('A', 1)
  fake.link.message('B')
  fake.link.message('C', 3, { id: '7' })
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

const words: readonly [string, (fake: FakeTransport) => void][] = [
  ['message', ({ link }) => link.message('CHAT', 'hi')],
  ['reply', ({ link }) => link.reply()],
  ['refuse', ({ link }) => link.refuse('no')],
  ['garble', ({ link }) => link.garble()],
]

test.for(words)('a server cannot say anything before it has accepted, or after the link broke: %s', ([name, say]) => {
  const fake = createFakeTransport()
  connect(fake)
  expect(() => say(fake)).toThrow(
    `fake.link.${name}(…) expects an open link, and this one is dialling: a server says nothing before it has accepted. Call fake.link.open() first; with { opens: true }, wait until the component shows that it is open, as with \`await screen.findByText(…)\`.`,
  )
  fake.link.open()
  fake.link.drop(1012, 'restarting')
  expect(() => say(fake)).toThrow(
    `fake.link.${name}(…) expects an open link, and this one was ended by drop(1012): the next one is fake.link, when the connection has dialled anew.`,
  )
})

test('what a server says to a client that has gone is lost', () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  const heard: unknown[] = []
  connection.onAny((message) => heard.push(message))
  fake.link.open()
  void connection.request('JOIN').catch(() => {})
  connection.close()
  for (const [, say] of words) say(fake)
  expect([heard, connection.store.getState().invalid]).toEqual([[], 0])
})

test('a script may go on when its link is gone', async () => {
  const fake = createFakeTransport({ opens: true })
  const connection = createConnection(fake, { network: createFakeNetwork() })
  const { promise, resolve } = Promise.withResolvers<void>()
  const steps: string[] = []
  fake.on('CHAT', async (_, link) => {
    await promise
    steps.push(link.status)
    link.message('CHAT', 'too late')
  })
  fake.on('JOIN', async () => {
    await promise
    return 'too late'
  })
  connection.open()
  await connection.emit('CHAT')
  const joined = connection.request('JOIN').catch(({ code }: { code: string }) => code)
  fake.link.drop()
  expect(await joined).toBe('unknown')
  // A rejection that nobody handles would fail this run.
  resolve()
  await promise
  expect(steps).toEqual(['closed'])
  connection.close()
})

test('accepts, or refuses, who waits already', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  const status = (): string => connection.store.getState().status
  connection.open()
  await clock.advance(100)
  expect(status()).toBe('connecting')
  fake.set({ opens: true })
  await clock.advance(0)
  expect(status()).toBe('open')
  fake.set({ silent: true })
  connection.reconnect()
  await clock.advance(100)
  expect(fake.link.status).toBe('dialling')
  fake.set({ silent: false })
  await clock.advance(0)
  expect([status(), fake.links.length]).toEqual(['open', 2])
  fake.set({ opens: false })
  connection.reconnect()
  await clock.advance(100)
  fake.set({ refuses: 4403 })
  await clock.advance(0)
  expect(status()).toBe('failed')
})

test('what waits is counted by its size, bytes as they are', async () => {
  const fake = createFakeTransport()
  const connection = connect(fake)
  const all = [new Map([[1, 2]]), new Uint8Array(100_000), Buffer.alloc(100_000), new Blob(['a'])]
  const outcomes = all.map((data) => connection.emit('A', data))
  const { bytes } = connection.store.getState().queue
  expect([bytes > 200_000, bytes < 201_000]).toEqual([true, true])
  fake.link.open()
  expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(all.map(() => 'sent'))
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
