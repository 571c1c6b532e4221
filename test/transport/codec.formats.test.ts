import { decode as unpack, encode as pack } from '@msgpack/msgpack'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { binary, decodeFrame, json, raw, structured, text } from '../../src/transport/codec'
import { isSameValue } from '../../src/transport/sameValue'

const bytes = new Uint8Array([104, 105])

test('text carries text as it is', () => {
  const { encode, decode } = text()
  expect([encode({ data: '{' }), encode({ data: 5 }), encode({ data: null })]).toEqual(['{', '5', 'null'])
  expect([decode('{'), decode(bytes.buffer)]).toEqual([
    { event: 'message', data: '{' },
    { event: 'message', data: 'hi' },
  ])
})

test('text throws for bytes that are no UTF-8, and for events', () => {
  const { encode, decode } = text()
  expect(() => decode(new Uint8Array([0xff]).buffer)).toThrow(TypeError)
  expect(() => encode({ event: 'CHAT', data: 'hi' })).toThrow(
    'cannot-encode: Expected a whole message, since text() has no event names, but the event "CHAT" was to be sent. Use send(), or a codec with events such as json().',
  )
})

test('binary carries bytes as they are', () => {
  const { encode, decode } = binary()
  expect(encode({ data: bytes })).toBe(bytes)
  expect(encode({ data: bytes.buffer })).toBe(bytes.buffer)
  expect([decode(bytes.buffer), decode('hi')]).toEqual([
    { event: 'message', data: bytes.buffer },
    { event: 'message', data: bytes.buffer },
  ])
})

test('binary throws for anything else, and for events', () => {
  const { encode } = binary()
  expect(() => encode({ data: 'hi' })).toThrow(
    'cannot-encode: Expected an ArrayBuffer or a Uint8Array for binary(), but got a string. Turn it into one of these, or use a codec such as json().',
  )
  expect(() => encode({ data: [1] })).toThrow(/but got an array\./)
  expect(() => encode({ event: 'CHAT', data: bytes })).toThrow(/binary\(\) has no event names/)
})

test('structured carries MessagePack, by the rules of json', () => {
  const { encode, decode } = structured({ encode: pack, decode: (frame) => unpack(frame as ArrayBuffer) })
  const sent = [
    { event: 'A', data: { at: new Date(5), bytes } },
    { event: 'A', data: 1, id: '7' },
    { data: [1, null] },
  ].map((message) => unpack(encode(message) as Uint8Array))
  expect(sent).toMatchObject([
    { type: 'A', payload: { at: new Date(5), bytes } },
    { type: 'A', payload: 1, id: '7' },
    [1, null],
  ])
  const values = [{ type: 'A', payload: 1 }, { type: 'A' }, { replyTo: 7, payload: 1 }, [1], null, 5, bytes]
  expect(values.map((value) => decode(Uint8Array.from(pack(value)).buffer))).toEqual([
    { event: 'A', data: 1 },
    { event: 'A', data: { type: 'A' } },
    { event: 'message', data: { replyTo: 7, payload: 1 }, reply: { to: '7', data: 1, error: undefined } },
    { event: 'message', data: [1] },
    { event: 'message', data: null },
    { event: 'message', data: 5 },
    { event: 'message', data: bytes },
  ])
})

test('structured throws what its format throws', () => {
  const { encode, decode } = structured({ encode: pack, decode: (frame) => unpack(frame as ArrayBuffer) })
  expect(() => decode(new Uint8Array([0xc1]).buffer)).toThrow(/0xc1/)
  expect(() => encode({ data: () => {} })).toThrow(/Unrecognized object/)
})

test('raw carries every kind of frame as it is', async () => {
  const { encode, decode } = raw()
  const frames = ['text', bytes.buffer, bytes, new DataView(bytes.buffer), new Float64Array([1.5]), new Blob(['blob'])]
  for (const frame of frames) expect(encode({ data: frame })).toBe(frame)
  for (const frame of ['text', bytes.buffer, new Blob(['blob'])])
    expect(decode(frame)).toEqual({ event: 'message', data: frame })
})

test('raw takes a buffer that was made in an iframe', () => {
  const buffer = runInNewContext('new ArrayBuffer(2)') as ArrayBuffer
  expect(buffer instanceof ArrayBuffer).toBe(false)
  expect(raw().encode({ data: buffer })).toBe(buffer)
  expect(binary().encode({ data: buffer })).toBe(buffer)
})

