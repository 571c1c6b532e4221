import { expect, test } from 'vitest'
import { identify, type Identity, type IdentityParts, isOtherUser, isSameIdentity } from '../../src/transport/identity'
import { isSameValue } from '../../src/transport/sameValue'

const of = (parts: Partial<IdentityParts> = {}): Identity =>
  identify({ transport: 'websocket', address: 'wss://example.com/live', ...parts })

const dynamic: Partial<IdentityParts> = { address: () => 'wss://example.com/live', isDynamicAddress: true }

test('two with the same address are the same, also when one is a URL', () => {
  expect(isSameIdentity(of(), of())).toBe(true)
  expect(isSameIdentity(of(), of({ address: new URL('wss://example.com/live') }))).toBe(true)
})

test.each<[string, Partial<IdentityParts>]>([
  ['transport', { transport: 'eventsource' }],
  ['address', { address: 'wss://example.com/other' }],
  ['query', { address: 'wss://example.com/live?room=1' }],
  ['key', { key: 'a' }],
  ['user', { identity: 'ann' }],
  ['subprotocols', { also: [['v2']] }],
  ['object of the caller', { address: { client: true } }],
])('two with another %s are not the same', (_name, parts) => {
  expect(isSameIdentity(of(), of(parts))).toBe(false)
})

test('compares by value what else two must have in common', () => {
  const also = (): unknown[] => [['v1', 'v2'], { method: 'POST', nested: { list: [1] } }, undefined]
  expect(isSameIdentity(of({ also: also() }), of({ also: also() }))).toBe(true)
  expect(isSameIdentity(of({ also: also() }), of({ also: [...also(), 1] }))).toBe(false)
})

test('compares objects of the caller by reference', () => {
  class Client {
    readonly isClient = true
  }
  const client = new Client()
  expect(isSameIdentity(of({ address: client }), of({ address: client }))).toBe(true)
  expect(isSameIdentity(of({ address: client }), of({ address: new Client() }))).toBe(false)
})

test.each<[string, unknown]>([
  ['left out', undefined],
  ['null', null],
])('a user that is %s is nobody in particular', (_name, identity) => {
  expect(of({ identity: identity as null }).user).toBeNull()
  expect(isSameIdentity(of(), of({ identity: identity as null }))).toBe(true)
})

test.each([0, '', 'ann', 7])('%o is somebody', (identity) => {
  expect(of({ identity }).user).toBe(identity)
})

test('only two who lead to the same place on behalf of different people are different users', () => {
  const [nobody, ann, bob] = [of(), of({ identity: 'ann' }), of({ identity: 'bob' })]
  expect([isOtherUser(ann, bob), isOtherUser(nobody, ann), isOtherUser(ann, of({ identity: 'ann' }))]).toEqual([
    true,
    true,
    false,
  ])
  expect(isOtherUser(ann, of({ identity: 'bob', address: 'wss://example.com/other' }))).toBe(false)
})

test.each<[string, Partial<IdentityParts>, boolean]>([
  ['a plain address', {}, true],
  ['an address that is a function', dynamic, false],
  ['an address that is a function, with an identity', { ...dynamic, identity: 'ann' }, false],
  ['an address that is a function, with a key', { ...dynamic, key: 'a' }, true],
  ['credentials that come from a function', { hasDynamicCredentials: true }, false],
  ['credentials that come from a function, with an identity', { hasDynamicCredentials: true, identity: 'ann' }, true],
  ['credentials that come from a function, with a key', { hasDynamicCredentials: true, key: 'a' }, true],
  ['both functions, with an identity', { ...dynamic, hasDynamicCredentials: true, identity: 'ann' }, false],
  ['both functions, with a key', { ...dynamic, hasDynamicCredentials: true, key: 'a' }, true],
])('%s is shared: %s %s', (_name, parts, isShared) => {
  expect(of(parts).isShared).toBe(isShared)
})

test('a component goes on with an address that is another function in every render', () => {
  const render = (): Identity => of({ ...dynamic, address: () => 'wss://example.com/live' })
  expect(isSameIdentity(render(), render())).toBe(true)
  expect(isSameIdentity(render(), of({ ...dynamic, identity: 'ann' }))).toBe(false)
  expect(isSameIdentity(render(), of({ ...dynamic, key: 'a' }))).toBe(false)
})

test('compares lists and plain objects part by part, and everything else by reference', () => {
  const date = new Date(0)
  const same: [unknown, unknown][] = [
    [1, 1],
    [Number.NaN, Number.NaN],
    [
      [1, [2]],
      [1, [2]],
    ],
    [{ a: { b: [1] } }, { a: { b: [1] } }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [date, date],
    [Object.create(null), {}],
  ]
  const different: [unknown, unknown][] = [
    [1, '1'],
    [0, -0],
    [[], {}],
    [[1], [1, 2]],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [new Date(0), new Date(0)],
    [null, {}],
    [undefined, null],
    [{ __proto__: null, toString: 1 }, { a: 1 }],
  ]
  expect(same.map(([one, other]) => isSameValue(one, other))).toEqual(same.map(() => true))
  expect(different.map(([one, other]) => isSameValue(one, other))).toEqual(different.map(() => false))
})

test('two functions are two users of one place only when both are signed in', () => {
  const [telemetry, ann, bob] = [of(dynamic), of({ ...dynamic, identity: 'ann' }), of({ ...dynamic, identity: 'bob' })]
  expect([isOtherUser(telemetry, ann), isOtherUser(ann, bob)]).toEqual([false, true])
  const [named, namedAnn] = [of({ ...dynamic, key: 'a' }), of({ ...dynamic, key: 'a', identity: 'ann' })]
  expect(isOtherUser(named, namedAnn)).toBe(true)
})
