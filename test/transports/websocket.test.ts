import { expect, test, vi } from 'vitest'
import { type Codec, json, raw, text } from '../../src/transport/codec'
import { webSocket } from '../../src/transports/websocket'
import { playSink } from '../support/playSink'
import { playSocket, StubSocket, turns } from './support/stubSocket'

test('reports what the socket reports', () => {
  const { socket, log } = playSocket()
  socket.accept()
  socket.onmessage?.({ data: '{"type":"A","payload":1}' })
  socket.onmessage?.({ data: '{' })
  socket.end(1012, 'restart')
  expect([socket.binaryType, log]).toEqual([
    'arraybuffer',
    ['opened', { event: 'A', data: 1 }, 'invalid cannot-decode', 'closed peer 1012 restart'],
  ])
})

test('learns where it leads and which subprotocol was agreed on, without what may be secret', () => {
  const { socket, details } = playSocket('wss://ann:pw@here/live?token=secret#part', { protocols: ['v2', 'v1'] })
  expect(details).toEqual({})
  socket.accept('v1')
  expect(details).toEqual({ url: 'wss://here/live', protocol: 'v1' })
})

test('learns that before it opens, so that both are seen at once', () => {
  const { context, sink, details } = playSink()
  const seen: unknown[] = []
  const transport = webSocket('ws://here', { WebSocket: StubSocket as unknown as typeof WebSocket })
  transport.connect({ ...sink, opened: () => seen.push({ ...details }) }, context)
  StubSocket.made.at(-1)?.accept()
  expect(seen).toEqual([{ url: 'ws://here/', protocol: '' }])
})

test('hands an answer to whoever waits for it', () => {
  const { socket, log } = playSocket('ws://here', {}, ['7'])
  socket.accept()
  socket.onmessage?.({ data: '{"replyTo":"7","payload":"yes"}' })
  expect(log).toEqual(['opened', { answered: { to: '7', data: 'yes', error: undefined } }])
})

test('an answer that nobody waits for is a message, and keeps everything that it says', () => {
  const { socket, log } = playSocket()
  socket.accept()
  socket.onmessage?.({ data: '{"id":2,"text":"me too","replyTo":1}' })
  expect(log).toEqual(['opened', { event: 'message', data: { id: 2, text: 'me too', replyTo: 1 } }])
})

test.each<[string, unknown]>([
  ['returns undefined', undefined],
  ['returns a text', 'message'],
  ['returns no event', { data: 1 }],
  ['returns an event that is no text', { event: 5, data: 1 }],
])('a codec that %s has not read the frame, and the link goes on', (_name, message) => {
  const { socket, log } = playSocket('ws://here', { codec: { encode: () => '', decode: () => message as never } })
  socket.accept()
  socket.onmessage?.({ data: '1' })
  socket.onmessage?.({ data: '2' })
  expect(log).toEqual(['opened', 'invalid cannot-decode', 'invalid cannot-decode'])
})

test('a codec that throws has not read the frame, and its error is the cause', () => {
  const cause = new RangeError('odd')
  const codec = {
    encode: () => '',
    decode(): never {
      throw cause
    },
  }
  const { sink, context } = playSink()
  const errors: unknown[] = []
  const transport = webSocket('ws://here', { codec, WebSocket: StubSocket as unknown as typeof WebSocket })
  transport.connect({ ...sink, invalid: (error, frame) => errors.push(error, frame) }, context)
  StubSocket.made.at(-1)?.onmessage?.({ data: '1' })
  expect(errors).toEqual([expect.objectContaining({ code: 'cannot-decode', cause }), '1'])
})

test('an answer without the id of a request is a message', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const codec = json({ reply: () => ({ to: 1 }) as never })
  const { socket, log } = playSocket('ws://here', { codec })
  socket.accept()
  socket.onmessage?.({ data: '{"type":"A","payload":1}' })
  vi.restoreAllMocks()
  expect(log).toEqual(['opened', { event: 'A', data: 1 }])
})

