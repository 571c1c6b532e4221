import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { createConnection, matching } from 'wirehooks/vanilla'
import { decodeFrame, json } from '../../src/transport/codec'
import { isWireError, saidBy, textOf, toWireError, WireError } from '../../src/transport/error'

afterEach(() => vi.unstubAllEnvs())

test('has a code, a text for people, and the cause', () => {
  const cause = new SyntaxError('no url')
  const error = new WireError('invalid-url', 'Expected an address.', cause)
  expect([error.name, error.code, error.message, error.cause]).toEqual([
    'WireError',
    'invalid-url',
    'invalid-url: Expected an address.',
    cause,
  ])
  expect(error).toBeInstanceOf(Error)
})

test.each([
  ['no text', new WireError('timeout')],
  ['an empty text', new WireError('timeout', '')],
  ['a function that says nothing', new WireError('timeout', () => false)],
])('is the code alone with %s', (_name, error) => {
  expect(error.message).toBe('timeout')
})

test('asks a function for the text', () => {
  expect(new WireError('timeout', () => 'Nobody answered.').message).toBe('timeout: Nobody answered.')
})

test('says the code alone in production, where the text is left out of the bundle', () => {
  vi.stubEnv('NODE_ENV', 'production')
  const error = new WireError('timeout', () => process.env.NODE_ENV !== 'production' && 'Nobody answered.')
  expect(error.message).toBe('timeout')
})

test('knows its own, and those of another copy', () => {
  class WireErrorOfAnotherCopy extends Error {
    override readonly name = 'WireError'
  }
  expect(
    [new WireError('closed'), new WireErrorOfAnotherCopy(), new Error('x'), null, undefined, 'x'].map(isWireError),
  ).toEqual([true, true, false, false, false, false])
})

test('wraps anything that was thrown, and its own not at all', () => {
  const own = new WireError('closed')
  const thrown = [new TypeError('broken'), 'a word', null, undefined, 5]
  expect(toWireError(own, 'listener')).toBe(own)
  expect(thrown.map((cause) => toWireError(cause, 'listener').cause)).toEqual(thrown)
  expect(toWireError(thrown[0], 'listener').message).toBe('listener: TypeError: broken')
})

test.each([Symbol('s'), Object.create(null)])('wraps what cannot be turned into text: %o', (cause: unknown) => {
  expect(toWireError(cause, 'listener')).toMatchObject({ code: 'listener', cause })
})

test('has a text for every value', () => {
  const values = [5, null, undefined, 'a word', new Error('broken'), Symbol('s'), Object.create(null)]
  expect(values.map(textOf)).toEqual(['5', 'null', 'undefined', 'a word', 'Error: broken', 'Symbol(s)', 'object'])
})

test('production builds say the code alone, whatever was thrown, answered or received', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const schema = { '~standard': { validate: () => ({ issues: [{ message: 'SECRET' }] }) } }
  const texts = [
    toWireError(new SyntaxError('SECRET'), 'cannot-decode').message,
    thrownBy(() => matching(schema, 'CHAT')('SECRET')),
    thrownBy(() => decodeFrame(json(), 'SECRET')),
  ]
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  connection.open()
  fake.link.open()
  const answer = connection.request('ASK').catch((error: Error) => error.message)
  fake.link.refuse({ message: 'SECRET' })
  texts.push(String(await answer))
  connection.close()
  vi.unstubAllEnvs()
  expect(texts).toEqual(['cannot-decode', 'invalid-message', 'cannot-decode', 'rejected'])
})

function thrownBy(run: () => unknown): string {
  try {
    run()
    return 'nothing'
  } catch (cause) {
    return toWireError(cause, 'cannot-decode').message
  }
}

test('an error of another realm, such as an iframe, is one, too', () => {
  const foreign: unknown = runInNewContext(
    "Object.assign(new Error('signed out'), { name: 'WireError', code: 'unauthorized' })",
  )
  expect(foreign instanceof Error).toBe(false)
  expect(isWireError(foreign)).toBe(true)
  expect(isWireError({ name: 'WireError', message: 'an object', code: 'unauthorized' })).toBe(false)
  expect(isWireError(runInNewContext("new Error('other')"))).toBe(false)
})

test.each([
  ['The disk is full.', 'Error: The disk is full'],
  ['The disk is full. ', 'Error: The disk is full'],
  ['The disk is full', 'Error: The disk is full'],
  ['Is the disk full?', 'Error: Is the disk full?'],
])('what an error says is a part of a sentence: %s', (message, said) => {
  const cause = new Error(message)
  expect(saidBy(cause)).toBe(said)
  expect(toWireError(cause, 'storage', (words) => `It failed: ${words}. Try again.`).message).toBe(
    `storage: It failed: ${said}. Try again.`,
  )
  expect(toWireError(cause, 'storage').message).toBe(`storage: Error: ${message}`)
})
