import { expect, test } from 'vitest'
import { sizeOf } from '../../../src/transports/socket.io/bytes'

test.each<[string, unknown, number]>([
  ['text', 'é', 4],
  ['an object', { a: 1 }, 7],
  ['an ArrayBuffer', new ArrayBuffer(1000), 1000],
  ['a view', [new Uint8Array(1000).subarray(0, 10)], 10 + '[null]'.length],
  ['a Buffer of Node, whose toJSON is four times as long', Buffer.alloc(1000), 1000],
  ['bytes inside an object', { file: Buffer.alloc(1000), name: 'a' }, 1000 + '{"name":"a"}'.length],
])('the size of %s is that on the wire', (_name, value, size) => {
  expect(sizeOf(value)).toBe(size)
})
