import { describe, expect, test } from 'vitest'
import { accept, toJSONText } from '../../src/presence/acceptance'

describe('a state as text', () => {
  test('is its JSON', () => {
    expect(toJSONText({ n: 1 }, {})).toBe('{"n":1}')
  })

  test('may be as large as it is allowed to be; an error says how large it is', () => {
    expect(toJSONText({ n: 1234 }, { maxBytes: 10 })).toBe('{"n":1234}')
    expect(toJSONText({ n: 'ü' }, { maxBytes: 10 })).toBe('{"n":"ü"}')
    expect(() => toJSONText({ n: 'ün' }, { maxBytes: 10 })).toThrow(
      /^too-large: Expected a state of at most 10 bytes as JSON, got 11\. /,
    )
    expect(() => toJSONText({ n: 'x'.repeat(4089) }, { maxBytes: undefined })).toThrow(
      /at most 4096 bytes as JSON, got 4097/,
    )
  })

  test.each([undefined, null, 5, true, 'x', [[1]], () => {}, { toJSON: () => undefined }, new Date(0)])(
    'must be an object, also in JSON: %s',
    (state) => {
      expect(() => toJSONText(state, {})).toThrow(/^invalid-message: Expected a state that is an object of plain data/)
    },
  )
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
