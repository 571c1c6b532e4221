import { expect, test } from 'vitest'
import { byteLength } from '../../src/transport/frame'

test('text counts as UTF-8', () => {
  expect(['', 'a', 'é', '€', '😀', '\ud800'].map(byteLength)).toEqual([0, 1, 2, 3, 4, 3])
})

test('bytes count as they are, a view as what it shows', () => {
  const buffer = new ArrayBuffer(8)
  expect([buffer, new Uint8Array(buffer), new Uint8Array(buffer, 2, 3)].map(byteLength)).toEqual([8, 8, 3])
})
