import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WireError } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

// Some of them are dropped.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

test('what was asked is unknown when its link ends, whoever ends it', async () => {
  const [dropped, reconnected, closed] = [await setUpOpen(), await setUpOpen(), await setUpOpen()]
  const asked = [dropped, reconnected, closed].map(({ connection }) =>
    connection.request('PAY', 1, { timeout: Infinity }),
  )
  const fates = Promise.allSettled(asked)
  dropped.fake.link.drop()
  reconnected.connection.reconnect()
  closed.connection.close()
  expect(await fates).toMatchObject([
    { reason: { code: 'unknown' } },
    { reason: { code: 'unknown' } },
    { reason: { code: 'unknown' } },
  ])
  expect(closed.clock.timers).toBe(0)
})

test('what had reached the server before a final close is unknown, and what still waits is closed', async () => {
  const [peer, user, full] = [await setUpOpen(), await setUpOpen(), await setUpOpen()]
  const fates: Promise<string>[] = []
  for (const { fake, connection } of [peer, user, full]) {
    const ask = (): unknown => fates.push(connection.request('PAY').then(String, ({ code }: WireError) => code))
    ask()
    fake.link.slow(Infinity)
    ask()
  }
  peer.fake.link.drop(1008)
  user.connection.close()
  full.connection.acquire({ current: { transport: full.fake, options: {} } })()
  await full.clock.advance(1000)
  expect(await Promise.all(fates)).toEqual(['unknown', 'closed', 'unknown', 'closed', 'unknown', 'closed'])
})

test('what waits while it is dialled, or until the next attempt, is closed when the connection is', async () => {
  const [dialling, waiting] = [setUp(), setUp()]
  const fates = [dialling, waiting].map(({ fake, connection }, index) => {
    connection.open()
    const fate = connection.request('PAY').then(String, ({ code }: WireError) => code)
    if (index === 1) fake.link.drop()
    connection.close()
    return fate
  })
  expect(await Promise.all(fates)).toEqual(['closed', 'closed'])
})

test('what was not accepted says why, also when the connection is closed in the same moment', async () => {
  const { connection } = setUp({ outbox: { capacity: 0 } })
  connection.open()
  const asked = connection.request('PAY').then(String, ({ code }: WireError) => code)
  connection.close()
  expect(await asked).toBe('dropped')
})

test('what waits when a link breaks is asked on the next one', async () => {
  const { clock, fake, connection } = await setUpOpen()
  fake.link.slow(Infinity)
  const asked = connection.request('PAY')
  fake.link.drop()
  await clock.advance(600)
  fake.link.open()
  fake.link.reply('paid')
  expect(await asked).toBe('paid')
})

test('what waits is asked once there is a link, or taken back', async () => {
  const { clock, fake, connection } = setUp()
  const abort = new AbortController()
  const asked = [
    connection.request('HASTY', 1, { timeout: 50 }),
    connection.request('ABORTED', 2, { signal: abort.signal }),
    connection.request('PATIENT', 3),
  ]
  const fates = Promise.allSettled(asked)
  connection.open()
  await clock.advance(100)
  abort.abort()
  fake.link.open()
  fake.link.reply('here')
  expect(await fates).toMatchObject([
    { reason: { code: 'timeout' } },
    { reason: { code: 'aborted' } },
    { value: 'here' },
  ])
  expect(fake.sent.map(({ event }) => event)).toEqual(['PATIENT'])
  expect(connection.store.getState().queue.count).toBe(0)
})

test('an answer of an earlier link finds nobody', async () => {
  const { fake, connection } = await setUpOpen()
  const first = connection.request('A').catch(() => 'unknown')
  fake.link.drop()
  connection.reconnect()
  fake.link.open()
  const second = connection.request('A')
  fake.link.reply('to the first', fake.sent[0])
  fake.link.reply('to the second', fake.sent[1])
  expect([await first, await second]).toEqual(['unknown', 'to the second'])
})

test('an answer is no message, unless nobody waits for it any more', async () => {
  const { fake, connection } = await setUpOpen()
  const heard: unknown[] = []
  connection.on('message', (data) => heard.push(data))
  const asked = connection.request('A')
  fake.link.reply(1)
  expect([await asked, heard]).toEqual([1, []])
  fake.link.reply(2, fake.sent[0])
  expect(heard).toEqual([{ replyTo: fake.sent[0]?.id, payload: 2 }])
})

test('an answer that comes too late is a message', async () => {
  const { clock, fake, connection } = await setUpOpen()
  const heard: unknown[] = []
  connection.on('message', (data) => heard.push(data))
  const asked = connection.request('A', 1, { timeout: 50 }).catch(({ code }: WireError) => code)
  await clock.advance(50)
  fake.link.reply('late')
  expect([await asked, heard]).toEqual(['timeout', [{ replyTo: fake.sent[0]?.id, payload: 'late' }]])
})

