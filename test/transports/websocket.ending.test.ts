import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import { type CloseReason, createConnection } from 'wirehooks/vanilla'
import { WebSocket } from 'ws'
import { type SocketClass, webSocket } from '../../src/transports/websocket'
import { playSocket, StubSocket, turns } from './support/stubSocket'

const user: CloseReason = { kind: 'user' }

test('reports the end once', () => {
  const { socket, log } = playSocket()
  socket.end(1006)
  socket.end(1000)
  expect(log).toEqual(['closed peer 1006 '])
})

// Deno 2.9 gives 0 where the specification says 1006: https://websockets.spec.whatwg.org/#eventdef-websocket-close
test.each([0, undefined])('an end without a code that could have been on the wire is 1006 (%s)', (code) => {
  const { socket, log } = playSocket()
  socket.accept()
  socket.end(code as number)
  expect(log).toEqual(['opened', 'closed peer 1006 '])
})

test('says nothing after it was closed', async () => {
  const { socket, link, log, clock } = playSocket()
  socket.accept()
  link.close(user)
  socket.onmessage?.({ data: '1' })
  socket.onerror?.()
  socket.end(1000)
  await clock.advance(60_000)
  expect([log, socket.log, clock.timers]).toEqual([['opened'], ['close 1000'], 0])
})

test("tells the server the user's code and reason", () => {
  const { socket, link } = playSocket()
  socket.accept()
  link.close({ kind: 'user', code: 4001, reason: 'signed out' })
  expect(socket.log).toEqual(['close 4001 signed out'])
})

test('also where the socket is still connecting', () => {
  const { socket, link } = playSocket()
  link.close({ kind: 'user', code: 4001, reason: 'signed out' })
  socket.accept()
  expect(socket.log).toEqual(['close 4001 signed out'])
})

test("the code of another end is not the user's", () => {
  const { socket, link } = playSocket()
  socket.accept()
  link.close({ kind: 'heartbeat-timeout', code: 4000, reason: 'silence' })
  expect(socket.log).toEqual(['close 1000'])
})

test.each<[string, (socket: StubSocket) => void]>([
  ['is open', (socket) => socket.accept()],
  ['connects', () => {}],
])(
  'of a connection whose socket %s, a code that a WebSocket refuses is reported, and 1000 is told',
  (_name, prepare) => {
    const errors: string[] = []
    const transport = webSocket('ws://here', { WebSocket: StubSocket as unknown as typeof WebSocket })
    const connection = createConnection(transport, {
      clock: createFakeClock(),
      network: createFakeNetwork(),
      onError: ({ code }) => errors.push(code),
    })
    connection.open()
    const socket = StubSocket.made.at(-1)!
    prepare(socket)
    connection.close(1001, 'bye')
    socket.accept()
    expect([socket.log, errors, connection.store.getState().status]).toEqual([
      ['close 1000'],
      ['invalid-option'],
      'closed',
    ])
  },
)

test.each<CloseReason['kind']>(['user', 'page-hidden'])('tells 1000 where no code is given (%s)', (kind) => {
  const { socket, link } = playSocket()
  socket.accept()
  link.close({ kind })
  expect(socket.log).toEqual(['close 1000'])
})

test('lets a socket that connects open before it closes it, so that no browser complains', async () => {
  const { socket, link, log, clock } = playSocket()
  link.close(user)
  expect(socket.log).toEqual([])
  socket.accept()
  expect([socket.log, log, clock.timers]).toEqual([['close 1000'], [], 0])
})

test('closes a socket that does not open within a second, since the next one waits for it', async () => {
  const { socket, link, clock } = playSocket()
  link.close(user)
  await clock.advance(999)
  expect(socket.log).toEqual([])
  await clock.advance(1)
  expect([socket.log, clock.timers]).toEqual([['close 1000'], 0])
})

test('waits no longer for a socket that failed meanwhile', async () => {
  const { socket, link, clock } = playSocket()
  link.close(user)
  socket.end(1006)
  await clock.advance(20_000)
  expect([socket.log, clock.timers]).toEqual([[], 0])
})

test('closes a socket that hangs while it connects at once', () => {
  const { socket, link } = playSocket()
  link.close({ kind: 'connect-timeout' })
  expect(socket.log).toEqual(['close 1000'])
})

test('closes a socket that connects at once when the page is hidden: no timer runs in the back/forward cache', () => {
  const { socket, link, clock } = playSocket()
  link.close({ kind: 'page-hidden' })
  expect([socket.log, clock.timers]).toEqual([['close 1000'], 0])
})

test('an error that a close follows ends it once, with the code', async () => {
  const { socket, log, clock } = playSocket()
  socket.accept()
  socket.readyState = 3
  socket.onerror?.()
  socket.end(1009, 'too big')
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['opened', 'closed peer 1009 too big'], 0])
})

// The WebSocket of Node 20 (undici 5) fires no `close` when it cannot connect, and stays at 0.
test('an error that no close follows ends it a second later', async () => {
  const { socket, log, clock, closeReason } = playSocket()
  socket.onerror?.()
  await clock.advance(999)
  expect(log).toEqual([])
  await clock.advance(1)
  expect(closeReason()).toEqual({ kind: 'peer', code: 1006, reason: '', verdict: 'retry' })
  expect([socket.log, clock.timers]).toEqual([['close 1000'], 0])
  socket.accept()
  socket.end(1000)
  expect(log).toEqual(['closed peer 1006 '])
})

