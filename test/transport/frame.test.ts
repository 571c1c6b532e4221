import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { byteLength, isArrayBuffer, isBlob } from '../../src/transport/frame'

afterEach(() => vi.unstubAllGlobals())

test('text counts as UTF-8', () => {
  expect(['', 'a', 'é', '€', '😀', '\ud800'].map(byteLength)).toEqual([0, 1, 2, 3, 4, 3])
})

test('any text counts as a Blob of it does', () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud83d', '\ude00', '€')))
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('')
      expect(byteLength(text)).toBe(new Blob([text]).size)
    }),
  )
})

test('counts a text where there is no Blob, or one that throws, as in React Native without its native module', () => {
  vi.stubGlobal('Blob', () => {
    throw new Error('Creating blobs is not supported')
  })
  expect(byteLength('a€\ud83d')).toBe(7)
})

test('bytes count as they are, a view as what it shows', () => {
  const buffer = new ArrayBuffer(8)
  expect([buffer, new Uint8Array(buffer), new Uint8Array(buffer, 2, 3)].map(byteLength)).toEqual([8, 8, 3])
})

test('other views count as what they show, and a Blob as its size', () => {
  const buffer = new ArrayBuffer(8)
  expect([new Float64Array(buffer), new DataView(buffer, 1, 5), new Blob(['é'])].map(byteLength)).toEqual([8, 5, 2])
})

test('knows a Blob of any class, and nothing else with a size', () => {
  const ofReactNative = { size: 3, type: '', slice() {} }
  expect([new Blob(), ofReactNative].map(isBlob)).toEqual([true, true])
  expect(
    [new Map(), new ArrayBuffer(3), 'text', null, undefined, { size: 3 }, { size: 3, slice: 1 }].map(isBlob),
  ).toEqual(Array(7).fill(false))
})

test('knows an ArrayBuffer of any realm', () => {
  expect([new ArrayBuffer(1), runInNewContext('new ArrayBuffer(1)')].map(isArrayBuffer)).toEqual([true, true])
  expect([new SharedArrayBuffer(1), new Uint8Array(1), null, 'text'].map(isArrayBuffer)).toEqual(Array(4).fill(false))
})
