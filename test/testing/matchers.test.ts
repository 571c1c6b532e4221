import { stripVTControlCharacters } from 'node:util'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type WireMatchers,
  wireMatchers,
} from 'wirehooks/testing'
import { createFakeSupabase } from 'wirehooks/testing/supabase'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WireMatchers<R> {}
}

expect.extend(wireMatchers)

function setUp() {
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  return { fake, connection }
}

const messageOf = (fails: () => void): string => {
  try {
    fails()
  } catch (cause) {
    return stripVTControlCharacters((cause as Error).message)
  }
  return 'it passed'
}

test('toHaveSent knows events and their data', () => {
  const { fake, connection } = setUp()
  void connection.emit('CHAT', { text: 'hi', at: new Date(0) })
  void connection.send('whole')
  expect(fake).toHaveSent('CHAT')
  expect(fake).toHaveSent('CHAT', { text: expect.any(String), at: new Date(0) })
  expect(fake).toHaveSent('CHAT', expect.objectContaining({ text: 'hi' }))
  expect(fake.link).toHaveSent('CHAT')
  expect(fake).toHaveSent(undefined, 'whole')
  expect(fake).not.toHaveSent(undefined, 'half')
  expect(fake).not.toHaveSent('CHAT', { text: 'ho' })
  expect(fake).not.toHaveSent('CHAT', undefined)
  expect(fake).not.toHaveSent('JOIN')
})

test('toHaveSent compares maps, sets and bytes by what is in them, and with the testers of the user', () => {
  const { fake, connection } = setUp()
  const bytes = new Uint8Array([1, 2])
  for (const data of [new Map([[1, 2]]), new Set([1]), bytes, bytes.buffer, new DataView(bytes.buffer)])
    void connection.emit('A', data)
  void connection.emit('BLOB', new Blob(['ab']))
  const others = new Uint8Array([1, 3])
  expect(fake).toHaveSent('A', new Map([[1, 2]]))
  expect(fake).toHaveSent('A', new Uint8Array([1, 2]).buffer)
  expect(fake).toHaveSent('A', new DataView(new Uint8Array([1, 2]).buffer))
  expect(fake).toHaveSent('BLOB', new Blob(['cd']))
  for (const data of [new Map([[1, 3]]), new Set([2]), others, others.buffer, new DataView(others.buffer)])
    expect(fake).not.toHaveSent('A', data)
  expect(fake).not.toHaveSent('BLOB', new Blob(['abc']))

  void connection.emit('PRICE', { cents: 100 })
  const isAlike = (one: unknown, other: unknown): boolean | undefined =>
    typeof one === 'object' && one && 'cents' in one && typeof other === 'string' ? true : undefined
  expect.addEqualityTesters([isAlike])
  expect(fake).toHaveSent('PRICE', '1 €')
})

const views = [
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
]

/** The same class in another realm, as jsdom is one to the code of Node. */
const elsewhere = (expression: string): unknown => runInNewContext(expression)

test.for([
  ['a Buffer', Buffer.from([1, 2, 3]), new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 4])],
  ['a part of a buffer', Buffer.from([0, 1, 2, 3]).subarray(1), new Uint8Array([1, 2, 3]), new Uint8Array([1, 2])],
  [
    'a buffer of another realm',
    elsewhere('new Uint8Array([1]).buffer'),
    new Uint8Array([1]).buffer,
    new ArrayBuffer(1),
  ],
  ['a shared buffer', new SharedArrayBuffer(2), new SharedArrayBuffer(2), new SharedArrayBuffer(3)],
  [
    'a DataView of another realm',
    elsewhere('new DataView(new ArrayBuffer(2))'),
    new DataView(new ArrayBuffer(2)),
    new DataView(new ArrayBuffer(3)),
  ],
  ['64 bits', new BigInt64Array([-1n]), new BigInt64Array([-1n]), new BigInt64Array([1n])],
  ['other kinds of views', new Uint8Array([1]), new Uint8Array([1]), new Int8Array([1])],
  ['a number that is none', new Float32Array([Number.NaN]), new Float32Array([Number.NaN]), new Float32Array([0])],
  ...views.map(
    (View) =>
      [
        `a ${View.name} of another realm`,
        elsewhere(`new ${View.name}([1, 2])`),
        new View([1, 2]),
        new View([1, 3]),
      ] as const,
  ),
] as const)('toHaveSent compares bytes by what is in them: %s', ([, data, same, other]) => {
  const sent = [
    { event: 'upload', data },
    { event: 'nested', data: { list: [data] } },
  ]
  expect({ sent }).toHaveSent('upload', same)
  expect({ sent }).toHaveSent('nested', { list: [same] })
  expect({ sent }).not.toHaveSent('upload', other)
  expect({ sent }).not.toHaveSent('nested', { list: [other] })
})

