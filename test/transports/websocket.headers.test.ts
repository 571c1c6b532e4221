import { afterEach, expect, test, vi } from 'vitest'
import { webSocket } from '../../src/transports/websocket'
import { playSink } from '../support/playSink'

afterEach(() => vi.unstubAllGlobals())

/** What the constructor gets. */
function createClass() {
  const calls: unknown[][] = []
  class Spy {
    readyState = 0
    constructor(...args: unknown[]) {
      calls.push(args)
    }
    send(): void {}
    close(): void {}
  }
  return { calls, Spy: Spy as never }
}

const headers = { authorization: 'Bearer token' }

test('a class of your own, and React Native, get headers as the third argument', async () => {
  const [own, native] = [createClass(), createClass()]
  const { sink, context } = playSink()
  webSocket('ws://here', { headers, protocols: 'v1', WebSocket: own.Spy }).connect(sink, context)
  vi.stubGlobal('WebSocket', native.Spy)
  vi.stubGlobal('navigator', { product: 'ReactNative' })
  webSocket('ws://here', { headers }).connect(sink, context)
  await vi.waitUntil(() => native.calls.length === 1)
  expect(own.calls).toEqual([['ws://here', 'v1', { headers }]])
  expect(native.calls).toEqual([['ws://here', [], { headers }]])
})

test.each(['Node.js/24', 'Deno/2.5', 'Bun/1.3'])('%s gets them in the place of the subprotocols', async (userAgent) => {
  const { calls, Spy } = createClass()
  const { sink, context } = playSink()
  vi.stubGlobal('WebSocket', Spy)
  vi.stubGlobal('navigator', { userAgent })
  webSocket('ws://here', { headers, protocols: ['v1'] }).connect(sink, context)
  await vi.waitUntil(() => calls.length === 1)
  expect(calls).toEqual([['ws://here', { protocols: ['v1'], headers }]])
})

test('a WebSocket that was given to Node before 21, which has none, gets them as the third argument', async () => {
  const { calls, Spy } = createClass()
  const { sink, context } = playSink()
  vi.stubGlobal('WebSocket', Spy)
  vi.stubGlobal('navigator', undefined)
  webSocket('ws://here', { headers }).connect(sink, context)
  await vi.waitUntil(() => calls.length === 1)
  expect(calls).toEqual([['ws://here', [], { headers }]])
})

test('without headers, a class gets two arguments', async () => {
  const { calls, Spy } = createClass()
  const { sink, context } = playSink()
  webSocket('ws://here', { WebSocket: Spy }).connect(sink, context)
  await vi.waitUntil(() => calls.length === 1)
  expect(calls).toEqual([['ws://here', []]])
})

test('say who shares a connection, and are shown nowhere', () => {
  const one = webSocket('ws://here', { headers })
  const same = webSocket('ws://here', { headers: { ...headers } })
  const other = webSocket('ws://here', { headers: { authorization: 'other' } })
  expect(one.identity.endpoint).toEqual(same.identity.endpoint)
  expect(one.identity.endpoint).not.toEqual(other.identity.endpoint)
  expect(webSocket('ws://here', { headers: () => headers }).identity.isShared).toBe(false)
  expect(webSocket('ws://here', { headers: () => headers, identity: 'ann' }).identity.isShared).toBe(true)
})
