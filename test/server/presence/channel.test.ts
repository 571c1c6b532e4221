import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type ChannelParts, createChannel } from '../../../src/server/presence/channel'
import { memoryStore } from '../../../src/server/presence/memoryStore'

/** A channel whose store is asked for everybody, and answers by hand. */
function open() {
  const failures: unknown[] = []
  let reject = (_cause: Error): void => {}
  const parts: ChannelParts = {
    channel: 'board',
    store: { ...memoryStore(), read: () => new Promise((_, refuse) => (reject = refuse)) },
    grace: 15_000,
    ttl: 45_000,
    batch: 20,
    sampleSize: Infinity,
    sendAll() {},
    failed: (cause) => failures.push(cause),
  }
  return { channel: createChannel(parts), failures, fail: (cause: Error) => reject(cause) }
}

test('tells why the store does not say who is there', async () => {
  const { channel, failures, fail } = open()
  await setImmediate()
  const cause = new Error('away')
  fail(cause)
  await setImmediate()
  expect(failures).toEqual([cause])
  channel.stop()
})

test('tells nothing of a question that was under way when it was closed', async () => {
  const { channel, failures, fail } = open()
  await setImmediate()
  channel.stop()
  fail(new Error('away'))
  await setImmediate()
  expect(failures).toEqual([])
})
