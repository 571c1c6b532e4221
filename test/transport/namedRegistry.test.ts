import { expect, test } from 'vitest'
import { createNamedRegistry, type Usage } from '../../src/transport/namedRegistry'
import { collectGarbage } from './support/collectGarbage'

interface Thing {
  readonly name: string
  readonly usage: Usage
}

function setUp() {
  const registry = createNamedRegistry<Thing>(`test ${Math.random()}`)
  return { registry, get: (owner: object, name: string) => registry.get(owner, name, (usage) => ({ name, usage })) }
}

test('everybody who asks for a name gets the same value, for each owner another one', () => {
  const { get } = setUp()
  const [owner, other] = [{}, {}]
  const thing = get(owner, 'a')
  expect(get(owner, 'a')).toBe(thing)
  expect(get(owner, 'b')).not.toBe(thing)
  expect(get(other, 'a')).not.toBe(thing)
})

test('a name may be any text', () => {
  const { get } = setUp()
  const owner = {}
  for (const name of ['__proto__', 'constructor', '']) {
    const thing = get(owner, name)
    expect(thing.name).toBe(name)
    expect(get(owner, name)).toBe(thing)
  }
})

test('a value that somebody holds stays the one of its name', async () => {
  const { get } = setUp()
  const owner = {}
  const held = get(owner, 'a')
  held.usage.begin()
  held.usage.end()
  await collectGarbage()
  expect(get(owner, 'a')).toBe(held)
})

test('a value that is in use stays although nobody holds it, and is forgotten afterwards', async () => {
  const { get } = setUp()
  const owner = {}
  get(owner, 'a').usage.begin()
  const marked = new WeakRef(get(owner, 'a'))
  await collectGarbage()
  expect(marked.deref()).toBeDefined()
  get(owner, 'a').usage.end()
  await collectGarbage()
  expect(marked.deref()).toBeUndefined()
})

test('names that nobody needs any more take up no memory', async () => {
  const { registry, get } = setUp()
  const owner = {}
  const held = get(owner, 'held')
  for (let round = 0; round < 20; round += 1) {
    for (let count = 0; count < 500; count += 1) {
      const { usage } = get(owner, `${round} ${count}`)
      usage.begin()
      usage.end()
    }
    await collectGarbage()
  }
  get(owner, 'one more')
  expect(registry.size(owner)).toBeLessThan(1100)
  expect(get(owner, 'held')).toBe(held)
})

test('an owner that is gone takes its values along, also those in use', async () => {
  const { get } = setUp()
  const marked = (() => {
    const owner = {}
    const thing = get(owner, 'a')
    thing.usage.begin()
    return new WeakRef(thing)
  })()
  await collectGarbage()
  expect(marked.deref()).toBeUndefined()
})
