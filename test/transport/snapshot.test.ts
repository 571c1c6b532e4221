import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { isPlainObject } from '../../src/transport/plainObject'
import { snapshot } from '../../src/transport/snapshot'

test.each([undefined, null, true, 0, Number.NaN, 5n, 'text', Symbol.iterator])('gives %o back as it is', (value) => {
  expect(snapshot(value)).toBe(value)
})

test('copies lists and plain objects, however they are nested', () => {
  const value = { list: [{ n: 1 }, [2]], nothing: null, missing: undefined }
  const copy = snapshot(value)
  expect(copy).toEqual(value)
  value.list[0] = { n: 3 }
  ;(value.list[1] as number[])[0] = 4
  expect(copy).toEqual({ list: [{ n: 1 }, [2]], nothing: null, missing: undefined })
})

test('copies bytes, also inside of others', () => {
  const bytes = new Uint8Array([1, 2, 3])
  const copies = [snapshot(bytes), snapshot(bytes.buffer), snapshot({ deep: [bytes] })]
  bytes.fill(9)
  expect(copies).toEqual([
    new Uint8Array([1, 2, 3]),
    new Uint8Array([1, 2, 3]).buffer,
    { deep: [new Uint8Array([1, 2, 3])] },
  ])
})

test('copies of a view only what it shows, and gives a view of the same kind', () => {
  const { buffer } = new Uint8Array(1000).fill(1)
  const views = [
    new Uint8Array(buffer, 10, 2),
    new Uint8ClampedArray(buffer, 10, 2),
    new Int16Array(buffer, 10, 3),
    new Float64Array(buffer, 8, 1),
    new BigInt64Array(buffer, 16, 2),
    new DataView(buffer, 3, 5),
  ]
  const copies = views.map((view) => snapshot(view) as typeof view)
  expect(copies).toEqual(views)
  expect(copies.map((copy) => [copy.constructor, copy.buffer.byteLength, copy.byteOffset])).toEqual(
    views.map((view) => [view.constructor, view.byteLength, 0]),
  )
  new Uint8Array(buffer).fill(2)
  expect(copies.map((copy) => new Uint8Array(copy.buffer)[0])).toEqual(views.map(() => 1))
})

test('copies a Node buffer, which shares its memory with others, as bytes of its own', () => {
  const buffer = Buffer.from('abc')
  const copy = snapshot(buffer) as Uint8Array
  buffer.fill(0)
  expect([...copy]).toEqual([97, 98, 99])
})

test('copies what is in shared memory', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2))
  const copy = snapshot(shared) as Uint8Array
  shared.fill(1)
  expect([...copy]).toEqual([0, 0])
})

test('copies what knows how it looks as JSON as that', () => {
  const copy = snapshot({ url: new URL('https://example.com/a'), own: { toJSON: () => ({ n: [1] }) } })
  expect(copy).toEqual({ url: 'https://example.com/a', own: { n: [1] } })
})

test('copies dates, maps and sets, which some codecs can write', () => {
  const value = { at: new Date(0), map: new Map([['a', { n: 1 }]]), set: new Set([[1]]) }
  const copy = snapshot(value)
  value.at.setTime(5)
  value.map.set('later', { n: 2 })
  for (const part of value.map.values()) part.n = 3
  value.set.clear()
  expect(copy).toEqual({ at: new Date(0), map: new Map([['a', { n: 1 }]]), set: new Set([[1]]) })
})

test('copies what contains itself, and what gives itself as its JSON', () => {
  const circle: { name: string; self?: unknown; list?: unknown[]; map?: Map<string, unknown> } = { name: 'circle' }
  circle.self = circle
  circle.list = [circle]
  circle.map = new Map([['self', circle]])
  const copy = snapshot(circle) as typeof circle
  circle.name = 'changed'
  expect([copy.name, copy.self, copy.list?.[0], copy.map?.get('self')]).toEqual(['circle', copy, copy, copy])

  class Doc {
    text = 'hi'
    toJSON() {
      return this
    }
  }
  const doc = new Doc()
  const copied = snapshot([doc, doc])
  doc.text = 'changed'
  expect(copied).toEqual([{ text: 'hi' }, { text: 'hi' }])
})

test('copies objects of another realm, such as an iframe', () => {
  const foreign = runInNewContext('({ list: [{ n: 1 }] })') as { list: { n: number }[] }
  const copy = snapshot(foreign)
  foreign.list[0] = { n: 2 }
  expect(copy).toEqual({ list: [{ n: 1 }] })
})

test('copies bytes of another realm', () => {
  const { bytes, buffer } = runInNewContext('({ bytes: new Uint8Array([1]), buffer: new Uint8Array([2]).buffer })') as {
    bytes: Uint8Array
    buffer: ArrayBuffer
  }
  const copies = [snapshot(bytes) as Uint8Array, snapshot(buffer) as ArrayBuffer]
  bytes.fill(9)
  new Uint8Array(buffer).fill(9)
  expect(copies.map((copy) => [...new Uint8Array(copy)])).toEqual([[1], [2]])
})

test('does not copy other objects, such as a Blob', () => {
  class Own {
    readonly isOwn = true
  }
  for (const value of [new Blob(['a']), new Own(), () => {}]) expect(snapshot(value)).toBe(value)
})

test('takes names that objects have by themselves for names like any other', () => {
  const value = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2, "toString": 3 }') as object
  const copy = snapshot(value)
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})

test('knows plain objects', () => {
  class Own {
    readonly isOwn = true
  }
  const plain = [{}, Object.create(null), runInNewContext('({})'), { toJSON() {} }]
  const others = [[], null, undefined, 'text', 5, new Own(), new Date(0), new Map(), () => {}, Object.create({ a: 1 })]
  expect(plain.map(isPlainObject)).toEqual(plain.map(() => true))
  expect(others.map(isPlainObject)).toEqual(others.map(() => false))
})
