import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ServerFrame } from '../../../src/protocol/presence'
import { createPresenceServer } from '../../../src/server/presence/presenceServer'

test('all sessions that one link may have enter at once, as they do after a link broke', async () => {
  // No timer ends: nobody waits for the rate limit.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const heard: ServerFrame[] = []
  const server = createPresenceServer({})
  onTestFinished(server.close)
  const participant = server.connect({
    link: { send: (frame) => void heard.push(frame), close() {}, bufferedAmount: 0, heardAt: () => performance.now() },
    keyOf: (claimed) => claimed,
    authorize: () => true,
  })
  for (let channel = 0; channel < 64; channel += 1)
    for (let index = 0; index < 16; index += 1)
      participant.receive({
        kind: 'enter',
        channel: `channel ${channel}`,
        ref: `ref ${index}`,
        session: `session ${index}`.padEnd(24, '-'),
        version: 1,
        key: 'ann',
        state: {},
      })
  const entered = (): number => heard.filter(({ kind }) => kind === 'entered').length
  while (entered() < 64 * 16) await setImmediate()
  expect(heard.filter(({ kind }) => kind === 'refused')).toEqual([])
})
