import { Manager } from 'socket.io-client'
import { expect, test } from 'vitest'
import { socketIO } from '../../src/transports/socket.io'

const url = 'https://example.com/chat'
const lazy = { autoConnect: false }

test('says what it does', () => {
  expect(socketIO(url)).toMatchObject({
    name: 'socket.io',
    does: { send: true, binary: true, reconnect: false, heartbeat: true },
  })
  expect(socketIO(new Manager(url, lazy)).does.reconnect).toBe(true)
  expect(socketIO(new Manager(url, { ...lazy, reconnection: false })).does.reconnect).toBe(false)
  expect(socketIO(new Manager(url, lazy).socket('/')).does.reconnect).toBe(true)
})

test('is shared by address, plain options and credentials, and key', () => {
  const { key } = socketIO(url)
  const circle: Record<string, unknown> = {}
  circle.circle = new Map([[circle, circle]])
  const same = [
    socketIO(new URL(url)),
    socketIO(url, { auth: () => ({}) }),
    socketIO(url, { auth: async () => ({}), namespace: '/' }),
  ]
  const others = [
    socketIO('https://example.com/news'),
    socketIO('https://example.com/chat?tenant=7'),
    socketIO(url, { auth: { token: 'a' } }),
    socketIO(url, { auth: { token: 'b' } }),
    socketIO(url, { manager: { path: '/live' } }),
    socketIO(url, { manager: { query: { tenant: '7' } } }),
    socketIO(url, { key: 'mine' }),
    socketIO(new Manager(url, lazy)),
  ]
  expect(same.map((transport) => transport.key)).toEqual([key, key, key])
  expect(new Set([key, ...others.map((transport) => transport.key)]).size).toBe(1 + others.length)
  expect(socketIO(url, { manager: { agent: circle as unknown as string } }).key).toBe(
    socketIO(url, { manager: { agent: {} as unknown as string } }).key,
  )
})

test('a socket or manager of your own is shared by itself, and by namespace', () => {
  const [one, other] = [new Manager(url, lazy), new Manager(url, lazy)]
  const keys = [
    socketIO(one, { namespace: '/a' }),
    socketIO(one, { namespace: '/b' }),
    socketIO(other, { namespace: '/a' }),
    socketIO(one.socket('/a')),
    socketIO(one.socket('/b')),
  ].map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(socketIO(one, { namespace: '/a' }).key).toBe(keys[0])
  expect(socketIO(one.socket('/b')).key).toBe(keys[4])
})

test('data is the list of arguments', () => {
  const { encode } = socketIO(url)
  const args = (data: unknown): unknown => (encode({ event: 'say', data }) as { args: unknown }).args
  expect([args(undefined), args(null), args('a'), args([]), args(['a', 1]), args([['a', 1]])]).toEqual([
    ['say'],
    ['say', null],
    ['say', 'a'],
    ['say'],
    ['say', 'a', 1],
    ['say', ['a', 1]],
  ])
  expect(encode({ data: 'whole' })).toMatchObject({ args: ['message', 'whole'] })
})

test('measures text in UTF-8 and bytes as they are', () => {
  const { encode, sizeOf } = socketIO(url)
  const sizes = ['a', 'ä', new Uint8Array(100), new ArrayBuffer(100), { deep: [new Uint16Array(50)] }].map((data) =>
    sizeOf(encode({ event: 'e', data })),
  )
  expect(sizes).toEqual(['["e","a"]'.length, '["e","ä"]'.length + 1, 110, 110, 121])
})

test("refuses Socket.IO's own events, which would throw later", () => {
  const { encode } = socketIO(url)
  for (const event of ['connect', 'disconnect', 'connect_error', 'disconnecting', 'newListener', 'removeListener']) {
    expect(() => encode({ event, data: 1 })).toThrow(expect.objectContaining({ code: 'cannot-encode' }))
  }
})

test('makes nothing before it connects', () => {
  const { key } = socketIO('not an address', { auth: () => ({}) })
  expect(key).toContain('not an address')
})
