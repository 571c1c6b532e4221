import { expect, test } from 'vitest'
import { redact, redactText } from '../../src/testing/redact'

test.each([
  ['token', 'abc'],
  ['accessToken', 'abc'],
  ['refresh_token', 'abc'],
  ['password', 'abc'],
  ['clientSecret', 'abc'],
  ['Authorization', 'Basic abc'],
  ['api_key', 'abc'],
  ['apiKey', 'abc'],
  ['auth', 'abc'],
  ['sessionId', 'abc'],
  ['set-cookie', 'abc'],
])('leaves out the text of a field %s, however deep', (name, text) => {
  const expected = { [name]: '[redacted]', room: 'lobby' }
  expect([redact({ [name]: text, room: 'lobby' }), redact([{ a: { [name]: text, room: 'lobby' } }])]).toEqual([
    expected,
    [{ a: expected }],
  ])
})

test('leaves out every text below such a field', () => {
  expect(redact({ auth: { user: 'ann', codes: ['a', 1] } })).toEqual({
    auth: { user: '[redacted]', codes: ['[redacted]', 1] },
  })
})

test.each(['AUTH', 'auth', 'login', 'LOG_IN', 'signIn', 'authenticate'])(
  'leaves out all texts of an event %s',
  (event) => {
    expect([redact('t', event), redact({ who: 't', at: 1 }, event)]).toEqual([
      '[redacted]',
      { who: '[redacted]', at: 1 },
    ])
  },
)

test.each([
  ['wss://example.com/live?token=abc&room=1', 'wss://example.com/live?token=[redacted]&room=1'],
  ['/a?room=1&access_token=abc#x', '/a?room=1&access_token=[redacted]#x'],
  ['https://s3.example/a?X-Amz-Signature=abc', 'https://s3.example/a?X-Amz-Signature=[redacted]'],
  ['see https://ann:abc@example.com/x', 'see https://[redacted]@example.com/x'],
  ['Bearer abc.def', 'Bearer [redacted]'],
  ['got eyJhbGciOi.eyJzdWIi.c2ln in it', 'got [redacted] in it'],
  ['{"type":"AUTH","token":"a\\"bc","at":1}', '{"type":"AUTH","token":"[redacted]","at":1}'],
])('leaves the secret out of the text %s', (text, expected) => {
  expect([redactText(text), redact(text), redact({ text })]).toEqual([expected, expected, { text: expected }])
})

test.each([
  'hello',
  'a token of love',
  'https://cdn.example/a.png?w=200&h=100',
  { author: 'Ann', tokens: 12, isAuthenticated: true, nothing: null },
  [1, null, true, 'x'],
  { event: 'token', text: 'Hel' },
])('leaves %j as it is', (data) => {
  expect(redact(data, 'CHAT')).toEqual(data)
})
