import { expect, test } from 'vitest'
import { createFakeNetwork } from 'wirehooks/testing'

test('is online until it is told otherwise', () => {
  const network = createFakeNetwork()
  const beliefs = [network.isOnline()]
  for (const signal of ['offline', 'pageshow', 'visibilitychange', 'resume', 'pagehide', 'online'] as const) {
    network.signal(signal)
    beliefs.push(network.isOnline())
  }
  expect(beliefs).toEqual([true, false, false, false, false, false, true])
})

test('believes it before it tells', () => {
  const network = createFakeNetwork()
  const log: string[] = []
  network.subscribe((signal) => log.push(`${signal} ${network.isOnline()}`))
  network.signal('offline')
  network.signal('online')
  expect(log).toEqual(['offline false', 'online true'])
})

test('tells everybody until they stop, and counts them', () => {
  const network = createFakeNetwork()
  const log: string[] = []
  const stop = network.subscribe(() => log.push('one'))
  network.subscribe(() => log.push('other'))
  expect(network.listeners).toBe(2)
  stop()
  stop()
  network.signal('resume')
  expect([network.listeners, log]).toEqual([1, ['other']])
})
