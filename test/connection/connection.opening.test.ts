import { expect, test } from 'vitest'
import { type CloseReason, type Connection, rateLimit, type OpeningInfo, type Wrapper } from 'wirehooks/vanilla'
import { redial, setUp, setUpOpen } from './support/setUp'

const sentOver = ({ sent }: { sent: readonly { event?: string; data: unknown }[] }): unknown[] =>
  sent.map(({ event, data }) => event ?? data)

/** As a transport that knows how its links open. */
function openingWith(...infos: (OpeningInfo | undefined)[]): Wrapper {
  return (transport) => ({
    ...transport,
    connect: (sink, context) => transport.connect({ ...sink, opened: () => sink.opened(infos.shift()) }, context),
  })
}

test('what is sent while it opens goes ahead of what waits, in order', async () => {
  const { fake, connection }: { fake: ReturnType<typeof setUp>['fake']; connection: Connection } = setUp({
    onOpen() {
      void connection.emit('HELLO')
      void connection.send('greeting')
      void connection.request('JOIN').catch(() => {})
    },
  })
  connection.store.subscribe(({ status }, before) => {
    if (status === 'open' && before.status !== 'open') void connection.emit('SUBSCRIBED')
  })
  const waiting = [connection.send('early'), connection.send('later')]
  connection.open()
  fake.link.open()
  void connection.send('after')
  expect(await Promise.all(waiting)).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }])
  expect(sentOver(fake.link)).toEqual(['HELLO', 'greeting', 'JOIN', 'SUBSCRIBED', 'early', 'later', 'after'])
})

test('goes ahead on every link anew, and nothing overtakes in between', async () => {
  let count = 0
  const { clock, fake, connection }: Awaited<ReturnType<typeof setUpOpen>> = await setUpOpen({
    onOpen() {
      count += 1
      if (count > 1) void connection.emit(`HELLO ${count}`)
    },
  })
  for (let turn = 0; turn < 2; turn += 1) {
    fake.link.drop()
    void connection.send('waiting')
    await clock.advance(2000)
    fake.link.open()
    fake.link.slow(Infinity)
    void connection.send('jammed')
    fake.link.slow(0)
    void connection.send('behind it')
    await clock.advance(6000)
  }
  expect(fake.links.slice(1).map(sentOver)).toEqual([
    ['HELLO 2', 'waiting', 'jammed', 'behind it'],
    ['HELLO 3', 'waiting', 'jammed', 'behind it'],
  ])
})

test('also ahead of what waits for a link that was mended', async () => {
  let count = 0
  const { fake, connection }: Awaited<ReturnType<typeof setUpOpen>> = await setUpOpen(
    {
      onOpen() {
        count += 1
        if (count > 1) void connection.emit('HELLO')
      },
    },
    { does: { reconnect: true } },
  )
  fake.link.interrupt()
  void connection.send('waiting')
  fake.link.open()
  expect(sentOver(fake.link)).toEqual(['HELLO', 'waiting'])
})

test('keeps to a rate limit meanwhile: the rest goes ahead of what waits', async () => {
  const { clock, fake, connection }: ReturnType<typeof setUp> = setUp({
    wrappers: [rateLimit({ messages: 2, per: 1000 })],
    onOpen() {
      for (const name of ['one', 'two', 'three']) void connection.send(name)
    },
  })
  for (const name of ['a', 'b']) void connection.send(name)
  connection.open()
  fake.link.open()
  expect(sentOver(fake.link)).toEqual(['one', 'two'])
  await clock.advance(2000)
  expect(sentOver(fake.link)).toEqual(['one', 'two', 'three', 'a', 'b'])
})

test('says whether the link goes on where the last one broke', async () => {
  const infos: unknown[] = []
  const scene = setUp({
    wrappers: [openingWith({ recovered: false }, { recovered: true }, {}, undefined)],
    onOpen: (info) => infos.push(info),
  })
  const { fake, connection } = scene
  const recovered = (): unknown => connection.store.getState().recovered
  const seen = [recovered()]
  connection.open()
  for (let link = 0; link < 4; link += 1) {
    fake.link.open()
    seen.push(recovered())
    fake.link.drop()
    seen.push(recovered())
    await redial(scene)
  }
  expect(infos).toEqual([{ recovered: false }, { recovered: true }, {}, {}])
  expect(seen).toEqual([null, false, false, true, true, null, null, null, null])
})