test('toHaveSent takes no object for a blob because it has fields of that name', () => {
  const sent = [{ event: 'order', data: { size: 3, slice: 1, topping: 'ham' } }]
  expect({ sent }).not.toHaveSent('order', { size: 3, slice: 1, topping: 'tuna' })
  expect(messageOf(() => expect({ sent }).not.toHaveSent('order'))).toContain(
    'order {"size": 3, "slice": 1, "topping": "ham"}',
  )
})

test('a failing toHaveSent says when bytes are of a class that the test does not have', () => {
  const shown = (data: unknown): string =>
    messageOf(() => expect({ sent: [{ event: 'upload', data }] }).toHaveSent('upload', expect.any(Uint8Array)))
  const ofElsewhere = elsewhere('new Uint8Array([1, 2])')
  expect(shown(ofElsewhere)).toContain('upload Any<Uint8Array> to have been sent')
  expect(shown(ofElsewhere)).toContain('upload Uint8Array of another realm [1, 2]')
  expect(shown(elsewhere('new (class Buffer extends Uint8Array {})([1, 2])'))).toContain(
    'upload Buffer (Uint8Array of another realm) [1, 2]',
  )
  expect(shown(elsewhere('new ArrayBuffer(1)'))).toContain('upload ArrayBuffer of another realm [0]')
})

test('a failing toHaveSent says what was wanted, what was sent, and how the nearest differs', () => {
  const { fake, connection } = setUp()
  expect(messageOf(() => expect(fake).toHaveSent('CHAT', 'ho'))).toBe(
    'expect(fake).toHaveSent(event, data)\n\nExpected CHAT "ho" to have been sent.\nNothing was sent.',
  )
  void connection.emit('JOIN')
  void connection.send('whole')
  expect(messageOf(() => expect(fake).toHaveSent('CHAT'))).toBe(
    [
      'expect(fake).toHaveSent(event)',
      '',
      'Expected CHAT to have been sent.',
      'CHAT was never sent.',
      'What was, the newest first:',
      '  (a whole message) "whole"',
      '  JOIN',
    ].join('\n'),
  )
  void connection.emit('CHAT', { text: 'hi', at: new Date(0), to: { room: 'lobby', people: 2 } })
  void connection.emit('CHAT', { text: 'hey', to: 'all' })
  const wanted = { text: 'hi', at: expect.any(Date), to: { room: 'hall', people: 2 } }
  expect(messageOf(() => expect(fake).toHaveSent('CHAT', wanted))).toBe(
    [
      'expect(fake).toHaveSent(event, data)',
      '',
      'Expected CHAT {"text": "hi", "at": Any<Date>, "to": {"room": "hall", "people": 2}} to have been sent.',
      'CHAT was sent 2 times, with other data, the nearest first:',
      '  CHAT {"text": "hi", "at": 1970-01-01T00:00:00.000Z, "to": {"room": "lobby", "people": 2}}',
      '  CHAT {"text": "hey", "to": "all"}',
      'Other events: JOIN, (a whole message)',
      '',
      '- Expected',
      '+ Received',
      '',
      '  {',
      '    "at": 1970-01-01T00:00:00.000Z,',
      '    "text": "hi",',
      '    "to": {',
      '      "people": 2,',
      '-     "room": "hall",',
      '+     "room": "lobby",',
      '    },',
      '  }',
    ].join('\n'),
  )
})

test('a failing toHaveSent says when messages wait for a link', () => {
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  const failure = (): string => messageOf(() => expect(fake).toHaveSent('CHAT'))
  expect(failure()).toContain('Nothing was sent. No link was dialled yet')
  connection.open()
  void connection.emit('CHAT')
  expect(failure()).toContain(
    'Nothing was sent. The newest link is dialling: what the connection sends waits for an open one.',
  )
  fake.link.open()
  fake.link.drop()
  void connection.emit('JOIN')
  expect(messageOf(() => expect(fake).toHaveSent('JOIN'))).toContain(
    'JOIN was never sent. The newest link is closed: what the connection sends waits for an open one.\nWhat was, the newest first:\n  CHAT',
  )
})

