import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  connections,
  createConnection,
  eventSource,
  type EventSourceOptions,
  type Message,
  text,
  useEventSource,
  type UseEventSourceOptions,
  useMessages,
} from 'wirehooks'
import { createEventRoom } from '../support/sseRoom'
import { awkward, readByTheBook } from '../support/sseReference'
import { until } from '../support/until'
import { settleLog, watchPrinted } from './printed'

const soon = { initialDelay: 0 }
/** So long that only a wake-up can be the reason of a second attempt. */
const late = { delay: 60_000, minUptime: 0 }

function Feed({ url, ...options }: UseEventSourceOptions & { url: string }) {
  const feed = useEventSource(url, options)
  const notes = useMessages(feed, 'NOTE', { limit: 10 })
  return (
    <output>
      {feed.status} {notes.join(' ')}
    </output>
  )
}

function follow(url: string, options: EventSourceOptions = {}, backoff: object = soon) {
  const messages: Message[] = []
  const statuses: string[] = []
  const connection = createConnection(eventSource(url, options), {
    backoff,
    onMessage: (one) => void messages.push(one),
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
    reaches: (wanted: string) => until(connection.store, () => connection.store.getState().status === wanted),
  }
}

async function nobodyIsLeft(): Promise<void> {
  await until(connections, () => connections.getState().length === 0)
}

function show(visibilityState: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibilityState)
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  onTestFinished(() => void vi.restoreAllMocks())
}

test('opens one stream in StrictMode, shared by all hooks, and prints nothing', async () => {
  const room = createEventRoom()
  const printed = await watchPrinted()
  const { container, unmount } = render(
    <StrictMode>
      <Feed url={room.url} />
      <Feed url={room.url} />
    </StrictMode>,
  )
  await room.until({ open: 1 })
  await room.say('event: NOTE\ndata: "one"\n\nevent: NOTE\ndata: "🎈"\n\n')
  await vi.waitFor(() => expect(container.textContent).toBe('open one 🎈open one 🎈'))
  unmount()
  expect(await room.until({ left: 1 })).toEqual({ visits: [{ method: 'GET', body: '' }], open: 0, left: 1 })
  await settleLog()
  expect(printed).toEqual([])
})

test('aborts its request and prints nothing when it is unmounted while it connects', async () => {
  const room = createEventRoom()
  await room.answer(0)
  const printed = await watchPrinted()
  const { unmount } = render(
    <StrictMode>
      <Feed url={room.url} />
    </StrictMode>,
  )
  await room.until({ visits: 1 })
  unmount()
  await nobodyIsLeft()
  expect(await room.until({ left: 1 })).toEqual({ visits: [{ method: 'GET', body: '' }], open: 0, left: 1 })
  await settleLog()
  expect(printed).toEqual([])
})

test('keeps its stream over a remount', async () => {
  const room = createEventRoom()
  const { rerender, container } = render(<Feed key="one" url={room.url} />)
  await vi.waitFor(() => expect(container.textContent).toBe('open '))
  rerender(<Feed key="two" url={room.url} />)
  rerender(<p>elsewhere</p>)
  rerender(<Feed key="three" url={room.url} />)
  expect(container.textContent).toBe('open ')
  expect(await room.state()).toMatchObject({ open: 1, left: 0, visits: [{}] })
})

test('goes on where it was after a cut', async () => {
  const room = createEventRoom()
  const { messages, reaches, statuses } = follow(room.url)
  await room.until({ open: 1 })
  await room.say('id: ü🎈\ndata: 1\n\nid: half\ndata: tw')
  await vi.waitUntil(() => messages.length === 1)
  await room.cut()
  await room.until({ visits: 2, open: 1 })
  await reaches('open')
  await room.end()
  expect((await room.until({ visits: 3, open: 1 })).visits.map(({ id }) => id)).toEqual([undefined, 'ü🎈', 'ü🎈'])
  await reaches('open')
  expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'])
})

test("reads what the browser's own EventSource reads", async () => {
  const rooms = [createEventRoom(), createEventRoom(), createEventRoom()] as const
  for (const room of rooms) await room.greet(awkward)
  const own: Message[] = []
  const source = new EventSource(rooms[0].url)
  onTestFinished(() => source.close())
  for (const name of ['message', 'crlf', 'cr', 'tight', 'no data', 'DONE'])
    source.addEventListener(name, ({ data, lastEventId: id }: MessageEvent<string>) =>
      own.push({ event: name, data, ...(id ? { id } : {}) }),
    )
  const ours = follow(rooms[1].url, { codec: text() })
  const native = follow(rooms[2].url, {
    codec: text(),
    native: true,
    events: ['crlf', 'cr', 'tight', 'no data', 'DONE'],
  })
  for (const { messages } of [ours, native]) await vi.waitUntil(() => messages.at(-1)?.event === 'DONE')
  await vi.waitUntil(() => own.at(-1)?.event === 'DONE')

  expect(ours.messages).toEqual(readByTheBook(awkward))
  expect(native.messages).toEqual(own)
  expect(own).toEqual(ours.messages)
})

