import type { RealtimeChannel } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { createChangeFeed } from '../../src/transports/supabase/changeFeed'

/** A channel whose server is the test. */
function createChannel() {
  const heard: ((payload: unknown) => void)[] = []
  let system = (_message: object): void => {}
  const channel = {
    on(type: string, _wanted: object, callback: (payload: unknown) => void) {
      if (type === 'system') system = callback
      else heard.push(callback)
    },
  } as unknown as RealtimeChannel
  return {
    channel,
    tell: (change: object) => heard.forEach((hear) => hear(change)),
    say: (status: string, message = status) => system({ extension: 'postgres_changes', status, message }),
  }
}

const ready = { changesReady: true, changesError: null, changesRefused: [] }
const unready = { ...ready, changesReady: false }

function setUp() {
  const log: unknown[] = []
  const feed = createChangeFeed({
    received: ({ data }) => void log.push((data as { new: { n: number } }).new.n),
    learned: (details) => void log.push(details),
  })
  const [main, more] = [createChannel(), createChannel()]
  const change = (n: number): object => ({
    schema: 'public',
    table: 'todos',
    eventType: 'INSERT',
    commit_timestamp: '2026-11-29T12:00:00Z',
    new: { n },
    old: {},
  })
  return { log, feed, main, more, change }
}

test('a change that several requests of a channel match is heard once', () => {
  const { log, feed, main, change } = setUp()
  feed.listen(main.channel, [{ table: 'todos' }, { table: 'todos', event: 'INSERT' }])
  main.tell(change(1))
  main.tell(change(2))
  expect(log).toEqual([1, 2])
})

test('a change that two channels bring is heard once, and two that look the same are heard twice', () => {
  const { log, feed, main, more, change } = setUp()
  feed.listen(main.channel, [{ table: 'todos' }])
  feed.listen(more.channel, [{ table: 'todos', event: 'INSERT' }])
  log.length = 0
  main.tell(change(1))
  more.tell(change(1))
  more.tell(change(2))
  main.tell(change(2))
  main.tell(change(3))
  main.tell(change(3))
  more.tell(change(3))
  more.tell(change(3))
  for (let n = 10; n < 3000; n += 1) main.tell(change(n))
  expect(log).toEqual([1, 2, 3, 3, ...Array.from({ length: 2990 }, (_, index) => index + 10)])
})

test('is ready when no channel waits for the server, and names the tables of one that is refused', () => {
  const { log, feed, main, more } = setUp()
  feed.listen(main.channel, [{ table: 'todos' }])
  main.say('ok')
  feed.listen(more.channel, [{ table: 'notes' }])
  more.say('error', 'no such table')
  more.say('ok')
  feed.interrupted()
  main.say('ok')
  more.say('ok')
  expect(log).toEqual([
    ready,
    unready,
    { changesReady: true, changesError: 'no such table', changesRefused: ['notes'] },
    ready,
    ready,
  ])
})

test('is not ready again before the server says so of the next channel, where the only one was removed', () => {
  const { log, feed, main, more } = setUp()
  feed.listen(main.channel, [{ table: 'todos' }])
  main.say('ok')
  feed.forget(main.channel)
  feed.listen(more.channel, [{ table: 'notes' }])
  more.say('ok')
  expect(log).toEqual([ready, unready, ready])
})