test('a codec may be an object of a class', () => {
  class Prefixed {
    readonly prefix = '>'
    encode({ data }: { data: unknown }) {
      return this.prefix + String(data)
    }
    decode(frame: unknown) {
      return { event: 'message', data: this.prefix + String(frame) }
    }
  }
  const codec = new Prefixed()
  const { socket, log } = playSocket('ws://here', { codec })
  socket.accept()
  socket.onmessage?.({ data: '1' })
  expect(log).toEqual(['opened', { event: 'message', data: '>1' }])
  const { encode } = webSocket('ws://here', { codec })
  expect(encode({ data: 2 })).toBe('>2')
})

test('reports a frame that is too large without reading it', () => {
  const read: unknown[] = []
  const codec = {
    encode: () => '',
    decode(frame: unknown) {
      read.push(frame)
      return { event: 'message', data: frame }
    },
  }
  const { socket, log } = playSocket('ws://here', { codec, maxFrameSize: 3 })
  socket.accept()
  for (const data of ['1234', new ArrayBuffer(4), new Blob(['1234']), '123']) socket.onmessage?.({ data })
  expect([log, read]).toEqual([
    ['opened', 'invalid too-large', 'invalid too-large', 'invalid too-large', { event: 'message', data: '123' }],
    ['123'],
  ])
})

test('says how large a frame was, and what to do', () => {
  const { sink, context } = playSink()
  const errors: string[] = []
  const transport = webSocket('ws://here', { maxFrameSize: 3, WebSocket: StubSocket as unknown as typeof WebSocket })
  transport.connect({ ...sink, invalid: ({ message }) => errors.push(message) }, context)
  StubSocket.made.at(-1)?.onmessage?.({ data: '1234' })
  expect(errors).toEqual([
    'too-large: Expected frames of at most 3 bytes or characters, but one of 4 came and was not read. Raise maxFrameSize if such frames are right.',
  ])
})

test('raw() gives bytes as the socket does, of the type that was asked for', () => {
  const blob = new Blob(['picture'])
  const { socket, link, log } = playSocket('ws://here', { codec: raw(), binaryType: 'blob' })
  socket.accept()
  socket.onmessage?.({ data: blob })
  void link.send(blob)
  expect([socket.binaryType, log, socket.log]).toEqual(['blob', ['opened', { event: 'message', data: blob }], [blob]])
})

test('a Blob for a codec that cannot read it is invalid', () => {
  const { socket, log } = playSocket('ws://here', { codec: text(), binaryType: 'blob' })
  socket.accept()
  socket.onmessage?.({ data: new Blob(['hi']) })
  expect(log).toEqual(['opened', 'invalid cannot-decode'])
})

test('nor is it read in production', () => {
  vi.stubEnv('NODE_ENV', 'production')
  const { socket, log } = playSocket('ws://here', { binaryType: 'blob' })
  socket.accept()
  socket.onmessage?.({ data: new Blob(['1']) })
  vi.unstubAllEnvs()
  expect(log).toEqual(['opened', 'invalid cannot-decode'])
})

test('takes frames only while the socket is open', () => {
  const { socket, link } = playSocket()
  const taken = [link.takes()]
  socket.accept()
  taken.push(link.takes())
  for (const state of [2, 3]) {
    socket.readyState = state
    taken.push(link.takes())
  }
  expect(taken).toEqual(['nothing', 'messages', 'nothing', 'nothing'])
})

test('tells how much has not left yet', () => {
  const { socket, link } = playSocket()
  const amounts = [link.buffered()]
  socket.accept()
  socket.bufferedAmount = 7
  amounts.push(link.buffered())
  expect(amounts).toEqual([0, 7])
})

