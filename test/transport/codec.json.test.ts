import { expect, test } from 'vitest'
import { json } from '../../src/transport/codec'
import type { IncomingMessage } from '../../src/transport/message'

const { encode, decode } = json()

test.each<[string, string, IncomingMessage]>([
  ['the payload of a type', '{"type":"A","payload":1}', { event: 'A', data: 1 }],
  ['a payload that is null', '{"type":"A","payload":null}', { event: 'A', data: null }],
  ['a payload that is false', '{"type":"A","payload":false}', { event: 'A', data: false }],
  ['the object itself without a payload', '{"type":"A","x":1}', { event: 'A', data: { type: 'A', x: 1 } }],
  ['an empty type', '{"type":"","payload":1}', { event: '', data: 1 }],
  ['a type that is no string', '{"type":5,"payload":1}', { event: 'message', data: { type: 5, payload: 1 } }],
  ['a type that is null', '{"type":null}', { event: 'message', data: { type: null } }],
  ['an object without a type', '{"payload":1}', { event: 'message', data: { payload: 1 } }],
  ['an array', '[{"type":"A"}]', { event: 'message', data: [{ type: 'A' }] }],
  ['null', 'null', { event: 'message', data: null }],
  ['a number', '-1.5e3', { event: 'message', data: -1500 }],
  ['a string', '"A"', { event: 'message', data: 'A' }],
  ['a boolean', 'false', { event: 'message', data: false }],
])('reads %s', (_name, frame, message) => {
  expect(decode(frame)).toEqual(message)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('takes %s as any other name', (type) => {
  expect(decode(JSON.stringify({ type, payload: 1 }))).toEqual({ event: type, data: 1 })
})

test('takes __proto__ as any other key', () => {
  const { event, data } = decode('{"__proto__":{"type":"A","polluted":true}}')
  expect([event, JSON.stringify(data)]).toEqual(['message', '{"__proto__":{"type":"A","polluted":true}}'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('reads bytes as UTF-8', () => {
  expect(decode(new TextEncoder().encode('{"type":"é"}').buffer)).toEqual({ event: 'é', data: { type: 'é' } })
})

test.each<[string, string | ArrayBuffer, new () => Error]>([
  ['nothing', '', SyntaxError],
  ['half a frame', '{"type":"A","payl', SyntaxError],
  ['what is no JSON', 'undefined', SyntaxError],
  ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]).buffer, TypeError],
])('throws for %s', (_name, frame, error) => {
  expect(() => decode(frame)).toThrow(error)
})

test('writes events, requests and whole messages', () => {
  expect(
    [
      { event: 'A', data: { x: 1 } },
      { event: 'A', data: undefined },
      { event: 'A', data: null },
      { event: '', data: 0 },
      { event: 'A', data: 1, id: '7' },
      { data: { any: 'thing' } },
      { data: null },
      { data: [1, 'two'] },
    ].map(encode),
  ).toEqual([
    '{"type":"A","payload":{"x":1}}',
    '{"type":"A"}',
    '{"type":"A","payload":null}',
    '{"type":"","payload":0}',
    '{"type":"A","payload":1,"id":"7"}',
    '{"any":"thing"}',
    'null',
    '[1,"two"]',
  ])
})

test('throws for what JSON cannot hold', () => {
  const circle: { self?: object } = {}
  circle.self = circle
  expect(() => encode({ data: circle })).toThrow(/circular/i)
  expect(() => encode({ event: 'A', data: 1n })).toThrow(/BigInt/)
})

// JSON.stringify gives undefined for these: a WebSocket would send the word "undefined".
test.each([
  [undefined, 'undefined'],
  [() => {}, 'a function'],
  [Symbol('x'), 'a symbol'],
])('throws for a whole message that is nothing in JSON: %o', (data, kind) => {
  expect(() => encode({ data })).toThrow(
    `cannot-encode: Expected a value that the codec's format can write, but it wrote nothing for ${kind}. JSON, for example, has no functions, symbols and undefined.`,
  )
})
