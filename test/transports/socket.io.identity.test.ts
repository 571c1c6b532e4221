import { labelOf, namesOf, storageNameOf } from '../../src/transport/identityTexts'
import { Manager } from 'socket.io-client'
import { expect, test } from 'vitest'
import { isOtherUser, isSameIdentity } from '../../src/transport/identity'
import { socketIO } from '../../src/transports/socket.io'

const url = 'https://example.com/chat'
const lazy = { autoConnect: false }

test('is shared by address, plain options, credentials, key and user', () => {
  const same = [
    socketIO(url, { auth: { room: 1, token: 'a' } }),
    socketIO(new URL(url), { auth: { token: 'a', room: 1 }, namespace: '/only managers have one' }),
    socketIO(url, { auth: { token: 'a', room: 1, made: () => {} }, identity: null }),
  ].map(({ identity }) => identity)
  const others = [
    socketIO(url),
    socketIO('https://example.com/news'),
    socketIO('https://example.com/chat?tenant=7'),
    socketIO(url, { auth: { token: 'b' } }),
    socketIO(url, { manager: { path: '/live' } }),
    socketIO(url, { manager: { query: { tenant: '7' } } }),
    socketIO(url, { key: 'mine' }),
    socketIO(url, { identity: 'ann' }),
    socketIO(new Manager(url, lazy)),
  ].map(({ identity }) => identity)
  const [first] = same
  for (const identity of [...same, ...others]) expect(identity.isShared).toBe(true)
  for (const identity of same) expect(isSameIdentity(first!, identity)).toBe(true)
  for (const [index, one] of others.entries())
    for (const other of [first!, ...others.slice(0, index)]) expect(isSameIdentity(one, other)).toBe(false)
})

test('agents and parsers count for nothing, whatever they hold', () => {
  const circle = new Map<unknown, unknown>()
  circle.set(circle, circle)
  const [one, other] = [circle, {}].map((agent) => socketIO(url, { manager: { agent: agent as string } }).identity)
  expect(isSameIdentity(one!, other!)).toBe(false)
  const [third, fourth] = [circle, new Map()].map((agent) => socketIO(url, { manager: { agent } as object }).identity)
  expect(isSameIdentity(third!, fourth!)).toBe(true)
})

test('credentials that are a function are shared by their user alone', () => {
  const auth = (): object => ({ token: 'SECRET' })
  const [nobody, ann, bob, named] = [{}, { identity: 'ann' }, { identity: 'bob' }, { key: 'named' }].map(
    (options) => socketIO(url, { auth: auth as () => Record<string, unknown>, ...options }).identity,
  )
  expect([nobody, ann, bob, named].map((identity) => identity?.isShared)).toEqual([false, true, true, true])
  expect([isSameIdentity(ann!, bob!), isOtherUser(ann!, bob!)]).toEqual([false, true])
})

test('a socket or manager of your own is shared by itself, and by namespace', () => {
  const [one, other] = [new Manager(url, lazy), new Manager(url, lazy)]
  const different = [
    socketIO(one, { namespace: '/a' }),
    socketIO(one, { namespace: '/b' }),
    socketIO(other, { namespace: '/a' }),
    socketIO(one.socket('/a')),
    socketIO(one.socket('/b')),
  ].map(({ identity }) => identity)
  for (const [index, identity] of different.entries())
    for (const earlier of different.slice(0, index)) expect(isSameIdentity(identity, earlier)).toBe(false)
  expect(isSameIdentity(socketIO(one, { namespace: '/a' }).identity, different[0]!)).toBe(true)
  expect(isSameIdentity(socketIO(one.socket('/b')).identity, different[4]!)).toBe(true)
})

test('a socket of your own has credentials of its own, so that auth counts for nothing', () => {
  const socket = new Manager(url, lazy).socket('/')
  const { identity, settings } = socketIO(socket, { auth: () => ({}) })
  expect([identity.isShared, settings]).toEqual([true, {}])
})

