import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CloseKind, type Verdict, verdictOf } from '../../src/transport/closeReason'
import { WireError } from '../../src/transport/error'

const expected: Record<Verdict, number[]> = {
  retry: [1000, 1001, 1004, 1005, 1006, 1011, 1012, 1014, 1015, 1016, 2999, 3000, 3999, 4408, 4500, 4502, 4504, 4999],
  'retry-slowly': [1013, 4429, 4503],
  'retry-thrice': [1002, 1003, 1007],
  reauthenticate: [4001, 4401],
  fail: [1008, 1009, 1010, 4000, 4002, 4400, 4402, 4403, 4404, 4407, 4409, 4426, 4428, 4430, 4499],
}

for (const [verdict, codes] of Object.entries(expected)) {
  test.each(codes)(`the verdict of %i is ${verdict}`, (code) => {
    expect(verdictOf({ kind: 'peer', code })).toBe(verdict)
  })
}

/** As Server-Sent Events report them: https://www.rfc-editor.org/rfc/rfc9110#name-status-codes */
const statuses: Record<Verdict, number[]> = {
  retry: [408, 500, 502, 504, 599],
  'retry-slowly': [429, 503],
  'retry-thrice': [],
  reauthenticate: [401, 403],
  fail: [400, 402, 404, 405, 407, 409, 410, 421, 426, 428, 430, 451, 499],
}

for (const [verdict, codes] of Object.entries(statuses)) {
  test.each(codes)(`the verdict of HTTP status %i is ${verdict}`, (code) => {
    expect(verdictOf({ kind: 'peer', code })).toBe(verdict)
  })
}

test('a stream that came to its end is not fetched again, whatever its code', () => {
  expect([undefined, 200, 204, 1006].map((code) => verdictOf({ kind: 'ended', ...(code && { code }) }))).toEqual(
    Array.from({ length: 4 }, () => 'fail'),
  )
})

test('a link that ends without a code is dialled again', () => {
  const kinds: CloseKind[] = [
    'peer',
    'content-type',
    'connect-timeout',
    'heartbeat-timeout',
    'handshake',
    'credentials',
    'page-hidden',
  ]
  expect(kinds.map((kind) => verdictOf({ kind }))).toEqual(kinds.map(() => 'retry'))
})

test('an address that can never work fails', () => {
  expect(verdictOf({ kind: 'invalid-url', error: new WireError('invalid-url') })).toBe('fail')
})

test('being signed out fails, whoever says so', () => {
  const error = new WireError('unauthorized')
  expect(verdictOf({ kind: 'credentials', error })).toBe('fail')
  expect(verdictOf({ kind: 'handshake', error })).toBe('fail')
})

test('any other error of credentials or a handshake is tried again', () => {
  expect(verdictOf({ kind: 'credentials', error: new WireError('credentials') })).toBe('retry')
  expect(verdictOf({ kind: 'handshake', error: new WireError('handshake') })).toBe('retry')
})

test('what does not speak the protocol is tried again: the login page of a Wi-Fi goes away', () => {
  expect(verdictOf({ kind: 'content-type', error: new WireError('refused') })).toBe('retry')
})

test('the text never matters', () => {
  const texts = fc.oneof(fc.string(), fc.json(), fc.constantFrom('4401', 'unauthorized', '{"code":4001}', 'retry'))
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1000, max: 4999 }), fc.integer({ min: 100, max: 599 })),
      texts,
      (code, reason) => {
        expect(verdictOf({ kind: 'peer', code, reason })).toBe(verdictOf({ kind: 'peer', code }))
      },
    ),
  )
})
