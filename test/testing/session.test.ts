import { expect, test } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  recordSession,
  replaySession,
  type Session,
} from 'wirehooks/testing'

async function record(): Promise<Session> {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const recorder = recordSession()
  const connection = createConnection(fake, { clock, network: createFakeNetwork(), wrappers: [recorder.wrapper] })
  connection.open()
  await clock.advance(100)
  fake.link.open()
  await connection.emit('JOIN', 'lobby')
  await clock.advance(1000)
  fake.link.message('CHAT', 'hi')
  await clock.advance(1000)
  fake.link.drop(1012, 'deploy')
  await clock.advance(5000)
  fake.link.open()
  fake.link.message('CHAT', 'again')
  expect(fake.sent).toEqual([{ event: 'JOIN', data: 'lobby' }])
  connection.close()
  return recorder.session()
}

test('records what went over every link, and when, as JSON', async () => {
  const session = await record()
  expect(JSON.parse(JSON.stringify(session))).toEqual(session)
  expect(session).toMatchObject({ version: 1, name: 'fake' })
  expect(session.links).toHaveLength(2)
  expect(session.links[0]).toEqual([
    { at: 100, what: 'opened' },
    { at: 100, what: 'sent', message: { event: 'JOIN', data: 'lobby' } },
    { at: 1100, what: 'received', message: { event: 'CHAT', data: 'hi' } },
    { at: 2100, what: 'closed', reason: { kind: 'peer', code: 1012, reason: 'deploy', verdict: 'retry' } },
  ])
})

test.each([
  [1, 1100],
  [10, 110],
  [Infinity, 0],
])('plays it back, %d times as fast', async (speed, expectedAt) => {
  const clock = createFakeClock()
  const connection = createConnection(replaySession(await record(), { speed }), { clock, network: createFakeNetwork() })
  const log: unknown[] = []
  connection.on('CHAT', (data) => log.push([clock.now(), data]))
  connection.store.subscribe((now, before) => {
    if (now.status !== before.status) log.push(now.status)
  })
  connection.open()
  void connection.emit('JOIN', 'hall')
  await clock.advance(20_000)
  expect(log.slice(0, 4)).toEqual(['connecting', 'open', [expectedAt, 'hi'], 'reconnecting'])
  expect(log.slice(4)).toEqual(['open', [expect.any(Number), 'again']])
  expect(connection.store.getState().closeReason).toMatchObject({ code: 1012, reason: 'deploy' })
  connection.close()
})

test('a request that is asked again gets the answer that was recorded', async () => {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport({ opens: true })
  fake.on('ASK', (question) => `the answer to ${question as string}`)
  const recorder = recordSession()
  const recorded = createConnection(fake, { clock, network, wrappers: [recorder.wrapper] })
  recorded.open()
  const first = recorded.request('ASK', 'all')
  await clock.advance(100)
  recorded.close()

  const connection = createConnection(replaySession(recorder.session()), { clock, network })
  connection.open()
  const second = connection.request('ASK', 'all')
  await clock.advance(100)
  connection.close()
  expect([await first, await second]).toEqual(['the answer to all', 'the answer to all'])
  expect(clock.timers).toBe(0)
})
