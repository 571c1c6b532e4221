import { expect, test } from 'vitest'
import { closeReasonOf } from '../../src/connection/closing'
import type { WireError } from '../../src/transport/error'

/** What the transport is told, and what is reported. */
function play(code?: unknown, reason?: unknown): { told: unknown; errors: WireError[] } {
  const errors: WireError[] = []
  return { told: closeReasonOf(code, reason, (error) => errors.push(error)), errors }
}

const longest = 'é'.repeat(61) + '!'

test.each([
  [1000, undefined],
  [1000, ''],
  [3000, 'bye'],
  [4999, longest],
])('hands on %o and %o', (code, reason) => {
  expect(play(code, reason)).toEqual({
    told: { kind: 'user', code, ...(reason === undefined ? {} : { reason }) },
    errors: [],
  })
})

test('a reason alone goes with the code 1000', () => {
  expect(play(undefined, 'bye')).toEqual({ told: { kind: 'user', code: 1000, reason: 'bye' }, errors: [] })
})

test.each([undefined, null, {}, { type: 'click', target: {} }, [], () => 1000])(
  '%o as a code counts as left out',
  (code) => {
    expect(play(code)).toEqual({ told: { kind: 'user' }, errors: [] })
  },
)

test.each([null, { type: 'click' }, () => 1000])('what comes with %o as a code counts as left out, too', (code) => {
  expect(play(code, { more: true })).toEqual({ told: { kind: 'user' }, errors: [] })
})

test.each<[string, unknown, unknown]>([
  ['a code that only the platform may send', 1001, undefined],
  ['a code of the protocol', 1006, undefined],
  ['a code below the range', 2999, undefined],
  ['a code above the range', 5000, undefined],
  ['no whole number', 3000.5, undefined],
  ['no number', Number.NaN, undefined],
  ['a text', '1000', undefined],
  ['a large number', 10n, undefined],
  ['a symbol', Symbol('odd'), undefined],
  ['a code and a reason that are wrong', 1, Symbol('odd')],
])('%s is reported, and left out', (_name, code, reason) => {
  const { told, errors } = play(code, reason)
  expect(told).toEqual({ kind: 'user' })
  expect(errors.map((error) => error.code)).toEqual(['invalid-option'])
  expect(errors[0]?.message).toMatch(/1000 or a code from 3000 to 4999.* 123 bytes/)
})

test.each<[string, unknown]>([
  ['too long', 'x'.repeat(124)],
  ['too long in bytes', `${longest}!`],
  ['no text', 5],
  ['what JSON cannot write', 5n],
  ['null', null],
  ['an object', {}],
])('a reason that is %s is reported, and left out', (_name, reason) => {
  const { told, errors } = play(4000, reason)
  expect(told).toEqual({ kind: 'user', code: 4000 })
  expect(errors.map(({ code }) => code)).toEqual(['invalid-option'])
})