test('follows a stream in a worker', async () => {
  const room = createEventRoom()
  const worker = new Worker(new URL('eventsource.worker.ts', import.meta.url), { type: 'module', name: room.url })
  onTestFinished(() => worker.terminate())
  const said: unknown[] = []
  worker.addEventListener('message', ({ data }) => said.push(data))
  await room.until({ open: 1 })
  await room.say('event: NOTE\nid: 1\ndata: "one"\n\n')
  await vi.waitUntil(() => said.some((word) => typeof word === 'object'))
  await room.cut()
  expect((await room.until({ visits: 2, open: 1 })).visits).toEqual([
    { method: 'GET', body: '', authorization: 'Bearer worker' },
    { method: 'GET', body: '', authorization: 'Bearer worker', id: '1' },
  ])
  await vi.waitFor(() =>
    expect(said.filter((word, index) => word !== said[index - 1])).toEqual([
      'connecting',
      'open',
      { event: 'NOTE', data: 'one', id: '1' },
      'reconnecting',
      'open',
    ]),
  )
})

test('does not say a POST again while the page is hidden, but as soon as it is shown', async () => {
  const room = createEventRoom()
  const { connection, reaches } = follow(room.url, { method: 'POST', body: 'question' })
  await reaches('open')
  show('hidden')
  const closes: string[] = []
  const stop = connection.store.subscribe(({ closeReason }) => closes.push(closeReason?.kind ?? ''))
  await room.cut()
  await vi.waitUntil(() => closes.includes('page-hidden'))
  stop()
  expect((await room.state()).visits).toHaveLength(1)
  show('visible')
  expect((await room.until({ visits: 2, open: 1 })).visits).toEqual([
    { method: 'POST', body: 'question' },
    { method: 'POST', body: 'question' },
  ])
  await reaches('open')
})

test('a GET is asked for again while the page is hidden', async () => {
  const room = createEventRoom()
  const { reaches } = follow(room.url)
  await reaches('open')
  show('hidden')
  await room.cut()
  expect((await room.until({ visits: 2, open: 1 })).visits.map(({ method }) => method)).toEqual(['GET', 'GET'])
  await reaches('open')
})

test('dials at once when a page whose stream was lost is shown', async () => {
  const room = createEventRoom()
  const { connection, reaches } = follow(room.url, {}, late)
  await reaches('open')
  await room.cut()
  await reaches('reconnecting')
  expect((connection.store.getState().retryAt ?? 0) - Date.now()).toBeGreaterThan(20_000)
  show('visible')
  await reaches('open')
})

test('closes its stream for the back/forward cache and goes on when the page comes back', async () => {
  const room = createEventRoom()
  const { messages, reaches } = follow(room.url)
  await reaches('open')
  await room.say('id: 1\ndata: 1\n\n')
  await vi.waitUntil(() => messages.length === 1)
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  await room.until({ left: 1 })
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  expect((await room.until({ visits: 2, open: 1 })).visits.map(({ id }) => id)).toEqual([undefined, '1'])
})

test.for([
  { native: false, withCredentials: true, cookie: 'who=me' },
  { native: false, withCredentials: false, cookie: undefined },
  { native: true, withCredentials: true, cookie: 'who=me' },
  { native: true, withCredentials: false, cookie: undefined },
])(
  'sends to another origin, native: $native, withCredentials: $withCredentials, the cookie: $cookie',
  async (given) => {
    // Cookies know no ports, origins do.
    expect(location.hostname).toBe('localhost')
    document.cookie = 'who=me; path=/'
    onTestFinished(() => {
      document.cookie = 'who=; path=/; max-age=0'
    })
    const room = createEventRoom('localhost')
    const { reaches } = follow(room.url, { native: given.native, withCredentials: given.withCredentials })
    await reaches('open')
    const { visits } = await room.state()
    expect(visits.map(({ cookie }) => cookie)).toEqual([given.cookie])
  },
)

test('warns once of a second stream from a server that speaks HTTP/1.1', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const one = createEventRoom('warned.localhost')
  const other = createEventRoom('warned.localhost')
  await follow(one.url).reaches('open')
  expect(warn.mock.calls).toEqual([])
  await follow(other.url).reaches('open')
  await other.cut()
  await other.until({ visits: 2, open: 1 })
  expect(warn.mock.calls).toEqual([
    [
      expect.stringContaining(
        `Expected one stream from ${new URL(one.url).origin}, which speaks HTTP/1.1, but this page holds 2`,
      ),
    ],
  ])
})
