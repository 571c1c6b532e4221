import { labelOf } from '../../src/transport/identityTexts'
import { expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../src/testing/createFakeClock'
import {
  type ReplayOptions,
  recordSession,
  replaySession,
  type Session,
  type SessionEvent,
} from '../../src/testing/session'
import { isSameIdentity } from '../../src/transport/identity'
import type { Link, LinkSink, Transport } from '../../src/transport/transport'
import { heartbeat } from '../../src/wrappers/heartbeat'
import { spreading } from '../wrappers/support/play'

interface Stage {
  readonly clock: FakeClock
  readonly log: unknown[]
  dial(transport: Transport, on?: Partial<LinkSink>): Link
}

/** What a connection is to a transport. */
function setUp(): Stage {
  const clock = createFakeClock()
  const log: unknown[] = []
  const memory = new Map<string, unknown>()
  const note = (what: string): unknown => log.push(`${what} at ${clock.now()}`)
  return {
    clock,
    log,
    dial(transport, on = {}) {
      const sink: LinkSink = {
        opened: (info) => note(`opened ${JSON.stringify(info)}`),
        received: ({ event, data }) => note(`received ${event} ${JSON.stringify(data)}`),
        answered: (reply) => !!note(`answered ${JSON.stringify(reply)}`),
        invalid: () => note('invalid'),
        accepted() {},
        latency: () => note('latency'),
        learned: () => note('learned'),
        failed: () => note('failed'),
        interrupted: ({ kind }) => note(`interrupted ${kind}`),
        closed: (reason) => note(`closed ${JSON.stringify(reason)}`),
        ...on,
      }
      const { signal } = new AbortController()
      return transport.connect(sink, { attempt: 0, refresh: false, signal, memory, clock, connectTimeout: 10_000 })
    },
  }
}

const sessionOf = (...links: SessionEvent[][]): Session => ({ version: 1, name: 'websocket', links })
const opened: SessionEvent = { at: 100, what: 'opened' }
const chat = (at: number, data: unknown = null): SessionEvent => ({
  at,
  what: 'received',
  message: { event: 'CHAT', data },
})

test.each([
  [1, [100, 600, 1100]],
  [10, [10, 60, 110]],
  [0.5, [200, 1200, 2200]],
  [Infinity, [0, 0, 0]],
])('plays a link, %d times as fast', async (speed, [openedAt, chatAt, closedAt]) => {
  const { clock, log, dial } = setUp()
  const closed: SessionEvent = { at: 1100, what: 'closed', reason: { kind: 'peer', code: 1012 } }
  const link = dial(replaySession(sessionOf([{ ...opened, recovered: true }, chat(600, 'hi'), closed]), { speed }))
  expect([link.takes(), log]).toEqual(['nothing', []])
  await clock.advance(5000)
  expect(log).toEqual([
    `opened {"recovered":true} at ${openedAt}`,
    `received CHAT "hi" at ${chatAt}`,
    `closed {"kind":"peer","code":1012} at ${closedAt}`,
  ])
  expect([link.takes(), clock.timers]).toEqual(['nothing', 0])
})

test('takes messages while it is open, and says so', async () => {
  const { clock, log, dial } = setUp()
  const interrupted: SessionEvent = { at: 200, what: 'interrupted', reason: { kind: 'peer' } }
  const transport = replaySession(sessionOf([opened, interrupted, { at: 300, what: 'opened' }]))
  const link = dial(transport)
  const seen: string[] = []
  for (const step of [0, 100, 100, 100]) {
    await clock.advance(step)
    seen.push(link.takes())
  }
  void link.send(transport.encode({ event: 'A', data: 1 }))
  link.close({ kind: 'user' })
  expect([...seen, link.takes()]).toEqual(['nothing', 'messages', 'nothing', 'messages', 'nothing'])
  expect([log.length, link.buffered(), transport.does]).toEqual([
    3,
    0,
    { send: true, reconnect: true, heartbeat: true },
  ])
  expect(replaySession(sessionOf([opened])).does.reconnect).toBe(false)
})

test('plays nothing more once it is closed, and leaves no timer', async () => {
  const { clock, log, dial } = setUp()
  const link = dial(replaySession(sessionOf([opened, chat(200), chat(300)])))
  await clock.advance(200)
  link.close({ kind: 'user' })
  expect(clock.timers).toBe(0)
  await clock.advance(1000)
  expect(log).toHaveLength(2)
})

test('plays nothing more once a listener closes it', async () => {
  const { clock, log, dial } = setUp()
  const link = dial(replaySession(sessionOf([opened, chat(200), chat(200)])), {
    received: ({ event }) => {
      log.push(event)
      link.close({ kind: 'user' })
    },
  })
  await clock.advance(1000)
  expect([log.length, clock.timers]).toEqual([2, 0])
})

test('plays link after link, also where every render makes the transport anew, and then opens no more', async () => {
  const { clock, log, dial } = setUp()
  const session = sessionOf([chat(1, 'first')], [chat(1, 'second')])
  for (let attempt = 0; attempt < 3; attempt += 1) {
    dial(replaySession(session))
    await clock.advance(10)
  }
  expect(log).toEqual(['received CHAT "first" at 1', 'received CHAT "second" at 11'])
})

test('plays from the beginning to each connection', async () => {
  const transport = replaySession(sessionOf([chat(1, 'first')], [chat(1, 'second')]))
  for (const { clock, log, dial } of [setUp(), setUp()]) {
    dial(transport)
    await clock.advance(10)
    expect(log).toEqual(['received CHAT "first" at 1'])
  }
})

const asked = (at: number, event: string, id: string): SessionEvent => ({
  at,
  what: 'sent',
  message: { event, data: null, id },
})
const answered = (at: number, to: string, data: unknown): SessionEvent => ({
  at,
  what: 'answered',
  reply: { to, data },
})

test('answers a request as it was answered, under the id that it has now and after the same time', async () => {
  const { clock, log, dial } = setUp()
  const transport = replaySession(
    sessionOf([
      { at: 0, what: 'opened' },
      asked(10, 'ASK', 'old-1'),
      asked(20, 'ASK', 'old-2'),
      { at: 30, what: 'sent', message: { event: 'OTHER', data: null } },
      asked(40, 'OTHER', 'old-3'),
      answered(120, 'old-2', 'second'),
      answered(210, 'old-1', 'first'),
      { at: 240, what: 'answered', reply: { to: 'old-3', data: undefined, error: 'no' } },
    ]),
    { speed: 10 },
  )
  const link = dial(transport)
  await clock.advance(1000)
  log.length = 0
  for (const [event, id] of [
    ['OTHER', 'new-1'],
    ['ASK', 'new-2'],
    ['ASK', 'new-3'],
    ['ASK', 'new-4'],
    ['NEVER', 'new-5'],
  ] as const) {
    void link.send(transport.encode({ event, data: 1, id }))
  }
  void link.send(transport.encode({ event: 'ASK', data: 1 }))
  await clock.advance(1000)
  expect(log).toEqual([
    'answered {"to":"new-3","data":"second"} at 1010',
    'answered {"to":"new-1","error":"no"} at 1020',
    'answered {"to":"new-2","data":"first"} at 1020',
  ])
})

test('answers nothing once it is closed', async () => {
  const { clock, log, dial } = setUp()
  const link = dial(replaySession(sessionOf([{ at: 0, what: 'opened' }, asked(1, 'ASK', '1'), answered(9, '1', 'a')])))
  await clock.advance(100)
  void link.send({ event: 'ASK', data: 1, id: '2' })
  link.close({ kind: 'user' })
  await clock.advance(100)
  expect([log.length, clock.timers]).toEqual([1, 0])
})

test('is not given up by a heartbeat that the recording does not answer', async () => {
  const { clock, log, dial } = setUp()
  dial(heartbeat({ interval: 1000, timeout: 500 })(replaySession(sessionOf([opened, chat(60_000)]))))
  await clock.advance(60_000)
  expect(log).toEqual(['opened {} at 100', 'received CHAT null at 60000'])
})

test('does the same through a wrapper that spreads', async () => {
  const { clock, log, dial } = setUp()
  const link = dial(spreading(replaySession(sessionOf([opened, chat(200)]))))
  await clock.advance(200)
  expect([log.length, link.takes()]).toEqual([2, 'messages'])
})

test.each<[string, ReplayOptions, object]>([
  ['with a key', { key: 'demo', identity: 'ann' }, { isShared: true, user: 'ann' }],
  ['without a key', {}, { isShared: false, user: null }],
])('%s it is shared or not, and read as a replay', (_how, options, expected) => {
  const { identity } = replaySession(sessionOf(), options)
  expect(identity).toMatchObject(expected)
  expect(labelOf(identity)).toBe('websocket replay')
})

test('a component goes on with the same session, and starts another one anew', () => {
  const [one, other] = [sessionOf([opened]), sessionOf([opened, chat(1)])]
  const [first, again, faster, next] = [
    replaySession(one),
    replaySession(one),
    replaySession(one, { speed: 2 }),
    replaySession(other),
  ].map(({ identity }) => identity)
  const same = [again, faster, next].map((identity) => first && identity && isSameIdentity(first, identity))
  expect(same).toEqual([true, false, false])
})

test('says so when it cannot play a session', () => {
  expect(() => replaySession({ version: 2 } as unknown as Session)).toThrow(
    expect.objectContaining({
      code: 'invalid-option',
      message: expect.stringContaining(
        'Expected replaySession(session) with a session of version 1, got version 2: record it anew.',
      ),
    }),
  )
})

test.each([
  [undefined, 'got undefined: give what a recorder gives as session()'],
  [recordSession(), 'got what recordSession() returns: give its session()'],
  ['{"version":1}', 'got a text: give what JSON.parse() makes of it'],
  [{ links: [] }, 'got an object without a version: give what a recorder gives as session()'],
])('plays back nothing but a session: %o', (session, came) => {
  expect(() => replaySession(session as unknown as Session)).toThrow(
    `invalid-option: Expected replaySession(session) with a session of version 1, ${came}.`,
  )
})

test.each([NaN, 0, -1, '2' as unknown as number])('refuses the speed %o', (speed) => {
  expect(() => replaySession(sessionOf(), { speed })).toThrow(expect.objectContaining({ code: 'invalid-option' }))
})
