import { expect, test } from '@jest/globals'
import { createFakeTransport } from 'wirehooks/testing'
import { createConnection } from 'wirehooks/vanilla'

function setUp() {
  const fake = createFakeTransport()
  const connection = createConnection(fake)
  connection.open()
  fake.link.open()
  return { fake, connection }
}

const messageOf = (fails: () => void): string => {
  try {
    fails()
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
  return 'it passed'
}

test('a failing toHaveSent says what was wanted, what was sent, and how the nearest differs', () => {
  const { fake, connection } = setUp()
  void connection.emit('CHAT', { text: 'hi', to: 'all' })
  void connection.emit('JOIN', 'lobby')
  expect(messageOf(() => expect(fake).toHaveSent('CHAT', { text: 'ho', to: expect.any(String) }))).toBe(
    [
      'expect(fake).toHaveSent(event, data)',
      '',
      'Expected CHAT {"text": "ho", "to": Any<String>} to have been sent.',
      'CHAT was sent once, with other data:',
      '  CHAT {"text": "hi", "to": "all"}',
      'Other events: JOIN',
      '',
      '- Expected',
      '+ Received',
      '',
      '  Object {',
      '-   "text": "ho",',
      '+   "text": "hi",',
      '    "to": "all",',
      '  }',
    ].join('\n'),
  )
  expect(messageOf(() => expect(fake).not.toHaveSent('JOIN'))).toBe(
    'expect(fake).not.toHaveSent(event)\n\nExpected JOIN not to have been sent. It was, once:\n  JOIN "lobby"',
  )
})

test('data that JSON does not know is shown and compared', () => {
  const { fake, connection } = setUp()
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const all = [1n, new Map([[1, 2]]), new Uint8Array([1]).buffer, circle]
  for (const data of all) void connection.emit('A', data)
  for (const data of all) expect(fake).toHaveSent('A', data)
  expect(fake).not.toHaveSent('A', new Map([[1, 3]]))
  expect(fake).not.toHaveSent('A', new Uint8Array([2]).buffer)
  expect(messageOf(() => expect(fake).toHaveSent('A', 'other'))).toContain(
    '  A {"self": [circular]}\n  A ArrayBuffer [1]\n  A Map {1 => 2}\n  A 1n',
  )
})

test('matchers take the testers of the user, and asymmetric matchers', () => {
  const { fake, connection } = setUp()
  void connection.emit('PRICE', { cents: 100 })
  expect(fake).toHaveSent('PRICE', expect.objectContaining({ cents: 100 }))
  expect(connection).toHaveStatus(expect.stringMatching(/open/))
  expect(fake).toHaveReconnected(expect.any(Number))
  expect.addEqualityTesters([
    (one, other) => (typeof one === 'object' && one && 'cents' in one && other === '1 €' ? true : undefined),
  ])
  expect(fake).toHaveSent('PRICE', '1 €')
})

test('the others say what is and what was wanted, and what they cannot look at', () => {
  const { fake, connection } = setUp()
  expect(fake).toHaveStatus('open')
  expect(messageOf(() => expect(connection).toHaveStatus('closed'))).toBe(
    'expect(connection).toHaveStatus(status)\n\nExpected the status "closed", and it is "open".',
  )
  expect(messageOf(() => expect(fake).toHaveReconnected(2))).toContain('Expected reconnects: 2, and got 0.')
  expect(messageOf(() => expect(undefined).toHaveSent('A'))).toContain('and got undefined.')
  expect(messageOf(() => expect(connection).toHaveReconnected())).toContain('and got a connection')
})

test('a Buffer of Node is the same as a Uint8Array of jsdom with its bytes', () => {
  const { fake, connection } = setUp()
  void connection.emit('UPLOAD', { file: Buffer.from([1, 2, 3]) })
  expect(fake).toHaveSent('UPLOAD', { file: new Uint8Array([1, 2, 3]) })
  expect(fake).not.toHaveSent('UPLOAD', { file: new Uint8Array([1, 2, 4]) })
  expect(messageOf(() => expect(fake).toHaveSent('UPLOAD', { file: expect.any(Uint8Array) }))).toContain(
    '  UPLOAD {"file": Buffer (Uint8Array of another realm) [1, 2, 3]}',
  )
})