test('forgets whether it went on when it is closed', () => {
  const { fake, connection } = setUp({ wrappers: [openingWith({ recovered: true })] })
  connection.open()
  fake.link.open()
  expect(connection.store.getState().recovered).toBe(true)
  connection.close()
  expect(connection.store.getState().recovered).toBeNull()
})

test('hands the same memory from link to link, and an empty one after close', async () => {
  const { clock, network, fake, connection } = await setUpOpen()
  const [first] = fake.links.map(({ context }) => context.memory)
  first?.set('last', '7')
  fake.link.drop()
  await clock.advance(600)
  connection.reconnect()
  network.signal('pagehide')
  network.signal('pageshow')
  await clock.advance(500)
  expect(fake.links.map(({ context }) => context.memory === first)).toEqual([true, true, true, true])
  expect([...fake.link.context.memory]).toEqual([['last', '7']])
  connection.close()
  connection.open()
  expect([...fake.link.context.memory]).toEqual([])
})

test('remembers over a failure, since it may go on from there', () => {
  const { fake, connection } = setUp()
  connection.open()
  fake.link.context.memory.set('last', '7')
  fake.link.drop(1008)
  connection.reconnect()
  expect([...fake.link.context.memory]).toEqual([['last', '7']])
})

test('hands its clock to every link', () => {
  const { clock, fake, connection } = setUp()
  connection.open()
  expect(fake.link.context.clock).toBe(clock)
})

/** As a transport that is told when there is no more to come. */
const endingWith =
  (reason: CloseReason): Wrapper =>
  (transport) => ({
    ...transport,
    connect: (sink, context) => transport.connect({ ...sink, closed: () => sink.closed(reason) }, context),
  })

test('is closed, without an error and for good, when the other end says that this was all', async () => {
  const { clock, fake, connection, news } = await setUpOpen({ wrappers: [endingWith({ kind: 'ended', code: 204 })] })
  const asked = connection.request('ASK')
  fake.link.slow(Infinity)
  const waiting = connection.send('waiting')
  fake.link.drop()
  await expect(asked).rejects.toMatchObject({ code: 'unknown' })
  expect(await waiting).toEqual({ outcome: 'closed' })
  expect(await connection.send('late')).toEqual({ outcome: 'closed' })
  await clock.advance(600_000)
  expect(news()).toEqual(['closed', 'onClose ended 204'])
  expect(connection.store.getState()).toMatchObject({
    status: 'closed',
    error: null,
    attempt: 0,
    retryAt: null,
    lost: false,
    closeReason: { kind: 'ended', code: 204 },
  })
  expect([fake.links.length, clock.timers]).toEqual([1, 0])
})

test.each(['open', 'reconnect'] as const)('%s leaves the end, and starts anew', async (name) => {
  const { clock, network, fake, connection, news } = await setUpOpen({ wrappers: [endingWith({ kind: 'ended' })] })
  fake.link.drop()
  news()
  for (const signal of ['online', 'pageshow', 'visibilitychange'] as const) network.signal(signal)
  await clock.advance(60_000)
  expect(news()).toEqual([])
  connection[name]()
  expect([news(), connection.store.getState().closeReason]).toEqual([['dial 2', 'connecting'], null])
  fake.link.open()
  expect(news()).toEqual(['onOpen', 'open'])
  connection.close()
  await clock.advance(16)
  expect([clock.timers, network.listeners]).toEqual([0, 0])
})

test('what ended leaves nothing behind once it is closed', async () => {
  const { clock, network, fake, connection, news } = await setUpOpen({ wrappers: [endingWith({ kind: 'ended' })] })
  fake.link.drop()
  news()
  connection.close()
  await clock.advance(16)
  expect([news(), clock.timers, network.listeners]).toEqual([[], 0, 0])
  expect(connection.store.getState()).toMatchObject({ status: 'closed', openedAt: null, latency: null })
})

test('shouldReconnect may come back to what ended', async () => {
  const { clock, fake, news } = await setUpOpen({
    wrappers: [endingWith({ kind: 'ended' })],
    shouldReconnect: () => true,
  })
  fake.link.drop()
  await clock.advance(600)
  expect(news()).toEqual(['reconnecting', 'onClose ended, will retry', 'dial 2'])
})
