import { afterEach, expect, test, vi } from 'vitest'
import { readAddress } from '../../src/transport/address'
import { identify } from '../../src/transport/identity'
import { labelOf, storageNameOf } from '../../src/transport/identityTexts'

/** As that of React Native 0.88: it takes any text as it is, and its parts are wrong in many ways. */
class URLOfReactNative {
  readonly href: string
  constructor(address: string) {
    this.href = address
  }
  get host(): string {
    return '[wrong'
  }
  get pathname(): string {
    return '/wrong'
  }
}

const addresses = [
  ['wss://example.com/live', 'wss:', 'example.com', '/live', '', false],
  ['ws://example.com:8080/a/b?token=1', 'ws:', 'example.com:8080', '/a/b', '?token=1', false],
  ['https://example.com', 'https:', 'example.com', '/', '', false],
  ['https://example.com?token=ab/cd', 'https:', 'example.com', '/', '?token=ab/cd', false],
  ['https://example.com/room?by=ann@other.example', 'https:', 'example.com', '/room', '?by=ann@other.example', false],
  ['https://example.com/room?at=12:30#a', 'https:', 'example.com', '/room', '?at=12:30', false],
  ['https://example.com/room#a?b', 'https:', 'example.com', '/room', '', false],
  ['http://[::1]:3000/room', 'http:', '[::1]:3000', '/room', '', false],
  ['wss://ann:secret@example.com/live', 'wss:', 'example.com', '/live', '', true],
  ['HTTPS://Example.COM/Live', 'https:', 'example.com', '/Live', '', false],
  ['file:///a/b', 'file:', '', '/a/b', '', false],
  ['localhost:3000', 'localhost:', '', '3000', '', false],
] as const

afterEach(() => vi.unstubAllGlobals())

test.each(addresses)('reads %s', (address, ...parts) => {
  expect(Object.values(readAddress(address))).toEqual(parts)
  expect(Object.values(readAddress(new URL(address)))).toEqual(parts)
})

test.each(addresses)('reads %s with the URL of React Native', (address, ...parts) => {
  vi.stubGlobal('URL', URLOfReactNative)
  expect(Object.values(readAddress(address))).toEqual(parts)
})

test.each(addresses)('reads %s as the URL of the platform does', (address) => {
  const { protocol, host, pathname, search, username } = new URL(address)
  expect(readAddress(address)).toEqual({ protocol, host, pathname, search, hasUser: username !== '' })
})

test('reads an address of this page', () => {
  vi.stubGlobal('document', { baseURI: 'https://example.com/app/' })
  expect(readAddress('/live')).toMatchObject({ protocol: 'https:', host: 'example.com', pathname: '/live' })
})

test.each([' wss://example.com:443/a/../live', 'wss:example.com/live', 'https://exämple.com?'])(
  'reads %o as a page does',
  (address) => {
    const { protocol, host, pathname, search } = new URL(address)
    expect(readAddress(address)).toMatchObject({ protocol, host, pathname, search })
  },
)

test.each(['no address', ''])('throws for %o, which is no address', (text) => {
  expect(() => readAddress(text)).toThrow(TypeError)
})

test.each(['no address', ''])('throws for %o on a phone, too', (text) => {
  vi.stubGlobal('URL', URLOfReactNative)
  expect(() => readAddress(text)).toThrow(TypeError)
})

test('on a phone, two servers have two names, for people and in a storage', () => {
  vi.stubGlobal('URL', URLOfReactNative)
  const names = ['wss://one.example/live', 'wss://two.example/live'].map((address) => {
    const identity = identify({ transport: 'websocket', address })
    return [labelOf(identity), storageNameOf(identity)]
  })
  expect(names).toEqual([
    ['websocket wss://one.example/live', '["websocket","wss://one.example/live",null,null]'],
    ['websocket wss://two.example/live', '["websocket","wss://two.example/live",null,null]'],
  ])
})

test.each(['wss://example.com/live?token=ab@secret', 'wss://example.com?token=ab/secret'])(
  'on a phone, no part of the query of %s is shown',
  (address) => {
    vi.stubGlobal('URL', URLOfReactNative)
    expect(labelOf(identify({ transport: 'websocket', address }))).not.toContain('secret')
  },
)

test('on a phone, nothing is stored under an address with a password in it', () => {
  vi.stubGlobal('URL', URLOfReactNative)
  expect(storageNameOf(identify({ transport: 'websocket', address: 'wss://ann:secret@example.com/live' }))).toBe(null)
})
