import { expect, test } from 'vitest'
import { readClientFrame } from '../../../src/server/presence/clientFrame'

const read = (more: object): unknown =>
  readClientFrame(
    { kind: 'enter', channel: 'board', session: 'x'.repeat(16), version: 1, key: 'ann', state: {}, ...more },
    {},
  )

test.each(['x'.repeat(16), 'ü'.repeat(8), '€'.repeat(6)])('takes a session of sixteen bytes or more: %s', (session) => {
  expect(read({ session })).toMatchObject({ kind: 'enter', session })
})

test.each(['x'.repeat(15), 'ü'.repeat(7)])('refuses a session of fewer bytes: %s', (session) => {
  expect(read({ session })).toMatchObject({ kind: 'refused', code: 'bad-request' })
})

test('refuses what is wrong under the ref it came with, and under none where the ref is wrong', () => {
  expect(read({ ref: 'tab', key: '' })).toMatchObject({ kind: 'refused', channel: 'board', ref: 'tab' })
  expect(read({ ref: '' })).toMatchObject({ kind: 'refused', channel: 'board', ref: undefined })
})

test('ignores a frame without a channel, and one of a kind that it does not know', () => {
  expect(read({ channel: 7 })).toBeUndefined()
  expect(read({ kind: 'dance' })).toBeUndefined()
})
