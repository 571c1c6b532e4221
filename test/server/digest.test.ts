import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { digestOf } from '../../src/server/digest'

const expected = (algorithm: string): string => createHash(algorithm).update('één').digest('hex')

test('is the digest of a text, as hexadecimal digits', async () => {
  expect(await digestOf('SHA-1', 'één')).toBe(expected('sha1'))
  expect(await digestOf('SHA-256', 'één')).toBe(expected('sha256'))
})

test.each([
  ['no global crypto, as Node 18', undefined],
  ['a global crypto without digests, as jsdom', { getRandomValues() {} }],
])('is the same where there is %s', async (_platform, crypto) => {
  vi.stubGlobal('crypto', crypto)
  const digest = await digestOf('SHA-256', 'één').finally(() => vi.unstubAllGlobals())
  expect(digest).toBe(expected('sha256'))
})

test('is the same where the module can only be imported, as before Node 20.16', async () => {
  vi.stubGlobal('crypto', undefined)
  vi.stubGlobal('process', { env: process.env })
  const digest = await digestOf('SHA-256', 'één').finally(() => vi.unstubAllGlobals())
  expect(digest).toBe(expected('sha256'))
})
