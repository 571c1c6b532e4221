import { expect, test, vi } from 'vitest'
import { setUp, setUpOpen } from './support/setUp'

test('what was asked is unknown when the link ends, and closed when the connection is', async () => {
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
    { reason: { code: 'closed' } },
  ])
  expect(closed.clock.timers).toBe(0)
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

test('an answer is no message', async () => {
  const { fake, connection } = await setUpOpen()
  const heard: unknown[] = []
  connection.onAny((message) => heard.push(message))
  const asked = connection.request('A')
  fake.link.reply(1)
  fake.link.reply(2, fake.sent[0])
  expect([await asked, heard]).toEqual([1, []])
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
        log.push(`${code} of ${message.split(': ').at(-1)} after ${clock.now() - start}`),
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

test('lets answers go that nobody waits for', async () => {
  const { fake, connection, log } = await setUpOpen()
  for (const id of ['never asked', '__proto__', 'constructor', '']) fake.link.reply(1, { data: null, id })
  expect([log, connection.store.getState().status]).toEqual([[], 'open'])
})
