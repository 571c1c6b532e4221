import { expect, test } from 'vitest'
import { webSocket, type WebSocketOptions } from '../../src/transports/websocket'
import { systemClock } from '../../src/transport/clock'
import type { CloseReason } from '../../src/transport/closeReason'
import type { ConnectContext, Link, LinkSink } from '../../src/transport/transport'

/** A socket that does nothing by itself; https://websockets.spec.whatwg.org/#interface-definition */
class StubSocket {
  static readonly made: StubSocket[] = []
  readyState = 0
  bufferedAmount = 0
  binaryType = 'blob'
  readonly log: unknown[] = []
  onopen: ((event: { type: string }) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null

  constructor(
    readonly url: string | URL,
    readonly protocols?: string | string[],
  ) {
    if (String(url) === 'nonsense') throw new SyntaxError('not a url')
    StubSocket.made.push(this)
  }

  accept(): void {
    this.readyState = 1
    this.onopen?.({ type: 'open' })
  }

  send(frame: unknown): void {
    this.log.push(frame)
  }

  close(code: number): void {
    this.readyState = 2
    this.log.push(`close ${code}`)
  }
}

interface Played {
  link: Link
  socket: StubSocket
  log: unknown[]
}

const context: ConnectContext = {
  attempt: 0,
  refresh: false,
  signal: new AbortController().signal,
  memory: new Map(),
  clock: systemClock,
}
const user: CloseReason = { kind: 'user' }

function play(
  url: Parameters<typeof webSocket>[0] = 'ws://here',
  options: WebSocketOptions = {},
): Omit<Played, 'socket'> & { readonly socket: StubSocket } {
  const log: unknown[] = []
  const sink: LinkSink = {
    linked: () => log.push('linked'),
    opened: (info) => log.push(info ? ['opened', info] : 'opened'),
    received: (message) => log.push(message),
    tell: () => log.push('tell'),
    invalid: ({ code }) => log.push(`invalid ${code}`),
    latency: () => log.push('latency'),
    failed: () => log.push('failed'),
    interrupted: () => log.push('interrupted'),
    closed: ({ kind, code, reason }) => log.push(`closed ${[kind, code, reason].join(' ')}`),
  }
  const before = StubSocket.made.length
  const link = webSocket(url, { WebSocket: StubSocket as unknown as typeof WebSocket, ...options }).connect(
    sink,
    context,
  )
  return {
    link,
    log,
    get socket() {
      const socket = StubSocket.made[before]
      if (!socket) throw new Error('No socket was made')
      return socket
    },
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

test('reports what the socket reports', () => {
  const { socket, log } = play()
  socket.accept()
  socket.onmessage?.({ data: '{"type":"A","payload":1}' })
  socket.onmessage?.({ data: '{' })
  socket.onerror?.()
  socket.onclose?.({ code: 1012, reason: 'restart' })
  expect([socket.binaryType, log]).toEqual([
    'arraybuffer',
    ['opened', { event: 'A', data: 1 }, 'invalid cannot-decode', 'closed peer 1012 restart'],
  ])
})

test('reports the end once', () => {
  const { socket, log } = play()
  socket.onclose?.({ code: 1006, reason: '' })
  socket.onclose?.({ code: 1000, reason: '' })
  expect(log).toEqual(['closed peer 1006 '])
})

test('says nothing after it was closed', () => {
  const { socket, link, log } = play()
  socket.accept()
  link.close(user)
  socket.onmessage?.({ data: '1' })
  socket.onclose?.({ code: 1000, reason: '' })
  socket.onerror?.()
  expect([log, socket.log]).toEqual([['opened'], ['close 1000']])
})

test('lets a socket that connects open before it closes it, so that no browser complains', () => {
  const { socket, link, log } = play()
  link.close(user)
  expect(socket.log).toEqual([])
  socket.accept()
  expect([socket.log, log]).toEqual([['close 1000'], []])
})

test('closes a socket that hangs while it connects', () => {
  const { socket, link } = play()
  link.close({ kind: 'connect-timeout' })
  expect(socket.log).toEqual(['close 1000'])
})

test('takes frames only while the socket is open', () => {
  const { socket, link } = play()
  const amounts = [link.bufferedAmount]
  socket.accept()
  socket.bufferedAmount = 7
  amounts.push(link.bufferedAmount)
  for (const state of [2, 3]) {
    socket.readyState = state
    amounts.push(link.bufferedAmount)
  }
  const { send } = link
  void send('x')
  expect([amounts, socket.log]).toEqual([[Infinity, 7, Infinity, Infinity], ['x']])
})

test('reports an address that is none after connect has returned', async () => {
  const { link, log } = play('nonsense')
  expect([log, link.bufferedAmount]).toEqual([[], Infinity])
  await turns()
  expect(log).toEqual(['closed invalid-url  '])
})

test('reports nothing about an address that is none once it was closed', async () => {
  const { link, log } = play('nonsense')
  link.close(user)
  await turns()
  expect(log).toEqual([])
})

test('asks the url and the protocols with the context', async () => {
  const asked: unknown[] = []
  const made = play(
    (context) => {
      asked.push(context)
      return new URL('ws://there')
    },
    { protocols: async (context) => [`refresh.${context.refresh}`] },
  )
  await turns()
  expect([asked, String(made.socket.url), made.socket.protocols]).toEqual([[context], 'ws://there/', ['refresh.false']])
})

test.each<[string, () => string | Promise<string>]>([
  [
    'throws',
    () => {
      throw new Error('offline')
    },
  ],
  ['rejects', () => Promise.reject(new Error('offline'))],
])('reports a url function that %s', async (_name, url) => {
  const { log } = play(url)
  await turns()
  expect(log).toEqual(['closed credentials  '])
})

test('makes no socket for an answer that comes after it was closed', async () => {
  const { link, log } = play(async () => 'ws://late')
  link.close(user)
  const before = StubSocket.made.length
  await turns()
  expect([StubSocket.made.length - before, log]).toEqual([0, []])
})

test('reports a frame that is too large without reading it', () => {
  const read: unknown[] = []
  const codec = {
    encode: () => '',
    decode(frame: string | ArrayBuffer) {
      read.push(frame)
      return { event: 'message', data: frame }
    },
  }
  const { socket, log } = play('ws://here', { codec, maxFrameSize: 3 })
  socket.accept()
  for (const data of ['1234', new ArrayBuffer(4), '123']) socket.onmessage?.({ data })
  expect([log, read]).toEqual([
    ['opened', 'invalid too-large', 'invalid too-large', { event: 'message', data: '123' }],
    ['123'],
  ])
})

test('is shared by url, protocols and key, and not when those are functions', () => {
  const url = (): string => 'ws://here'
  const keys = [
    webSocket('ws://here'),
    webSocket(new URL('ws://here/')),
    webSocket('ws://here/'),
    webSocket('ws://here', { protocols: 'a' }),
    webSocket('ws://here', { protocols: ['a'] }),
    webSocket('ws://here', { key: 'k' }),
    webSocket(url, { key: 'k' }),
    webSocket(url, { key: 'other' }),
    webSocket(url),
    webSocket('ws://here', { protocols: () => 'a' }),
  ].map(({ key }) => key)
  expect(keys[1]).toBe(keys[2])
  expect(new Set(keys.slice(1, 8)).size).toBe(6)
  expect(keys.slice(8)).toEqual([null, null])
})

test('looks the constructor up at every attempt', () => {
  const transport = webSocket('ws://here')
  const known = globalThis.WebSocket
  const sink: LinkSink = {
    linked() {},
    opened() {},
    received() {},
    invalid() {},
    latency() {},
    tell() {},
    failed() {},
    interrupted() {},
    closed() {},
  }
  const before = StubSocket.made.length
  try {
    globalThis.WebSocket = StubSocket as unknown as typeof WebSocket
    transport.connect(sink, context)
  } finally {
    globalThis.WebSocket = known
  }
  expect(StubSocket.made.length - before).toBe(1)
})
