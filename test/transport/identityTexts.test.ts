import { afterEach, expect, test, vi } from 'vitest'
import { identify, type Identity, type IdentityParts } from '../../src/transport/identity'
import { labelOf, namesOf, shownAddress, storageNameOf } from '../../src/transport/identityTexts'

afterEach(() => vi.unstubAllGlobals())

const of = (parts: Partial<IdentityParts> = {}): Identity =>
  identify({ transport: 'websocket', address: 'wss://example.com/live', ...parts })

const dynamic: Partial<IdentityParts> = { address: () => 'wss://example.com/live', isDynamicAddress: true }

const secret = 'SECRET'
const secretAddress = `wss://ann:${secret}@example.com:8443/live?token=${secret}#${secret}`

test('the label is the transport, and scheme, host and path of the address', () => {
  expect(labelOf(of({ address: secretAddress }))).toBe('websocket wss://example.com:8443/live')
  expect(labelOf(of({ address: new URL(secretAddress) }))).toBe('websocket wss://example.com:8443/live')
  expect(labelOf(of({ address: secretAddress, also: [[secret], { authorization: secret }] }))).not.toContain(secret)
  expect(labelOf(of({ address: { client: true }, label: 'room:1' }))).toBe('websocket room:1')
  expect(labelOf(of(dynamic))).toBe('websocket')
  expect(labelOf(of({ address: 'no url at all' }))).toBe('websocket')
})

test('a relative address has the label of where it leads to', () => {
  vi.stubGlobal('location', { href: 'https://example.com/app/?page=1' })
  expect([shownAddress('/live?a=b'), shownAddress('live')]).toEqual([
    'https://example.com/live',
    'https://example.com/app/live',
  ])
})

test.each<[string, Partial<IdentityParts>]>([
  ['an address that is a function', dynamic],
  ['an address that is a function, also with an identity', { ...dynamic, identity: 'ann' }],
  ['an address with a query', { address: 'wss://example.com/live?token=1' }],
  ['an address with a user', { address: 'wss://ann@example.com/live' }],
  ['an address with a password', { address: 'wss://:pass@example.com/live' }],
  ['an address that is no url', { address: 'no url at all' }],
  ['an object of the caller', { address: { client: true } }],
  ['an address that is a function, and a user', { ...dynamic, hasDynamicCredentials: true, identity: 'ann' }],
  ['credentials that come from a function', { hasDynamicCredentials: true }],
  ['credentials of which a later page cannot tell whose they are', { storageNeedsUser: true }],
])('nothing is stored for %s', (_name, parts) => {
  expect(storageNameOf(of(parts))).toBeNull()
})

test('what is stored has a name where the address is plain, or somebody gave one', () => {
  const names = [
    of(),
    of({ address: 'wss://example.com/other' }),
    of({ transport: 'eventsource' }),
    of({ key: 'a' }),
    of({ ...dynamic, key: 'a' }),
    of({ ...dynamic, key: 'a', identity: 'ann' }),
    of({ identity: 'ann' }),
    of({ identity: 'bob' }),
    of({ identity: 1 }),
    of({ identity: '1' }),
    of({ hasDynamicCredentials: true, identity: 'cat', key: 'x' }),
    of({ hasDynamicCredentials: true, identity: 'dan' }),
    of({ storageNeedsUser: true, identity: 'eve' }),
    of({ address: { client: true }, label: 'room:1' }),
    of({ address: 'wss://example.com/live?token=1', key: 'b' }),
  ].map(storageNameOf)
  expect(names.every((name) => typeof name === 'string' && name.length > 0)).toBe(true)
  expect(new Set(names).size).toBe(names.length)
})

test('the name under which something is stored holds no secret, and is the same after a reload', () => {
  const create = (): Identity => of({ address: secretAddress, key: 'a', identity: 'ann', also: [[secret]] })
  expect(storageNameOf(create())).not.toContain(secret)
  expect(storageNameOf(create())).toBe(storageNameOf(create()))
})

test('is found by its url, its key and whatever else it was made with', () => {
  expect(namesOf(of())).toEqual(['wss://example.com/live'])
  expect(namesOf(of({ key: 'a', names: ['room:1'] }))).toEqual(['wss://example.com/live', 'a', 'room:1'])
  expect(namesOf(of({ ...dynamic, key: 'a' }))).toEqual(['a'])
  expect(namesOf(of({ address: new URL('wss://example.com/live') }))).toEqual(['wss://example.com/live'])
})
