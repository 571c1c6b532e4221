import { describe, expect, test } from 'vitest'
import { accept, toJSONText } from '../../src/presence/acceptance'

describe('a state as text', () => {
  test('is its JSON', () => {
    expect(toJSONText({ n: 1 }, {})).toBe('{"n":1}')
  })

  test('may be as large as it is allowed to be; an error says how large it is', () => {
    expect(toJSONText('12345678', { maxBytes: 10 })).toBe('"12345678"')
    expect(() => toJSONText('123456789', { maxBytes: 10 })).toThrow(
      /^too-large: Expected a state of at most 10 characters as JSON, got 11\. /,
    )
    expect(() => toJSONText('x'.repeat(4095), { maxBytes: undefined })).toThrow(
      /at most 4096 characters as JSON, got 4097/,
    )
  })

  test.each([[undefined], [() => {}], [{ toJSON: () => undefined }]])('must be one that JSON has: %s', (state) => {
    expect(() => toJSONText(state, {})).toThrow(/^invalid-message: Expected a state that can be written as JSON, got /)
  })
})

describe('the state of somebody else', () => {
  test('is shown as validate returns it', () => {
    expect(accept({ n: '1' }, { validate: (state) => Number((state as { n: string }).n) })).toEqual({
      state: 1,
      text: '{"n":"1"}',
    })
  })

  test('is shown as it is without validate', () => {
    const state = { n: 1 }
    expect(accept(state, { validate: undefined }).state).toBe(state)
  })

  test('is not shown when validate throws', () => {
    const bug = new Error('no name')
    const validate = (): never => {
      throw bug
    }
    expect(() => accept({}, { validate })).toThrow(bug)
  })
})
