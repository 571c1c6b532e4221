import { render } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  type CloseReason,
  createConnection,
  eventSource,
  type EventSourceOptions,
  type Message,
  useEventSource,
  useLatest,
} from 'wirehooks'
import { createEventRoom } from '../support/sseRoom'
import { until } from '../support/until'

function follow(url: string, options: EventSourceOptions = {}) {
  const messages: Message[] = []
  const statuses: string[] = []
  const closes: [CloseReason['kind'], boolean][] = []
  const connection = createConnection(eventSource(url, { native: true, ...options }), {
    backoff: { initialDelay: 0 },
    onMessage: (message) => void messages.push(message),
    onClose: ({ kind }, willRetry) => void closes.push([kind, willRetry]),
  })
  connection.store.subscribe(({ status }) => {
    if (status !== statuses.at(-1)) statuses.push(status)
  })
  onTestFinished(connection.close)
  connection.open()
  return {
    connection,
    messages,
    statuses,
    closes,
    reaches: (wanted: string) => until(connection.store, () => connection.store.getState().status === wanted),
  }
}

test('hears unnamed events, and those it was told to listen for', async () => {
  const room = createEventRoom()
  const { messages, reaches } = follow(room.url, { events: ['NOTE', 'COUNT'] })
  await reaches('open')
  await room.say('data: {"type":"CHAT","payload":"hi"}\n\nevent: OTHER\ndata: 0\n\nevent: NOTE\nid: 1\ndata: "one"\n\n')
  await room.say('event: COUNT\ndata: 2\n\n')
  await vi.waitUntil(() => messages.length === 3)
  expect(messages).toEqual([
    { event: 'CHAT', data: 'hi' },
    { event: 'NOTE', data: 'one', id: '1' },
    { event: 'COUNT', data: 2, id: '1' },
  ])
})

test('works under the hook', async () => {
  const room = createEventRoom()
  function Feed() {
    const feed = useEventSource<{ NOTE: string }>(room.url, { native: true, events: ['NOTE'] })
    return (
      <output>
        {feed.status} {useLatest(feed, 'NOTE')}
      </output>
    )
  }
  const { container, unmount } = render(<Feed />)
  await room.until({ open: 1 })
  await room.say('event: NOTE\ndata: "hi"\n\n')
  await vi.waitFor(() => expect(container.textContent).toBe('open hi'))
  unmount()
  await room.until({ left: 1, open: 0 })
})

test('says what becomes of a stream that the browser mends', async () => {
  const room = createEventRoom()
  await room.greet('retry: 50\n\n')
  const { messages, statuses, closes, reaches } = follow(room.url)
  await reaches('open')
  await room.say('id: 7\ndata: 1\n\n')
  await vi.waitUntil(() => messages.length === 1)
  await room.cut()
  const { visits } = await room.until({ visits: 2, open: 1 })
  await reaches('open')
  // It is the browser's own attempt: ours would know of no id.
  expect(visits.map(({ id }) => id)).toEqual([undefined, '7'])
  expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open'])
  expect(closes).toEqual([['peer', true]])
})

test('tries again itself when the browser gives up', async () => {
  const room = createEventRoom()
  await room.answer(404, 500)
  const { statuses, closes, reaches } = follow(room.url)
  await reaches('open')
  expect((await room.state()).visits).toHaveLength(3)
  // The browser tells nobody the status.
  expect(closes).toEqual([
    ['peer', true],
    ['peer', true],
  ])
  expect(statuses).toEqual(['connecting', 'reconnecting', 'open'])
})

test('tries again itself when the browser gives up after an interruption', async () => {
  const room = createEventRoom()
  await room.greet('retry: 50\n\n')
  const { statuses, closes, reaches } = follow(room.url)
  await reaches('open')
  await room.answer(404)
  await room.cut()
  await room.until({ visits: 3, open: 1 })
  await reaches('open')
  expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open'])
  expect(closes).toEqual([
    ['peer', true],
    ['peer', true],
  ])
})

test.for(['open', 'connecting', 'mending'])('close() closes it while it is %s', async (phase) => {
  const room = createEventRoom()
  if (phase === 'connecting') await room.answer(0)
  if (phase === 'mending') await room.greet('retry: 100\n\n')
  const { connection, reaches } = follow(room.url)
  if (phase === 'connecting') await room.until({ visits: 1 })
  else await reaches('open')
  if (phase === 'mending') {
    await room.cut()
    await reaches('reconnecting')
  }
  connection.close()
  expect(connection.store.getState().status).toBe('closed')
  if (phase === 'mending') await new Promise((resolve) => setTimeout(resolve, 500))
  else await room.until({ left: 1, open: 0 })
  expect((await room.state()).visits).toHaveLength(1)
})
