import { expect, test } from 'vitest'
import { createConnection, type ConnectionState } from 'wirehooks/vanilla'
import { createFakeTransport } from 'wirehooks/testing'
import { createStore } from 'zustand/vanilla'
import { followChanges } from '../../src/table/followChanges'
import type { ChangesFeed, LiveTable } from '../../src/table/liveTable'

test('loads all at once, again whenever changes come anew, and at no other news of the connection', () => {
  const log: string[] = []
  const table = {
    load: async () => void log.push('load'),
    follow: ({ status }: ChangesFeed) => void log.push(status),
    stop: () => void log.push('stop'),
    changed: ({ eventType }: { eventType: string }) => void log.push(eventType),
  } as unknown as LiveTable<object>
  const fake = createFakeTransport()
  const { store: real, open, close, on } = createConnection(fake)
  const store = createStore<ConnectionState>(() => real.getState())
  const stop = followChanges(table, { on, store }, 'todos')
  store.setState({ status: 'open' })
  store.setState({ details: { changesReady: true } })
  store.setState({ latency: 5 })
  store.setState({ details: { changesReady: true } })
  open()
  fake.link.open()
  for (const event of ['todos:INSERT', 'notes:INSERT', 'todos:UPDATE', 'todos:DELETE', 'todos'])
    fake.link.message(event, { eventType: event })
  stop()
  store.setState({ details: {} })
  fake.link.message('todos:INSERT', { eventType: 'todos:INSERT' })
  close()
  expect(log).toEqual([
    'waiting',
    'load',
    ...['ready', 'ready'],
    ...['todos:INSERT', 'todos:UPDATE', 'todos:DELETE'],
    'waiting',
    'stop',
  ])
})
