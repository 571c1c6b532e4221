import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { webSocket } from '../../src/transports/websocket'
import { playSink } from '../support/playSink'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

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

test('a class of your own, and one with a third parameter, get headers as the third argument', async () => {
  const [own, native] = [createClass(), createClass()]
  const { sink, context } = playSink()
  webSocket('ws://here', { headers, protocols: 'v1', WebSocket: own.Spy }).connect(sink, context)
  Object.defineProperty(native.Spy, 'length', { value: 3 })
  vi.stubGlobal('WebSocket', native.Spy)
  webSocket('ws://here', { headers }).connect(sink, context)
  await vi.waitUntil(() => native.calls.length === 1)
  expect(own.calls).toEqual([['ws://here', 'v1', { headers }]])
  expect(native.calls).toEqual([['ws://here', [], { headers }]])
})

test('that of the package ws has a third parameter, and that of Node has none', () => {
  expect([WebSocket.length, globalThis.WebSocket.length]).toEqual([3, 1])
})

test("the WebSocket of Node sends them, and a server's class gets them in the place of the subprotocols", async () => {
  const server = createServer()
  const asked = new Promise<IncomingMessage>((resolve) => server.on('upgrade', resolve))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { sink, context } = playSink()
  const link = webSocket(`ws://127.0.0.1:${port}`, { headers, protocols: ['v1'] }).connect(sink, context)
  const request = await asked
  expect(request.headers).toMatchObject({ ...headers, 'sec-websocket-protocol': 'v1' })
  link.close({ kind: 'user' })
  request.destroy()
  server.close()

  const { calls, Spy } = createClass()
  vi.stubGlobal('WebSocket', Spy)
  vi.stubGlobal('navigator', undefined)
  webSocket('ws://here', { headers, protocols: ['v1'] }).connect(sink, context)
  await vi.waitUntil(() => calls.length === 1)
  expect(calls).toEqual([['ws://here', { protocols: ['v1'], headers }]])
})

test('the one of a page gets none', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { calls, Spy } = createClass()
  const { sink, context } = playSink()
  vi.stubGlobal('WebSocket', Spy)
  vi.stubGlobal('document', {})
  for (let count = 0; count < 2; count += 1) webSocket('ws://here', { headers }).connect(sink, context)
  await vi.waitUntil(() => calls.length === 2)
  expect(calls).toEqual([
    ['ws://here', []],
    ['ws://here', []],
  ])
  expect(warn).toHaveBeenCalledOnce()
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
