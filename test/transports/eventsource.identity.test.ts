import { labelOf, namesOf, storageNameOf } from '../../src/transport/identityTexts'
import { expect, test } from 'vitest'
import { text } from '../../src/transport/codec'
import { isOtherUser, isSameIdentity } from '../../src/transport/identity'
import { isSameValue } from '../../src/transport/sameValue'
import { eventSource } from '../../src/transports/eventsource'

const url = 'https://example.com/events'

test('is shared by everything that the server sees', () => {
  const headers = { authorization: 'Bearer a' }
  const same = [
    eventSource(url, { headers }),
    eventSource(new URL(url), { headers: { ...headers }, method: 'get', withCredentials: false, native: false }),
    eventSource(url, { headers, events: ['only native listens to names'], body: null }),
  ].map(({ identity }) => identity)
  const others = [
    eventSource(url),
    eventSource(`${url}?since=7`, { headers }),
    eventSource(url, { headers: { authorization: 'Bearer b' } }),
    eventSource(url, { headers, method: 'POST' }),
    eventSource(url, { headers, method: 'POST', body: 'one' }),
    eventSource(url, { headers, method: 'POST', body: 'two' }),
    eventSource(url, { headers, withCredentials: true }),
    eventSource(url, { headers, native: true }),
    eventSource(url, { headers, native: true, events: ['A'] }),
    eventSource(url, { headers, key: 'mine' }),
    eventSource(url, { headers, identity: 'ann' }),
  ].map(({ identity }) => identity)
  const [first] = same
  for (const identity of [...same, ...others]) expect(identity.isShared).toBe(true)
  for (const identity of same) expect(isSameIdentity(first!, identity)).toBe(true)
  for (const [index, one] of others.entries())
    for (const other of [first!, ...others.slice(0, index)]) expect(isSameIdentity(one, other)).toBe(false)
})

test('headers that are a function are shared by their user alone', () => {
  const headers = (): Record<string, string> => ({ authorization: 'Bearer SECRET' })
  const [nobody, ann, bob] = [{}, { identity: 'ann' }, { identity: 'bob' }].map(
    (options) => eventSource(url, { headers, ...options }).identity,
  )
  expect([nobody, ann, bob].map((identity) => identity?.isShared)).toEqual([false, true, true])
  expect([isSameIdentity(ann!, bob!), isOtherUser(ann!, bob!)]).toEqual([false, true])
})

test.each([
  ['a url that is a function', eventSource(() => url), eventSource(() => url, { key: 'one' })],
  [
    'a body that is a function',
    eventSource(url, { method: 'POST', body: () => 'x' }),
    eventSource(url, { method: 'POST', body: () => 'x', key: 'one' }),
  ],
  [
    'a body that is no text',
    eventSource(url, { method: 'POST', body: new FormData() }),
    eventSource(url, { method: 'POST', body: new FormData(), key: 'one' }),
  ],
])('%s is shared by its key alone', (_name, unnamed, named) => {
  expect([unnamed.identity.isShared, named.identity.isShared]).toEqual([false, true])
})

test('a body that is no text does not make another connection when it is written inline', () => {
  const inline = (): typeof one => eventSource(url, { method: 'POST', body: new FormData() }).identity
  const one = eventSource(url, { method: 'POST', body: new FormData() }).identity
  expect(isSameIdentity(one, inline())).toBe(true)
})

test('forms of a query are compared by what they say, and whatever has a body is a POST', () => {
  const [one, same, other] = ['a=1', 'a=1', 'a=2'].map(
    (query) => eventSource(url, { body: new URLSearchParams(query) }).identity,
  )
  expect([isSameIdentity(one!, same!), isSameIdentity(one!, other!), one!.isShared]).toEqual([true, false, true])
  const post = eventSource(url, { method: 'POST', body: 'x' }).identity
  expect(isSameIdentity(eventSource(url, { body: 'x' }).identity, post)).toBe(true)
})

test('another address is another connection, also where the body is a function', () => {
  const [one, other] = ['one', 'two'].map(
    (name) => eventSource(`${url}/${name}`, { method: 'POST', body: () => 'x', key: 'k' }).identity,
  )
  expect(isSameIdentity(one!, other!)).toBe(false)
})

test('shows nothing that may be secret', () => {
  const { identity } = eventSource(`${url}?token=SECRET`, { headers: { authorization: 'SECRET' } })
  expect([labelOf(identity), storageNameOf(identity)]).toEqual(['eventsource https://example.com/events', null])
  expect(namesOf(eventSource(url, { key: 'live' }).identity)).toEqual([url, 'live'])
})

test('tells on what everybody who shares it has to agree', () => {
  const fetch = globalThis.fetch
  const headers = (): Record<string, string> => ({})
  expect(eventSource(url, { codec: text(), idleTimeout: 5, fetch, headers, identity: 1 }).settings).toEqual({
    codec: ['text'],
    idleTimeout: 5,
    maxEventSize: 2 ** 20,
    fetch,
    headers,
  })
  expect(isSameValue(eventSource(url).settings, eventSource(url, { maxEventSize: 2 ** 20 }).settings)).toBe(true)
  expect(Object.keys(eventSource(url, { headers: { authorization: 'SECRET' } }).settings)).not.toContain('headers')
})
