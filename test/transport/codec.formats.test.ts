import { decode as unpack, encode as pack } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { binary, structured, text } from '../../src/transport/codec'

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
  expect(() => encode({ event: 'CHAT', data: 'hi' })).toThrow(/text\(\) has no event names: use send\(\) for "CHAT"/)
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
  expect(() => encode({ data: 'hi' })).toThrow(/expects an ArrayBuffer or Uint8Array, got string/)
  expect(() => encode({ data: [1] })).toThrow(/got object/)
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
    { event: 'reply', replyTo: '7', data: 1, error: undefined },
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
