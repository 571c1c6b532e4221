import { afterEach, expect, test, vi } from 'vitest'
import { readAddress } from '../../src/transport/address'
import { identify } from '../../src/transport/identity'
import { labelOf, storageNameOf } from '../../src/transport/identityTexts'

/** As that of React Native 0.88: it knows the parts of `http:` and `https:` alone. */
class URLOfReactNative {
  readonly href: string
  constructor(address: string) {
    this.href = address
  }
  private part(pattern: RegExp): string {
    return pattern.exec(this.href)?.[1] ?? ''
  }
  get protocol(): string {
    return this.part(/^([a-z]+:)/)
  }
  get host(): string {
    return this.part(/^https?:\/\/(?:[^@]+@)?([^/?#]+)/)
  }
  get pathname(): string {
    return this.part(/^https?:\/\/[^/]+(\/[^?#]*)/) || '/'
  }
  get search(): string {
    return this.part(/(\?[^#]*)/)
  }
  get username(): string {
    return this.part(/^https?:\/\/([^:@]+)(?::[^@]*)?@/)
  }
  get password(): string {
    return this.part(/^https?:\/\/.*:(.*)@/)
  }
}

const addresses = [
  ['wss://example.com/live', 'wss:', 'example.com', '/live', '', false],
  ['ws://example.com:8080/a/b?token=1', 'ws:', 'example.com:8080', '/a/b', '?token=1', false],
  ['https://example.com', 'https:', 'example.com', '/', '', false],
  ['wss://ann:secret@example.com/live', 'wss:', 'example.com', '/live', '', true],
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

test('reads an address of this page', () => {
  vi.stubGlobal('document', { baseURI: 'https://example.com/app/' })
  expect(readAddress('/live')).toMatchObject({ protocol: 'https:', host: 'example.com', pathname: '/live' })
})

test.each([' WSS://example.com/live', 'wss:example.com/live'])('reads %o as a page does', (address) => {
  const { protocol, host, pathname } = new URL(address)
  expect(readAddress(address)).toMatchObject({ protocol, host, pathname })
})

test.each(['wsx://example.com/live', 'ws-test:/live', 'localhost:3000'])('leaves the scheme of %s alone', (address) => {
  const { protocol, host, pathname } = new URL(address)
  expect(readAddress(address)).toMatchObject({ protocol, host, pathname })
})

test('throws for what is no address', () => {
  expect(() => readAddress('no address')).toThrow(TypeError)
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

test('on a phone, nothing is stored under an address with a password in it', () => {
  vi.stubGlobal('URL', URLOfReactNative)
  expect(storageNameOf(identify({ transport: 'websocket', address: 'wss://ann:secret@example.com/live' }))).toBe(null)
})