test.each([
  [{ a: 1, b: 2 }, 'an object with a, b'],
  [{}, 'an object with nothing in it'],
  [5, 'a number'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[bytes], 'an array'],
  [new Map(), 'a value of the class Map'],
  [new SharedArrayBuffer(2), 'a value of the class SharedArrayBuffer'],
])('raw throws for %o', (data, kind) => {
  expect(() => raw().encode({ data })).toThrow(
    `cannot-encode: Expected text, an ArrayBuffer, a typed array, a DataView or a Blob for raw(), but got ${kind}. Turn`,
  )
})

test('raw throws for events', () => {
  expect(() => raw().encode({ event: 'CHAT', data: 'hi' })).toThrow(/raw\(\) has no event names/)
})

test.each([
  ['json', json()],
  ['structured', structured({ encode: pack, decode: (frame) => unpack(frame as ArrayBuffer) })],
  ['text', text()],
  ['binary', binary()],
])('%s cannot read a Blob, and says what to do', (_name, codec) => {
  expect(() => codec.decode(new Blob(['1']))).toThrow(
    'cannot-decode: Expected text or an ArrayBuffer, but got a Blob, which this codec cannot read. Leave binaryType at "arraybuffer", or use the codec raw().',
  )
})

test('describes how it was made, so that two of a kind can be compared', () => {
  const shape = { event: ({ symbol }: { symbol?: string }) => symbol }
  const format = { encode: pack, decode: (frame: string | ArrayBuffer) => unpack(frame as ArrayBuffer) }
  const codecs = [json(), json(shape), structured(format), structured(format, shape), text(), binary(), raw()]
  expect(codecs.map(({ description }) => description)).toEqual([
    ['json', undefined],
    ['json', shape],
    ['structured', format, undefined],
    ['structured', format, shape],
    ['text'],
    ['binary'],
    ['raw'],
  ])
  expect(isSameValue(json(shape).description, json(shape).description)).toBe(true)
  expect(isSameValue(json(shape).description, json({ event: () => 'other' }).description)).toBe(false)
})

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  ['a word', 'a string'],
  [{ data: 1 }, 'an object with data'],
  [{ event: 5, data: 1 }, 'an object with event, data'],
])('a codec that returns %j for a frame has not read it', (message, kind) => {
  const codec = { decode: () => message as never }
  expect(() => decodeFrame(codec, 'x')).toThrow(
    expect.objectContaining({
      code: 'cannot-decode',
      message: `cannot-decode: Expected the codec to return { event, data } with a string as its event, but decode() returned ${kind}. To leave a frame out, throw an error that says why.`,
    }),
  )
})

test('what a codec throws is thrown', () => {
  const cause = new RangeError('odd')
  const codec = {
    decode() {
      throw cause
    },
  }
  expect(() => decodeFrame(codec, 'x')).toThrow(cause)
})

test('a codec may be an object of a class', () => {
  class Prefixed {
    readonly prefix = '>'
    decode(frame: unknown) {
      return { event: 'message', data: this.prefix + String(frame) }
    }
  }
  expect(decodeFrame(new Prefixed(), 'x')).toEqual({ event: 'message', data: '>x' })
})

describe('in production', () => {
  beforeEach(() => {
    vi.stubEnv('NODE_ENV', 'production')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('says the code alone', () => {
    expect(() => raw().encode({ data: 5 })).toThrow(/^cannot-encode$/)
    expect(() => json().encode({ data: undefined })).toThrow(/^cannot-encode$/)
    expect(() => decodeFrame({ decode: () => undefined as never }, '1')).toThrow(/^cannot-decode$/)
  })

  test.each([
    ['json', json()],
    ['structured', structured({ encode: pack, decode: (frame) => unpack(frame as ArrayBuffer) })],
    ['text', text()],
    ['binary', binary()],
  ])('%s cannot read a Blob either', (_name, codec) => {
    expect(() => codec.decode(new Blob(['1']))).toThrow(/^cannot-decode$|ArrayBuffer/)
  })
})

test('structured keeps the this of a format', () => {
  class Prefixed {
    readonly prefix = '>'
    encode(value: unknown) {
      return this.prefix + String(value)
    }
    decode(frame: unknown) {
      return this.prefix + String(frame)
    }
  }
  const { encode, decode } = structured(new Prefixed())
  expect([encode({ data: 1 }), decode('2')]).toEqual(['>1', { event: 'message', data: '>2' }])
})

test.each(['raw', 'binary'] as const)('%s() refuses shared memory, which would go out as a text', (name) => {
  const codec = { raw, binary }[name]()
  const data = new Uint8Array(new SharedArrayBuffer(4))
  expect(() => codec.encode({ data })).toThrow(/cannot-encode/)
})
