import { Manager } from 'socket.io-client'
import { expect, test, vi } from 'vitest'
import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import type { ConnectContext, Link } from '../../src/transport/transport'
import { socketIO, type SocketIOOptions } from '../../src/transports/socket.io'
import { type PlayedSink, playSink } from '../support/playSink'

const url = 'https://example.com/chat'

interface PlayedLink extends PlayedSink {
  readonly link: Link
  readonly clock: FakeClock
  settled(): Promise<void>
}

interface More {
  memory?: ConnectContext['memory']
  clock?: FakeClock
  awaited?: readonly string[]
}

function play(source: Parameters<typeof socketIO>[0], options: SocketIOOptions = {}, more: More = {}): PlayedLink {
  const { clock = createFakeClock() } = more
  const played = playSink({ clock, ...more })
  const link = socketIO(source, options).connect(played.sink, played.context)
  return { ...played, link, clock, settled: () => clock.advance(0) }
}

/** A manager whose engine never dials. */
function offline(): Manager {
  const manager = new Manager('https://example.com', { autoConnect: false })
  // `connect()` of its sockets opens the engine.
  vi.spyOn(manager, 'open').mockReturnValue(manager)
  return manager
}

test('says what it does', () => {
  const lazy = { autoConnect: false }
  expect(socketIO(url)).toMatchObject({
    name: 'socket.io',
    does: { send: true, store: true, binary: true, reconnect: false, heartbeat: true },
  })
  expect(socketIO(new Manager(url, lazy)).does.reconnect).toBe(true)
  expect(socketIO(new Manager(url, { ...lazy, reconnection: false })).does.reconnect).toBe(false)
  expect(socketIO(new Manager(url, lazy).socket('/')).does.reconnect).toBe(true)
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
    expect(() => encode({ event, data: 1 })).toThrow(
      `cannot-encode: Expected an event of your own, got "${event}", which Socket.IO keeps for itself. Give it another name.`,
    )
  }
})

test('takes nothing before it is connected', () => {
  const { link } = play(offline())
  expect([link.takes(), link.buffered()]).toEqual(['nothing', 0])
})

test('what Socket.IO throws for a message is thrown to whoever sends it', async () => {
  const socket = offline().socket('/')
  const { link, log, settled } = play(socket)
  await settled()
  const refusal = new TypeError('Do not know how to serialize a BigInt')
  vi.spyOn(socket, 'emit').mockImplementationOnce(() => {
    throw refusal
  })
  expect(() => link.send({ args: ['big', 1n], id: undefined })).toThrow(
    expect.objectContaining({ code: 'cannot-encode', cause: refusal }),
  )
  expect(log).toEqual([])
})

test('an acknowledgement is an answer, and nothing else', async () => {
  const socket = offline().socket('/')
  const { link, log, settled } = play(socket, {}, { awaited: ['7'] })
  await settled()
  const acknowledgements: ((data: unknown) => void)[] = []
  vi.spyOn(socket, 'emit').mockImplementation((_event, ...args) => {
    acknowledgements.push(args.at(-1) as (data: unknown) => void)
    return socket
  })
  void link.send({ args: ['join', 'lobby'], id: '7' })
  void link.send({ args: ['join', 'hall'], id: '8' })
  acknowledgements[0]?.(['Ann'])
  acknowledgements[1]?.('nobody waits for it')
  expect(log).toEqual([{ answered: { to: '7', data: ['Ann'] } }])
})

test.each([
  ['not an address', 'something that is no url'],
  ['https://example.com:99999/chat?token=SECRET', 'something that is no url'],
  ['https://example.com/%E0%A4%A?token=SECRET', 'https://example.com/%E0%A4%A'],
  ['localhost:3000', 'localhost:3000'],
  ['mailto:ann@example.com', 'mailto:ann@example.com'],
  ['file:///tmp/chat', 'file:///tmp/chat'],
])('says that %j is no address, and nothing of its query', async (address, shown) => {
  const { closeReason, log, settled } = play(address)
  expect(log).toEqual([])
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'invalid-url', error: { code: 'invalid-url', cause: undefined } })
  expect(closeReason()?.error?.message).toBe(
    `invalid-url: Expected an address such as https://example.com/chat, got ${shown}. An address without scheme and host works only on a page, which has them.`,
  )
})

