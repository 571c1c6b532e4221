import { afterEach, expect, test, vi } from 'vitest'
import { uniqueId } from '../../src/transport/uniqueId'

const globalCrypto = globalThis.crypto

afterEach(() => vi.unstubAllGlobals())

test.each<[string, unknown]>([
  ['with crypto', globalThis.crypto],
  [
    'on a page over http, which has no randomUUID',
    { getRandomValues: (bits: Uint32Array<ArrayBuffer>) => globalCrypto.getRandomValues(bits) },
  ],
  ['without crypto, as in React Native', undefined],
  ['with a crypto that has no getRandomValues', {}],
])('is a text that never comes twice, %s', (_name, crypto) => {
  vi.stubGlobal('crypto', crypto)
  const ids = Array.from({ length: 10_000 }, uniqueId)
  expect(new Set(ids).size).toBe(10_000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-z.-]{3,50}$/)
})