test('sends everything over a socket that does not count what has not left', () => {
  const { socket, link } = playSocket()
  socket.bufferedAmount = undefined
  socket.accept()
  const { send } = link
  for (const frame of ['a', 'b', 'c']) void send(frame)
  expect([link.takes(), link.buffered(), socket.log]).toEqual(['messages', 0, ['a', 'b', 'c']])
})

test('what the socket throws for a frame is thrown to whoever sends it, and the link goes on', () => {
  const { socket, link, log } = playSocket()
  socket.accept()
  const refusal = new TypeError('shared memory')
  vi.spyOn(socket, 'send').mockImplementationOnce(() => {
    throw refusal
  })
  expect(() => link.send(new Uint8Array(1))).toThrow(refusal)
  void link.send('next')
  expect([socket.log, log, link.takes()]).toEqual([['next'], ['opened'], 'messages'])
})

test('a wrapper may spread the link', () => {
  const { socket, link } = playSocket()
  const copy = { ...link }
  socket.accept()
  socket.bufferedAmount = 5
  void copy.send('x')
  expect([copy.takes(), copy.buffered(), socket.log]).toEqual(['messages', 5, ['x']])
})

test('asks the url and the protocols with the context', async () => {
  const asked: unknown[] = []
  const played = playSocket(
    (context) => {
      asked.push(context)
      return new URL('ws://there')
    },
    { protocols: async (context) => [`refresh.${context.refresh}`] },
  )
  await turns()
  const { url, protocols } = played.socket
  expect([asked, String(url), protocols]).toEqual([[played.context], 'ws://there/', ['refresh.false']])
})

test('looks the constructor up at every attempt', () => {
  const { sink, context } = playSink()
  const transport = webSocket('ws://here')
  vi.stubGlobal('WebSocket', StubSocket)
  const before = StubSocket.made.length
  transport.connect(sink, context)
  vi.unstubAllGlobals()
  expect(StubSocket.made.length - before).toBe(1)
})

test.each<[string, () => unknown, string]>([
  ['nothing', () => undefined, 'undefined'],
  ['a promise', () => Promise.resolve('later'), 'Promise'],
  ['an object', () => ({ a: 1 }), 'an object with a'],
  ['a number', () => 5, 'a number'],
])('a codec that writes %s has written nothing that can be sent', (_name, encode, shown) => {
  const codec = { encode, decode: () => ({ event: 'message', data: 1 }) } as unknown as Codec
  const transport = webSocket('ws://here/live', { codec })
  expect(() => transport.encode({ data: 1 })).toThrow(
    `cannot-encode: Expected the codec to write text, bytes or a Blob at once, but encode() returned `,
  )
  expect(() => transport.encode({ data: 1 })).toThrow(shown)
})

test.each([Number.NaN, -1, 'large', null])('a maxFrameSize of %o is the default', (maxFrameSize) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { settings } = webSocket('ws://here/live', { maxFrameSize: maxFrameSize as number })
  expect(settings.maxFrameSize).toBe(16 * 2 ** 20)
  vi.restoreAllMocks()
})

test.each([
  ['/live?token=1', 'wss://app.example/live?token=1'],
  ['live', 'wss://app.example/rooms/live'],
  ['//other.example/live', 'wss://other.example/live'],
  ['ws://other.example/live', 'ws://other.example/live'],
  ['https://other.example/live', 'https://other.example/live'],
])('the address %s is relative to the page, also where its WebSocket knows nothing of it', async (address, dialled) => {
  vi.stubGlobal('location', { href: 'https://app.example/rooms/7?secret=1' })
  const played = playSocket(address)
  vi.unstubAllGlobals()
  await turns()
  expect(String(played.socket.url)).toBe(dialled)
})

test('a page without an address, such as a frame with data:, has no relative ones', async () => {
  vi.stubGlobal('location', { href: 'data:text/html,hi' })
  const played = playSocket('/live')
  vi.unstubAllGlobals()
  expect(String(played.socket.url)).toBe('/live')
})
