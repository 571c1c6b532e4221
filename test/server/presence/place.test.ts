import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { ServerFrame } from '../../../src/protocol/presence'
import type { Channel, EvictionListener } from '../../../src/server/presence/channel'
import type { Membership, Said } from '../../../src/server/presence/membership'
import { createPlace } from '../../../src/server/presence/place'

/** A place in a channel whose store answers what the test says. */
function setUp(store: { put?: () => Promise<boolean>; waitForTurn?: () => Promise<void> } = {}) {
  const log: string[] = []
  const failures: unknown[] = []
  const put = store.put ?? (async () => true)
  let evict: EvictionListener = () => {}
  let expire = (): void => {}

  const channel: Channel = {
    loaded: Promise.resolve(),
    join({ id, expired }) {
      expire = expired
      return membershipOf(id, put)
    },
    part: (_, how) => void log.push(how),
    listen: () => void log.push('listens'),
    unlisten: () => void log.push('hears no more'),
    onEvicted(listener) {
      evict = listener
      return () => {}
    },
    wasEvicted: () => false,
    stop() {},
  }

  const place = createPlace({
    name: 'board',
    visitor: {
      link: { send() {}, close() {}, bufferedAmount: 0, heardAt: () => 0 },
      keyOf: (claimed) => claimed,
      authorize: () => true,
    },
    answer: (frame: ServerFrame) => void log.push(frame.kind === 'refused' ? frame.code : frame.kind),
    waitForTurn: store.waitForTurn ?? (async () => {}),
    waitToSet: async () => {},
    openChannel: () => channel,
    closed: () => void log.push('closed'),
    failed: (cause) => void failures.push(cause),
  })
  const enter = (ref?: string, version = 1): Promise<void> =>
    place.receive({ kind: 'enter', channel: 'board', ref, session: '-'.repeat(16), version, key: 'ann', state: {} })
  const watch = (ref?: string): Promise<void> => place.receive({ kind: 'watch', channel: 'board', ref })
  const set = (version: number): Promise<void> =>
    place.receive({ kind: 'set', channel: 'board', version, state: { version } })
  return {
    log,
    failures,
    enter,
    watch,
    set,
    evict: (key: string) => evict(key, performance.now()),
    expire: () => expire(),
  }
}

/** One write at a time, which takes what was said last. */
function membershipOf(id: string, put: () => Promise<boolean>): Membership {
  let said: Said | undefined
  let writing: Promise<boolean> | undefined
  return {
    id,
    get said() {
      return said
    },
    alive: () => undefined,
    say(next) {
      said = next
      writing ??= put().finally(() => {
        writing = undefined
      })
      return writing
    },
    async leave() {},
    async drop() {},
  }
}

test('a session that the store forgot hears no more, whether it finds out by itself or the store says so', async () => {
  const asked = setUp({ put: vi.fn<() => Promise<boolean>>(async () => false).mockResolvedValueOnce(true) })
  await asked.enter()
  await asked.set(2)
  await setImmediate()
  const told = setUp()
  await told.enter()
  told.expire()
  expect(told.log).toEqual(['entered', 'listens', 'left', 'expired', 'hears no more', 'closed'])
  expect(asked.log).toEqual(told.log)
})

test('another session of the link goes on hearing when one expires', async () => {
  const { log, enter, watch, expire } = setUp()
  await enter('one')
  await watch('two')
  expire()
  expect(log).toEqual(['entered', 'listens', 'listens', 'left', 'expired'])
})

test('a session that only looked on at first, and was put out, hears no more', async () => {
  const { log, watch, enter, evict } = setUp()
  await watch()
  await enter()
  evict('ann')
  await setImmediate()
  expect(log).toEqual(['listens', 'entered', 'listens', 'forbidden', 'hears no more', 'closed', 'left'])
})

test('a session that was put out hears no more, though it keeps a question waiting', async () => {
  const waitForTurn = vi.fn<() => Promise<void>>(() => new Promise(() => {})).mockResolvedValueOnce()
  const { log, watch, enter, evict } = setUp({ waitForTurn })
  await enter()
  void watch()
  await setImmediate()
  evict('ann')
  expect(log).toEqual(['entered', 'listens', 'forbidden', 'hears no more'])
})

test('a write that fails is told of once, however much was set until then', async () => {
  let fail: (cause: Error) => void = () => {}
  const put = vi
    .fn<() => Promise<boolean>>(() => new Promise((_, reject) => (fail = reject)))
    .mockResolvedValueOnce(true)
  const { failures, enter, set } = setUp({ put })
  await enter()
  for (let version = 2; version < 1000; version += 1) await set(version)
  fail(new Error('down'))
  await setImmediate()
  expect(failures).toEqual([new Error('down')])
})