test('a failing not.toHaveSent says what was sent all the same, and shows nothing as expected', () => {
  const { fake, connection } = setUp()
  void connection.emit('CHAT', { text: 'hi' })
  void connection.emit('CHAT', { text: 'ho' })
  expect(messageOf(() => expect(fake).not.toHaveSent('CHAT', { text: 'hi' }))).toBe(
    [
      'expect(fake).not.toHaveSent(event, data)',
      '',
      'Expected CHAT {"text": "hi"} not to have been sent. It was, once:',
      '  CHAT {"text": "hi"}',
    ].join('\n'),
  )
  const failure = (): void => expect(fake).not.toHaveSent('CHAT')
  expect(messageOf(failure)).toContain('Expected CHAT not to have been sent. It was, 2 times:')
  // A runner would show these as a difference of its own.
  expect(failure).toThrow(expect.not.objectContaining({ expected: expect.anything() }))
})

test('a message stays short, however much was sent', () => {
  const { fake, connection } = setUp()
  for (let number = 0; number < 300; number += 1) {
    void connection.emit('TICK', { number, text: 'x'.repeat(100_000), list: Array.from({ length: 500 }, () => number) })
    void connection.emit(`EVENT ${number}`)
  }
  const message = messageOf(() => expect(fake).toHaveSent('TICK', { number: 7, text: 'y' }))
  expect(message.length).toBeLessThan(3000)
  expect(message).toContain('TICK was sent 300 times, with other data, the nearest first:\n  TICK {"number": 7, ')
  expect(message).toContain('\n  and 295 more\nOther events: EVENT 0, EVENT 1, ')
  expect(message).toContain('290 more')
  expect(messageOf(() => expect(fake).not.toHaveSent('TICK')).length).toBeLessThan(2000)
  expect(messageOf(() => expect(fake).toHaveSent('TOCK')).length).toBeLessThan(2000)
})

test('a difference of many lines is cut', () => {
  const { fake, connection } = setUp()
  const numbers = Array.from({ length: 300 }, (_, index) => index)
  void connection.emit('LIST', numbers)
  const message = messageOf(() =>
    expect(fake).toHaveSent(
      'LIST',
      numbers.map((number) => number + 1000),
    ),
  )
  expect(message).toMatch(/\nand \d+ more lines$/)
  expect(message.split('\n').length).toBeLessThan(60)
})

test.for([
  ['a BigInt', { amount: 1n }, '{"amount": 1n}'],
  ['a map and a set', new Map([['a', new Set([1])]]), 'Map {"a" => Set {1}}'],
  ['bytes', new Uint8Array([1, 2]), 'Uint8Array [1, 2]'],
  ['a Buffer', Buffer.from([1, 2]), 'Buffer (Uint8Array) [1, 2]'],
  ['a buffer', new Uint8Array([1, 2]).buffer, 'ArrayBuffer [1, 2]'],
  ['a blob', new Blob(['abc'], { type: 'text/plain' }), 'Blob(3 bytes, text/plain)'],
  ['an error', { cause: new Error('no') }, '{"cause": [Error: no]}'],
  ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
  [
    'a symbol and a function',
    [Symbol('s'), function f() {}, undefined, -0, null],
    '[Symbol(s), [function f], undefined, -0, null]',
  ],
  [
    'a toJSON that throws',
    {
      toJSON() {
        throw new Error('no JSON')
      },
    },
    '{"toJSON": [function toJSON]}',
  ],
  [
    'a getter that throws',
    {
      get a() {
        throw new Error('no')
      },
      b: 1,
    },
    '{"a": (throws Error: no), "b": 1}',
  ],
  [
    'an instance',
    new (class Point {
      x = 1
    })(),
    'Point {"x": 1}',
  ],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a": 1}'],
  ['what contains itself', circle(), '{"self": [circular], "list": [[circular]]}'],
  ['a revoked proxy', revoked(), '(cannot be shown: TypeError: '],
] as const)('a message shows %s', ([, data, shown]) => {
  const { fake } = setUp()
  const sent = [...fake.sent, { event: 'A', data }]
  expect(messageOf(() => expect({ sent }).toHaveSent('A', 'other'))).toContain(`\n  A ${shown}`)
  expect(messageOf(() => expect({ sent }).toHaveSent('A', { other: data }))).toContain('Expected A {"other": ')
  expect(messageOf(() => expect({ sent }).not.toHaveSent('A'))).toContain(`\n  A ${shown}`)
})