test('what an error event says is the reason, where the close gives none', async () => {
  const server = createServer().on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const closes: CloseReason[] = []
  const connection = createConnection(webSocket(`ws://127.0.0.1:${port}`, { WebSocket }), {
    onClose: (reason) => closes.push(reason),
  })
  connection.open()
  await vi.waitUntil(() => closes.length > 0)
  connection.close()
  server.close()
  expect(closes[0]).toEqual({
    kind: 'peer',
    code: 1006,
    reason: 'Unexpected server response: 401',
    verdict: 'retry',
  })
})

test('an error of a socket that is closed already ends it at once', async () => {
  const { socket, log, clock } = playSocket()
  socket.readyState = 3
  socket.onerror?.()
  expect(log).toEqual([])
  await clock.advance(0)
  expect(log).toEqual(['closed peer 1006 '])
})

test('several errors are one end', async () => {
  const { socket, log, clock } = playSocket()
  for (let count = 0; count < 3; count += 1) socket.onerror?.()
  await clock.advance(5000)
  expect([log, clock.timers]).toEqual([['closed peer 1006 '], 0])
})

test('an error leaves nothing behind when the link is closed meanwhile', async () => {
  const { socket, link, log, clock } = playSocket()
  socket.onerror?.()
  link.close(user)
  socket.end(1006)
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([[], 0])
})

test('reports an address that is none after connect has returned', async () => {
  const { link, log, closeReason } = playSocket('nonsense')
  expect([log, link.takes(), link.buffered()]).toEqual([[], 'nothing', 0])
  await turns()
  expect(log).toEqual(['closed invalid-url  '])
  expect(closeReason()?.error?.message).toBe(
    'invalid-url: Expected an address such as wss://example.com/live, but the WebSocket refused something that is no url. It takes ws: and wss: (from a page over https: only wss:), no #fragment, subprotocols that are plain words, each of them once, and headers that HTTP allows.',
  )
})

test('says which address is none, and nothing of its query', async () => {
  const { closeReason } = playSocket('nonsense://host/path?token=SECRET', { protocols: 'bearer.SECRET' })
  await turns()
  const error = closeReason()?.error
  expect(error?.message).toContain('refused nonsense://host/path.')
  expect(`${String(error)} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain('SECRET')
})

test.each([undefined, null, ''])('the address %o is none', async (address) => {
  const { log } = playSocket(() => address as unknown as string)
  await turns()
  expect(log).toEqual(['closed invalid-url  '])
})

test('reports nothing about an address that is none once it was closed', async () => {
  const { link, log } = playSocket('nonsense')
  link.close(user)
  await turns()
  expect(log).toEqual([])
})

const failing: [string, () => string | Promise<string>][] = [
  [
    'throws',
    () => {
      throw new Error('offline')
    },
  ],
  ['rejects', () => Promise.reject(new Error('offline'))],
]

test.each(failing)('reports a url function that %s', async (_name, url) => {
  const { log, closeReason } = playSocket(url)
  expect(log).toEqual([])
  await turns()
  expect(closeReason()).toMatchObject({ kind: 'credentials', error: { code: 'credentials', cause: Error('offline') } })
  expect(closeReason()?.error?.message).toMatch(/^credentials: Expected url to give .* it threw: Error: offline\./)
})

test.each(failing)('reports a protocols function that %s', async (_name, protocols) => {
  const { closeReason } = playSocket('ws://here', { protocols })
  await turns()
  expect(closeReason()?.error?.message).toMatch(/^credentials: Expected protocols to give/)
})

test('makes no socket for an answer that comes after it was closed', async () => {
  const { link, log } = playSocket(async () => 'ws://late')
  link.close(user)
  const before = StubSocket.made.length
  await turns()
  expect([StubSocket.made.length - before, log]).toEqual([0, []])
})

test('says what is missing on a platform without a WebSocket, and asks for no credentials', async () => {
  vi.stubGlobal('WebSocket', undefined)
  const url = vi.fn(() => 'ws://here')
  const { log, closeReason } = playSocket(url, { WebSocket: undefined })
  expect(log).toEqual([])
  await turns()
  vi.unstubAllGlobals()
  expect(closeReason()).toMatchObject({ kind: 'unsupported', verdict: 'fail', error: { code: 'unsupported' } })
  expect(closeReason()?.error?.message).toBe(
    'unsupported: This platform has no WebSocket: hand one over as the option WebSocket, such as the class of the package ws: webSocket(url, { WebSocket }).',
  )
  expect(url).not.toHaveBeenCalled()
})

test('says that the page may not open the address, with what the platform threw', async () => {
  const cause = new DOMException('The operation is insecure.', 'SecurityError')
  function Forbidding(): never {
    throw cause
  }
  const { closeReason } = playSocket('ws://here/live?token=SECRET', {
    WebSocket: Forbidding as unknown as SocketClass,
  })
  await turns()
  expect(closeReason()).toMatchObject({ kind: 'forbidden', verdict: 'fail', error: { code: 'forbidden', cause } })
  expect(closeReason()?.error?.message).toMatch(
    /^forbidden: Expected to be allowed to open ws:\/\/here\/live, but the platform forbids it with a SecurityError\./,
  )
  expect(closeReason()?.error?.message).not.toContain('SECRET')
})
