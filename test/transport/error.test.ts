import { afterEach, expect, test, vi } from 'vitest'
import { isWireError, toWireError, WireError } from '../../src/transport/error'

afterEach(() => vi.unstubAllEnvs())

test('says what was expected and what to do, and keeps the cause', () => {
  const cause = new SyntaxError('no url')
  const error = new WireError('invalid-url', 'nonsense', cause)
  expect([error.name, error.code, error.message, error.cause]).toEqual([
    'WireError',
    'invalid-url',
    'Expected an address this transport can open, such as wss://example.com/live: nonsense',
    cause,
  ])
  expect(error).toBeInstanceOf(Error)
})

test.each([
  ['unauthorized', /sign in, then call reconnect\(\)/],
  ['closed', /reconnect\(\) tries again/],
  ['too-large', /raise maxFrameSize .* outbox\.maxBytes/],
  ['dropped', /raise its capacity/],
  ['expired', /ttl/],
  ['timeout', /may be slow, or does not answer/],
  ['unknown', /may have happened/],
  ['cannot-decode', /left out/],
] as const)('advises about %s', (code, advice) => {
  expect(new WireError(code).message).toMatch(advice)
})

test('says the code in production', () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect([new WireError('timeout').message, new WireError('timeout', 'JOIN').message]).toEqual([
    'timeout',
    'timeout: JOIN',
  ])
})

test('knows its own, and those of another copy', () => {
  class WireErrorOfAnotherCopy extends Error {
    override readonly name = 'WireError'
  }
  expect(
    [new WireError('closed'), new WireErrorOfAnotherCopy(), new Error('x'), null, undefined, 'x'].map(isWireError),
  ).toEqual([true, true, false, false, false, false])
})

test('wraps anything that was thrown, and its own not at all', () => {
  const own = new WireError('closed')
  const thrown = [new TypeError('broken'), 'a word', null, undefined, 5]
  expect(toWireError(own, 'listener')).toBe(own)
  expect(thrown.map((cause) => toWireError(cause, 'listener').cause)).toEqual(thrown)
  expect(toWireError(thrown[0], 'listener').message).toMatch(/threw; the connection goes on: TypeError: broken$/)
})

test.each([Symbol('s'), Object.create(null)])('wraps what cannot be turned into text: %o', (cause: unknown) => {
  expect(toWireError(cause, 'listener')).toMatchObject({ code: 'listener', cause })
})