function circle(): object {
  const list: unknown[] = []
  const self = { self: {}, list }
  self.self = self
  list.push(self)
  return self
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test('toHaveSent says what it looks at, and what came instead', () => {
  const { connection, fake } = setUp()
  const got = (received: unknown): string => messageOf(() => expect(received).toHaveSent('CHAT'))
  expect(got(undefined)).toBe(
    'expect(…).toHaveSent(…) expects what keeps the messages that arrived: a fake transport or one of its links, a server or client of wireHandlers(), or a topic of the fake of Supabase, and got undefined.',
  )
  expect(got(null)).toContain('and got null.')
  expect(got('fake')).toContain('and got string "fake".')
  expect(got(createFakeTransport)).toContain('and got the function createFakeTransport: give what it returns.')
  expect(got(connection)).toContain(
    'and got a connection: give the fake transport or the mocked server at its other end, which keeps what arrived.',
  )
  expect(got({ ...connection, connection })).toContain('and got a connection: give the fake transport')
  expect(got(Promise.resolve(fake))).toContain('and got a promise: await it first.')
  expect(got({ current: fake })).toContain('give `result.current`')
  expect(got(createFakeSupabase())).toContain("give one of its topics, `supabase.topic('board')`.")
  expect(got({ status: 'open' })).toContain('and got an object with status.')
  expect(got([fake])).toContain('and got a list with 0.')
  expect(got({ a: 1, b: 2 })).toContain('and got an object with a, b.')
  expect(messageOf(() => expect(undefined).not.toHaveSent('CHAT'))).toContain('and got undefined.')
})

test('toHaveSent wants the name of an event', () => {
  const { fake } = setUp()
  const call = (...args: unknown[]): string => messageOf(() => expect(fake).toHaveSent(...(args as [string])))
  expect(call()).toBe(
    'toHaveSent(event, data) expects the name of an event, or undefined for a whole message, and got nothing.',
  )
  expect(call({ event: 'CHAT' })).toContain('and got {"event": "CHAT"}.')
})

test('toHaveStatus says what the status is, and why', () => {
  const { fake, connection } = setUp()
  expect(connection).toHaveStatus('open')
  expect(connection).toHaveStatus(expect.stringMatching(/^open|connecting$/))
  expect(messageOf(() => expect(connection).not.toHaveStatus('open'))).toBe(
    'expect(connection).not.toHaveStatus(status)\n\nExpected another status than "open".',
  )
  fake.link.drop(4403)
  expect(connection).not.toHaveStatus('open')
  expect(messageOf(() => expect(connection).toHaveStatus('open'))).toMatch(
    /^expect\(connection\)\.toHaveStatus\(status\)\n\nExpected the status "open", and it is "failed"\.\nThe last link ended: .*4403/,
  )
})

test('toHaveStatus of a fake transport is that of its newest link', () => {
  const fake = createFakeTransport()
  expect(messageOf(() => expect(fake).toHaveStatus('open'))).toContain(
    'Expected the status "open", and it is undefined.\nNo link was dialled yet: is the component mounted',
  )
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.open()
  expect(fake).toHaveStatus('dialling')
  fake.link.open()
  expect(fake).toHaveStatus('open')
  expect(fake.link).toHaveStatus('open')
  connection.close()
  expect(fake).toHaveStatus('closed')
  expect(fake).not.toHaveStatus('open')
})

test('toHaveStatus knows no status that cannot be, and says what it looks at', () => {
  const { fake, connection } = setUp()
  const wanted = (received: unknown, status: string | undefined): string =>
    messageOf(() => expect(received).not.toHaveStatus(status as 'open'))
  expect(wanted(connection, 'opened')).toBe(
    'toHaveStatus(status) expects a status that a connection can have (idle, connecting, open, reconnecting, closed, failed), and got "opened".',
  )
  expect(wanted(fake, undefined)).toContain('(dialling, open, closed), and got undefined.')
  expect(wanted(fake, 'reconnecting')).toBe(
    'toHaveStatus(status) expects a status that a link of a fake transport can have (dialling, open, closed), and got "reconnecting". For that, give the connection, or what a hook returned.',
  )
  expect(wanted(undefined, 'open')).toBe(
    'expect(…).toHaveStatus(…) expects a connection, what a hook returned, or a fake transport, which has the status of its newest link, and got undefined.',
  )
  expect(wanted({ current: connection }, 'open')).toContain('give `result.current`')
  expect(wanted({ status: 'joined', answer: [] }, 'open')).toContain(
    'and got an object whose status is "joined": compare that, with `expect(….status).toBe(…)`.',
  )
  const supabase = createFakeSupabase()
  expect(wanted(supabase.topic('board'), 'open')).toContain(
    'and got a topic of the fake of Supabase: compare its status, with `expect(topic.status).toBe(…)`.',
  )
  expect(wanted(supabase, 'open')).toContain(
    "and got the fake client of Supabase: compare the status of a topic, with `expect(supabase.topic('board').status).toBe(…)`.",
  )
})

test('toHaveReconnected counts', () => {
  const { fake, connection } = setUp()
  expect(fake).not.toHaveReconnected()
  expect(fake).toHaveReconnected(0)
  expect(messageOf(() => expect(fake).toHaveReconnected())).toContain('Expected a reconnect, and got 0.')
  connection.reconnect()
  connection.reconnect()
  expect(fake).toHaveReconnected()
  expect(fake).toHaveReconnected(2)
  expect(fake).toHaveReconnected(expect.any(Number))
  expect(messageOf(() => expect(fake).toHaveReconnected(1))).toBe(
    [
      'expect(fake).toHaveReconnected(times)',
      '',
      'Expected reconnects: 1, and got 2.',
      'The links, the newest last:',
      '  1. closed user',
      '  2. closed user',
      '  3. dialling',
    ].join('\n'),
  )
  expect(messageOf(() => expect(fake).not.toHaveReconnected())).toContain('Expected no reconnect, and got 2.')
  expect(messageOf(() => expect(fake).not.toHaveReconnected(2))).toContain(
    'Expected another number of reconnects than 2, and got 2.',
  )
  for (let link = 0; link < 50; link += 1) connection.reconnect()
  expect(messageOf(() => expect(fake).toHaveReconnected(1))).toContain('\n  43 earlier\n  44. closed user\n')
})

test('toHaveReconnected says what it looks at', () => {
  const { connection } = setUp()
  expect(messageOf(() => expect(connection).toHaveReconnected())).toContain(
    'expects what keeps its links: a fake transport, or a server of wireHandlers(), and got a connection: give the fake transport or the mocked server at its other end, which counts its links.',
  )
  const { fake } = setUp()
  const got = (received: unknown): string => messageOf(() => expect(received).toHaveReconnected())
  expect(got(fake.link)).toContain('and got one link: give the fake transport, which counts its links.')
  const supabase = createFakeSupabase()
  const noLinks = 'it has no links: look at the connection, with `expect(connection).toHaveStatus(…)`.'
  expect(got(supabase)).toContain(`and got the fake client of Supabase: ${noLinks}`)
  expect(got(supabase.topic('board'))).toContain(`and got a topic of the fake of Supabase: ${noLinks}`)
  expect(got({ status: 'open' })).toContain('and got an object with status.')
  for (const [times, shown] of [
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    ['2', '"2"'],
  ] as const) {
    const failure = (): void => expect(createFakeTransport()).not.toHaveReconnected(times as number)
    expect(messageOf(failure)).toBe(
      `toHaveReconnected(times) expects a whole number that is not negative, or nothing, and got ${shown}.`,
    )
  }
  expect(messageOf(() => expect(createFakeTransport()).toHaveReconnected(1))).toContain(
    'Expected reconnects: 1, and got 0.\nNo link was dialled yet: is the component mounted',
  )
})

test('what resolves to a fake can be looked at, too', async () => {
  const { fake } = setUp()
  await expect(Promise.resolve(fake)).resolves.toHaveStatus('open')
  const failure = await expect(Promise.resolve(fake))
    .resolves.toHaveSent('A')
    .then(
      () => '',
      (cause: unknown) => (cause instanceof Error ? stripVTControlCharacters(cause.message) : ''),
    )
  expect(failure).toContain('expect(fake).resolves.toHaveSent(event)')
})
