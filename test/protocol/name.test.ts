import { expect, test } from 'vitest'
import { isName } from '../../src/protocol/name'
import { isMember } from '../../src/protocol/presence'

test.each(['a', 'x'.repeat(256), 'ü'.repeat(128), '€'.repeat(85), '😀'.repeat(64), '__proto__', '\0'])(
  '%j is a name',
  (text) => {
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(256)
    expect(isName(text)).toBe(true)
  },
)

test.each(['', 'x'.repeat(257), 'ü'.repeat(129), '€'.repeat(86), '😀'.repeat(65), '\ud800', 'a\udc00', 7, null, ['a']])(
  '%j is no name',
  (value) => {
    expect(isName(value)).toBe(false)
  },
)

test('a client takes no member whose names a server would refuse', () => {
  const member = { id: 'a1', version: 1, key: 'ann', state: {}, since: 1, at: 1 }
  expect(isMember(member)).toBe(true)
  expect(isMember({ ...member, key: 'ü'.repeat(129) })).toBe(false)
  expect(isMember({ ...member, key: '\ud800' })).toBe(false)
})
