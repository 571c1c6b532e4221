import { expect, test } from 'vitest'
import type { RedisSubscriber } from '../../../src/server/redis/client'
import { createSubscriptions } from '../../../src/server/redis/subscriptions'

/** A second client that is always connected, and how it was ended. */
function createSubscriber(ends: Pick<RedisSubscriber, 'destroy' | 'disconnect'>): RedisSubscriber {
  return {
    isOpen: true,
    connect: async () => {},
    subscribe: async () => {},
    unsubscribe: async () => {},
    on() {},
    ...ends,
  }
}

/** Watches a topic, stops, and tells what was called to end the connection. */
async function endings(make: (ended: string[]) => Parameters<typeof createSubscriber>[0]): Promise<string[]> {
  const ended: string[] = []
  const subscriber = createSubscriber(make(ended))
  const { watch } = createSubscriptions({ duplicate: () => subscriber, emit() {} })
  const stop = await watch('board', { heard() {}, missed() {} })
  expect(ended).toEqual([])
  stop()
  await Promise.resolve()
  return ended
}

test('ends its connection with destroy(), as the package redis has it since version 5', async () => {
  const destroy = (ended: string[]) => () => void ended.push('destroy')
  const disconnect = (ended: string[]) => async () => void ended.push('disconnect')
  expect(await endings((ended) => ({ destroy: destroy(ended) }))).toEqual(['destroy'])
  expect(await endings((ended) => ({ destroy: destroy(ended), disconnect: disconnect(ended) }))).toEqual(['destroy'])
})

test('ends its connection with disconnect() where version 4 has no destroy()', async () => {
  expect(await endings((ended) => ({ disconnect: async () => void ended.push('disconnect') }))).toEqual(['disconnect'])
})

test('a disconnect() that fails is the end of the connection all the same', async () => {
  const ended = await endings((ended) => ({
    async disconnect() {
      ended.push('disconnect')
      throw new Error('The client is closed')
    },
  }))
  expect(ended).toEqual(['disconnect'])
})
