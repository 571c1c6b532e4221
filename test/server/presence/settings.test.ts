import { afterEach, describe, expect, test, vi } from 'vitest'
import { createPresence, memoryStore, type PresenceServerOptions } from 'wirehooks/server'
import { createChannel } from '../../../src/server/presence/channel'

afterEach(() => vi.useRealTimers())

describe('an option that cannot be used is refused at once', () => {
  const longest = 2 ** 31 - 1
  test.each<[keyof PresenceServerOptions, unknown, string]>([
    ['grace', -1, `a number from 0 to ${longest}, got -1`],
    ['grace', Number.NaN, `a number from 0 to ${longest}, got NaN`],
    ['grace', Infinity, `a number from 0 to ${longest}, got Infinity`],
    ['grace', '15s', `a number from 0 to ${longest}, got "15s"`],
    ['ttl', 0, `a number from 100 to ${longest}, got 0`],
    ['ttl', 2 ** 31, `a number from 100 to ${longest}, got 2147483648`],
    ['batch', -20, `a number from 0 to ${longest}, got -20`],
    ['batch', null, `a number from 0 to ${longest}, got null`],
    ['sampleSize', 0, 'a number from 1 to Infinity, got 0'],
    ['maxBytes', 1, 'a number from 2 to Infinity, got 1'],
  ])('%s: %s', (name, given, expected) => {
    expect(() => createPresence({ [name]: given })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        message: `invalid-option: Expected ${name} to be ${expected}. Leave the option out for its default.`,
      }),
    )
  })
})

test.each<PresenceServerOptions>([
  {},
  { grace: 0, ttl: 100, batch: 0, sampleSize: 1, maxBytes: 2 },
  { grace: 2 ** 31 - 1, ttl: 2 ** 31 - 1, batch: 1000, sampleSize: Infinity, maxBytes: Infinity },
  { grace: undefined, ttl: undefined },
])('takes %o', (options) => {
  expect(() => createPresence(options)).not.toThrow()
})

test.each([0, 1, 50])('a grace of %s ms makes no more than four sweeps a second', async (grace) => {
  vi.useFakeTimers()
  const store = memoryStore()
  const sweep = vi.spyOn(store, 'sweep')
  const channel = createChannel({
    channel: 'board',
    store,
    grace,
    ttl: 45_000,
    batch: 20,
    sampleSize: Infinity,
    sendAll() {},
    failed: (cause) => expect.fail(String(cause)),
  })
  await vi.advanceTimersByTimeAsync(10_000)
  channel.stop()
  expect(sweep).toHaveBeenCalledTimes(40)
})
