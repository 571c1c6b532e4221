import { labelOf, namesOf, storageNameOf } from '../../src/transport/identityTexts'
import { expect, test } from 'vitest'
import { json, text } from '../../src/transport/codec'
import { isOtherUser, isSameIdentity } from '../../src/transport/identity'
import { isSameValue } from '../../src/transport/sameValue'
import { webSocket } from '../../src/transports/websocket'
import { StubSocket } from './support/stubSocket'

const url = 'wss://example.com/live'
const getUrl = (): string => url

test('says what it does', () => {
  expect(webSocket(url)).toMatchObject({ name: 'websocket', does: { send: true, store: true, binary: true } })
})

test('is shared by address, protocols, key and user', () => {
  const same = [
    webSocket(url, { protocols: 'a' }),
    webSocket(new URL(url), { protocols: ['a'] }),
    webSocket(url, { protocols: ['a'], identity: undefined, key: undefined }),
    webSocket(url, { protocols: ['a'], identity: null }),
  ].map(({ identity }) => identity)
  const others = [
    webSocket(url),
    webSocket(`${url}?room=7`, { protocols: 'a' }),
    webSocket(url, { protocols: ['b'] }),
    webSocket(url, { protocols: ['a', 'b'] }),
    webSocket(url, { protocols: ['a'], key: 'mine' }),
    webSocket(url, { protocols: ['a'], identity: 'ann' }),
    webSocket(url, { protocols: ['a'], identity: 0 }),
    webSocket(getUrl, { protocols: ['a'], key: 'mine' }),
  ].map(({ identity }) => identity)
  const [first] = same
  for (const identity of [...same, ...others]) expect(identity.isShared).toBe(true)
  for (const identity of same) expect(isSameIdentity(first!, identity)).toBe(true)
  for (const [index, one] of others.entries())
    for (const other of [first!, ...others.slice(0, index)]) expect(isSameIdentity(one, other)).toBe(false)
})

test('an address that is a function is shared by its key alone', () => {
  const identities = [
    webSocket(getUrl),
    webSocket(getUrl, { identity: 'ann' }),
    webSocket(getUrl, { key: 'one' }),
    webSocket(() => 'wss://elsewhere', { key: 'one' }),
    webSocket(getUrl, { key: 'two' }),
  ].map(({ identity }) => identity)
  expect(identities.map(({ isShared }) => isShared)).toEqual([false, false, true, true, true])
  expect(isSameIdentity(identities[2]!, identities[3]!)).toBe(true)
  expect(isSameIdentity(identities[2]!, identities[4]!)).toBe(false)
})

test('credentials that are a function are shared by their user alone', () => {
  const protocols = (): string => 'bearer.token'
  const [nobody, ann, bob, named] = [{}, { identity: 'ann' }, { identity: 'bob' }, { key: 'named' }].map(
    (options) => webSocket(url, { protocols, ...options }).identity,
  )
  expect([nobody, ann, bob, named].map((identity) => identity?.isShared)).toEqual([false, true, true, true])
  expect(isSameIdentity(ann!, bob!)).toBe(false)
  expect(isOtherUser(ann!, bob!)).toBe(true)
})

test('shows and stores nothing that may be secret', () => {
  const identities = [
    webSocket('wss://ann:SECRET@example.com/live?token=SECRET', { protocols: ['bearer.SECRET'] }),
    webSocket(url, { protocols: ['bearer.SECRET'] }),
    webSocket(() => `${url}?token=SECRET`, { protocols: () => 'SECRET', identity: 'ann', key: 'live' }),
  ].map(({ identity }) => identity)
  expect(identities.map(labelOf)).toEqual([
    'websocket wss://example.com/live',
    'websocket wss://example.com/live',
    'websocket',
  ])
  for (const identity of identities) expect(`${labelOf(identity)} ${storageNameOf(identity)}`).not.toContain('SECRET')
})

test('stores under a name of its own, and not without one', () => {
  const named = [
    webSocket(url),
    webSocket('wss://example.com/other'),
    webSocket(url, { identity: 'ann' }),
    webSocket(url, { identity: 'bob' }),
    webSocket(url, { key: 'one' }),
    webSocket(getUrl, { key: 'one' }),
    webSocket(getUrl, { key: 'two' }),
    webSocket(`${url}?token=1`, { key: 'three' }),
    webSocket(url, { protocols: () => 'token', identity: 'cid' }),
  ].map(({ identity }) => storageNameOf(identity))
  expect(named).not.toContain(null)
  expect(new Set(named).size).toBe(named.length)
  const unnamed = [
    webSocket(getUrl),
    webSocket(getUrl, { identity: 'ann' }),
    webSocket(`${url}?token=1`),
    webSocket(url, { protocols: () => 'token' }),
  ].map(({ identity }) => storageNameOf(identity))
  expect(unnamed).toEqual([null, null, null, null])
})

test('is found by its url and its key', () => {
  expect(namesOf(webSocket(new URL(url), { key: 'live' }).identity)).toEqual([url, 'live'])
  expect(namesOf(webSocket(getUrl, { key: 'live' }).identity)).toEqual(['live'])
  expect(namesOf(webSocket(getUrl).identity)).toEqual([])
})

test('tells on what everybody who shares it has to agree', () => {
  const Socket = StubSocket
  const options = { WebSocket: Socket as unknown as typeof WebSocket, maxFrameSize: 5, binaryType: 'blob' as const }
  expect(webSocket(url, { ...options, codec: text() }).settings).toEqual({
    codec: ['text'],
    maxFrameSize: 5,
    binaryType: 'blob',
    WebSocket: Socket,
  })
  const mine = { encode: () => '', decode: () => ({ event: 'message', data: 1 }) }
  expect(webSocket(url, { codec: mine }).settings.codec).toBe(mine)
})

test('what is not said and what is the default are the same settings', () => {
  const said = { codec: json(), maxFrameSize: 16 * 2 ** 20, binaryType: 'arraybuffer' as const, WebSocket: undefined }
  expect(isSameValue(webSocket(url).settings, webSocket(url, said).settings)).toBe(true)
})