test('says that auth threw', async () => {
  const manager = offline()
  const cause = new Error('no token yet')
  const { closeReason, settled } = play(manager, { auth: () => Promise.reject(cause) })
  await settled()
  const { auth } = manager.socket('/')
  if (typeof auth === 'function') auth(() => {})
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'credentials', error: { code: 'credentials', cause } })
  expect(closeReason()?.error?.message).toMatch(/^credentials: Expected auth to give/)
})

test('a socket that a manager makes has our credentials from the beginning', async () => {
  const manager = new Manager('https://example.com', { autoConnect: false })
  const made = vi.spyOn(manager, 'socket')
  vi.spyOn(manager, 'open').mockReturnValue(manager)
  const { abort, settled } = play(manager, { auth: { token: 'ours' }, namespace: '/chat' })
  await settled()
  expect(made).toHaveBeenCalledExactlyOnceWith('/chat', { auth: expect.any(Function) })
  abort()
  expect(manager.socket('/chat').auth).toBe(undefined)
})

test('a socket that a manager has already is not connected before it has our credentials', async () => {
  const manager = offline()
  const socket = manager.socket('/chat', { auth: { token: 'theirs' } })
  const seen: unknown[] = []
  vi.spyOn(socket, 'connect').mockImplementation(() => {
    seen.push(socket.auth)
    return socket
  })
  Reflect.set(manager, '_autoConnect', true)
  const { abort, settled } = play(manager, { auth: () => ({ token: 'ours' }), namespace: '/chat' })
  await settled()
  expect(seen).toEqual([expect.any(Function)])
  abort()
  expect(socket.auth).toEqual({ token: 'theirs' })
})

const users: [string, SocketIOOptions, SocketIOOptions][] = [
  ['another user', { identity: 'ann' }, { identity: 'bob' }],
  ['another token', { auth: { token: 'a' } }, { auth: { token: 'b' } }],
  ['nobody in particular', { identity: 'ann', auth: () => ({}) }, {}],
]

test.each(users)("the manager's socket of one user is not handed to %s", async (_name, ann, bob) => {
  const manager = offline()
  const clock = createFakeClock()
  const first = play(manager, ann, { clock })
  await first.settled()
  const second = play(manager, bob, { clock })
  await clock.advance(1999)
  expect(second.log).toEqual([])
  await clock.advance(1)
  expect(second.closeReason()).toMatchObject({ kind: 'conflict', verdict: 'fail', error: { code: 'conflict' } })
  expect(second.closeReason()?.error?.message).toContain("Expected the manager's socket for / to be free")
  expect([first.closeReason(), clock.timers]).toEqual([undefined, 0])
})

test.each(users)("the manager's socket is handed to %s once the first one has let go", async (_name, ann, bob) => {
  const manager = offline()
  const clock = createFakeClock()
  const memory = new Map<string, unknown>()
  const first = play(manager, ann, { clock, memory })
  await first.settled()
  const second = play(manager, bob, { clock })
  await clock.advance(1000)
  first.abort()
  first.link.close({ kind: 'user' })
  memory.clear()
  await clock.advance(50)
  expect(second.log).toEqual([])
  expect(manager.socket('/').listeners('connect')).toHaveLength(1)
  await clock.advance(5000)
  expect([second.closeReason(), clock.timers]).toEqual([undefined, 0])
})

test('one user may have two connections over the socket of a manager', async () => {
  const manager = offline()
  const clock = createFakeClock()
  const both = ['one', 'two'].map((key) => play(manager, { key, identity: 'ann' }, { clock }))
  await clock.advance(5000)
  expect(both.map(({ closeReason }) => closeReason())).toEqual([undefined, undefined])
})
