import { encode } from 'socket.io-adapter/dist/contrib/yeast.js'
import { expect, test } from 'vitest'
import { isOffset } from '../../../src/transports/socket.io/offset'

const now = Date.UTC(2026, 10, 29, 12)
const hour = 3_600_000
const seconds = (time: number): string => Math.floor(time / 1000).toString(16)

test.each([
  [encode(now)],
  [`${encode(now)}.0`],
  [`${encode(now - 23 * hour)}.a3`],
  [encode(now + 23 * hour)],
  [`${now}-0`],
  [`${now - 2 * hour}-17`],
  [`${seconds(now)}65f1aabbccddee00`],
])('%s is a place in the stream', (text) => {
  expect(isOffset(text, now)).toBe(true)
})

test.each([
  ['Running'],
  ['Stopped'],
  ['Quality'],
  ['Pending'],
  ['Q-1-2-3'],
  ['Waiting.now'],
  ['1700000000000-1'],
  ['65f1aabbccddee0011223344'],
  [encode(now - 25 * hour)],
  [`${now + 25 * hour}-0`],
  ['2026-11-29'],
  ['1234567'],
  [''],
])('%s is what an application sent', (text) => {
  expect(isOffset(text, now)).toBe(false)
})