test('is shown, and found, by the address of its namespace', () => {
  const manager = new Manager('https://ann:SECRET@example.com:8443/?token=SECRET', lazy)
  const identities = [
    socketIO(`${url}?token=SECRET`, { key: 'k' }),
    socketIO(manager, { namespace: '/news' }),
    socketIO(manager.socket('/chat')),
    socketIO(manager),
    socketIO(new Manager(lazy), { namespace: '/chat' }),
  ].map(({ identity }) => identity)
  expect(identities.map(labelOf)).toEqual([
    'socket.io https://example.com/chat',
    'socket.io https://example.com:8443/news',
    'socket.io https://example.com:8443/chat',
    'socket.io https://example.com:8443/',
    'socket.io /chat',
  ])
  expect(identities.map(namesOf)).toEqual([
    [`${url}?token=SECRET`, 'k'],
    ['https://example.com:8443/news'],
    ['https://example.com:8443/chat'],
    ['https://example.com:8443/'],
    [],
  ])
})

test('stores under a name, and nothing where credentials are used and nobody says whose', () => {
  const auth = { token: 'SECRET' }
  const manager = new Manager(url, lazy)
  const stored = (...parts: Parameters<typeof socketIO>): string | null => storageNameOf(socketIO(...parts).identity)
  expect([
    stored(url, { auth }),
    stored(url, { auth: () => auth }),
    stored(manager),
    stored(manager.socket('/')),
    stored(`${url}?token=SECRET`),
  ]).toEqual([null, null, null, null, null])
  const names = [
    stored(url),
    stored(url, { auth, identity: 'ann' }),
    stored(url, { auth: () => auth, identity: 'bob' }),
    stored(url, { auth, key: 'named' }),
    stored(manager, { identity: 'ann', namespace: '/news' }),
    stored(`${url}?token=SECRET`, { key: 'other' }),
  ]
  expect(names).not.toContain(null)
  expect(new Set(names).size).toBe(names.length)
  expect(JSON.stringify(names)).not.toContain('SECRET')
})

test('tells on what everybody who shares it has to agree', () => {
  const auth = (): Record<string, unknown> => ({})
  expect(socketIO(url, { auth, identity: 'ann' }).settings).toEqual({ auth })
  expect(socketIO(url, { auth: { token: 'SECRET' } }).settings).toEqual({})
})

test('makes nothing before it connects', () => {
  expect(namesOf(socketIO('not an address', { auth: () => ({}) }).identity)).toEqual(['not an address'])
})

test('nothing is stored for nobody in particular where the options of the manager may hold credentials', () => {
  const manager = { extraHeaders: { authorization: 'Bearer SECRET' } }
  const url = 'https://example.com/chat'
  expect(storageNameOf(socketIO(url, { manager }).identity)).toBeNull()
  expect(storageNameOf(socketIO(url, { manager, identity: 'ann' }).identity)).not.toContain('SECRET')
})

test.each<[string, () => unknown, () => unknown]>([
  ['instances of a class', () => new User('alice'), () => new User('bob')],
  ['dates', () => new Date(1), () => new Date(2)],
  ['bytes', () => new Uint8Array([1]), () => new Uint8Array([2])],
  ['lists of instances', () => [new User('alice')], () => [new User('bob')]],
])('credentials in %s are those of one user alone', (_name, one, other) => {
  const identityOf = (user: unknown) => socketIO(url, { auth: { user } }).identity
  expect(isSameIdentity(identityOf(one()), identityOf(one()))).toBe(true)
  expect(isSameIdentity(identityOf(one()), identityOf(other()))).toBe(false)
})

class User {
  constructor(readonly name: string) {}
}

test('credentials and options that hold themselves, or a BigInt, throw nothing', () => {
  const auth: Record<string, unknown> = {}
  auth['self'] = auth
  const manager = { query: auth as Record<string, string> }
  expect(() => socketIO(url, { auth, manager })).not.toThrow()
  const [one, other] = [1n, 2n].map((id) => socketIO(url, { auth: { id } }).identity)
  expect(isSameIdentity(one!, other!)).toBe(false)
})