test('nobody else writes the ids of its requests', async () => {
  const scenes = [await setUpOpen(), await setUpOpen()]
  for (const { connection } of scenes) {
    for (let count = 0; count < 2; count += 1) void connection.request('A').catch(() => {})
  }
  const ids = scenes.flatMap(({ fake }) => fake.sent.map(({ id }) => id))
  expect(new Set(ids).size).toBe(4)
  for (const id of ids) expect(id).toMatch(/^[0-9a-z.-]{12,}-\d+$/)
})

test('what the outbox does not take is rejected with its outcome', async () => {
  const { connection } = setUp({ outbox: { capacity: 0, maxBytes: 1000 } })
  await expect(connection.request('A')).rejects.toMatchObject({ code: 'dropped' })
  await expect(connection.request('A', 'x'.repeat(1000))).rejects.toMatchObject({ code: 'too-large' })
  connection.close()
  await expect(connection.request('A')).rejects.toMatchObject({ code: 'closed' })
})

test('brings each its own answer', async () => {
  const { clock, fake, connection } = await setUpOpen()
  const asked = [connection.request('A'), connection.request('B')]
  fake.link.reply(2, fake.sent[1])
  fake.link.reply(1, fake.sent[0])
  expect([await Promise.all(asked), clock.timers]).toEqual([[1, 2], 0])
})

test('never uses an id twice', async () => {
  const { fake, connection } = await setUpOpen()
  const asked = Array.from({ length: 1000 }, () => connection.request('A').catch(() => {}))
  connection.close()
  await Promise.all(asked)
  expect(new Set(fake.sent.map(({ id }) => id)).size).toBe(1000)
})

test('gives up after 10 s, or another timeout, and says what was asked', async () => {
  const { clock, connection } = await setUpOpen()
  const start = clock.now()
  const log: string[] = []
  for (const [event, options] of [
    ['PATIENT', {}],
    ['HASTY', { timeout: 50 }],
  ] as const) {
    connection
      .request(event, 1, options)
      .catch(({ code, message }: Error & { code: string }) =>
        log.push(`${code} of ${/"(\w+)" within \d+ ms/.exec(message)?.[1]} after ${clock.now() - start}`),
      )
  }
  await clock.advance(20_000)
  expect(log).toEqual(['timeout of HASTY after 50', 'timeout of PATIENT after 10000'])
})

test('waits for ever with an endless timeout', async () => {
  const { clock, fake, connection } = await setUpOpen()
  const asked = connection.request('A', 1, { timeout: Infinity })
  await clock.advance(1e9)
  fake.link.reply('at last')
  expect(await asked).toBe('at last')
})

test('a signal that is aborted beforehand sends nothing', async () => {
  const { clock, fake, connection } = await setUpOpen()
  const asked = connection.request('A', 1, { signal: AbortSignal.abort('never mind') })
  await expect(asked).rejects.toMatchObject({ code: 'aborted', cause: 'never mind' })
  expect([fake.sent, clock.timers]).toEqual([[], 0])
})

test('a signal that is aborted after it was sent leaves it sent', async () => {
  const { fake, connection } = await setUpOpen()
  const abort = new AbortController()
  const asked = connection.request('A', 1, { signal: abort.signal })
  abort.abort()
  await expect(asked).rejects.toMatchObject({ code: 'aborted' })
  fake.link.reply('too late')
  expect([fake.sent.length, connection.store.getState().queue.dropped]).toEqual([1, 0])
})

test('listens to a signal no longer than it waits', async () => {
  const { fake, connection } = await setUpOpen()
  const { signal } = new AbortController()
  const log: string[] = []
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    vi.spyOn(signal, name).mockImplementation((type: string) => void log.push(`${name} ${type}`))
  }
  const asked = connection.request('A', 1, { signal })
  fake.link.reply(1)
  await asked
  expect(log).toEqual(['addEventListener abort', 'removeEventListener abort'])
})

test('rejects with what the server says, whatever that is', async () => {
  const { fake, connection } = await setUpOpen()
  // MessagePack brings numbers that JSON cannot write.
  const errors = [{ code: 403 }, '', 0, false, 5n]
  const fates = Promise.allSettled(errors.map(() => connection.request('A')))
  for (const [index, error] of errors.entries()) fake.link.refuse(error, fake.sent[index])
  expect(await fates).toMatchObject(errors.map((cause) => ({ reason: { code: 'rejected', cause } })))
})

test('answers that nobody waits for are messages', async () => {
  const { fake, connection, log } = await setUpOpen()
  const heard: unknown[] = []
  connection.on('message', (data) => heard.push(data))
  const ids = ['never asked', '__proto__', 'constructor', '']
  for (const id of ids) fake.link.reply(1, { data: null, id })
  expect([log, connection.store.getState().status]).toEqual([[], 'open'])
  expect(heard).toEqual(ids.map((replyTo) => ({ replyTo, payload: 1 })))
})
