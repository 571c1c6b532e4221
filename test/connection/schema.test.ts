import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { schemas, type StandardSchema } from '../../src/connection/schema'

function schema(check: StandardSchema['~standard']['validate']): StandardSchema {
  return { '~standard': { validate: check } }
}

const broken = (issues: { message: string; path?: (PropertyKey | { key: PropertyKey })[] }[]): StandardSchema =>
  schema(() => ({ issues }))

test('gives back what the schema gives back, with the rest of the message', () => {
  const doubled = schema((value) => ({ value: Number(value) * 2 }))
  expect(schemas({ A: doubled }).check({ event: 'A', data: 21, id: '7' })).toEqual({ event: 'A', data: 42, id: '7' })
})

test('lets events without a schema pass as they are', () => {
  const message = { event: 'B', data: 1 }
  expect(schemas({ A: broken([]) }).check(message)).toBe(message)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'has no schema for %s unless it is given',
  (event) => {
    const message = { event, data: 1 }
    expect(schemas({}).check(message)).toBe(message)
  },
)

test('says every issue, and where', () => {
  const issues = [
    { message: 'no number', path: ['user', { key: 'age' }, 0] },
    { message: 'too long', path: [Symbol('tag')] },
    { message: 'wrong' },
  ]
  expect(() => schemas({ A: broken(issues) }).check({ event: 'A', data: 1 })).toThrow(
    expect.objectContaining({
      code: 'invalid-message',
      cause: issues,
      message: expect.stringMatching(/: A; user: age: 0: no number; Symbol\(tag\): too long; wrong$/) as string,
    }),
  )
})

test('takes zod and valibot', () => {
  const validate = schemas({
    ZOD: z.object({ n: z.coerce.number() }),
    VALIBOT: v.pipe(v.string(), v.trim()),
  })
  expect([
    validate.check({ event: 'ZOD', data: { n: '4', more: true } }).data,
    validate.check({ event: 'VALIBOT', data: ' hi ' }).data,
  ]).toEqual([{ n: 4 }, 'hi'])
  expect(() => validate.check({ event: 'ZOD', data: { n: 'x' } })).toThrow(/ZOD; n: .*expected number/i)
  expect(() => validate.check({ event: 'VALIBOT', data: 5 })).toThrow(/VALIBOT; .*Expected string/)
})

test('throws what the schema throws', () => {
  const angry = schema(() => {
    throw new RangeError('mine')
  })
  expect(() => schemas({ A: angry }).check({ event: 'A', data: 1 })).toThrow(RangeError)
})

test('refuses a schema that takes its time', () => {
  const slow = schema((value) => Promise.resolve({ value }))
  expect(() => schemas({ A: slow }).check({ event: 'A', data: 1 })).toThrow(/A.*(async|synchronous)/)
})

test('refuses what is no schema', () => {
  expect(() => schemas({ A: {} as never }).check({ event: 'A', data: 1 })).toThrow(TypeError)
  expect(() => schemas({ A: null as never }).check({ event: 'A', data: 1 })).toThrow(TypeError)
})
