import { act, render, renderHook } from '@testing-library/react'
import * as React from 'react'
import { StrictMode } from 'react'
import { expect, test } from 'vitest'
import {
  connections,
  type ConnectionView,
  text,
  useEvent,
  useEventSource,
  type UseEventSourceOptions,
  useFold,
  useLatest,
  type WireError,
} from 'wirehooks'
import { createStreams } from '../support/sseStreams'
import { afterLinger, setUp } from './support/setUp'

let count = 0
/** An address that no other test shares a connection with; over HTTP/2, as far as anybody can tell. */
const freshUrl = (): string => `https://${(count += 1)}.example.com/feed`

function setUpStreams() {
  const { clock, options, pass, takeComplaints } = setUp()
  const streams = createStreams()
  const { fetch } = streams
  return {
    clock,
    streams,
    pass,
    takeComplaints,
    url: freshUrl(),
    options: { ...options, fetch },
    /** Opens the newest request. */
    async open(status?: number) {
      streams.newest.open(status)
      await pass(0)
    },
    async say(words: string) {
      streams.newest.say(words)
      await pass(100)
    },
  }
}

test('opens one stream in StrictMode, and hears its events', async () => {
  const { streams, url, options, pass, open, say } = setUpStreams()
  const heard: unknown[] = []
  const { result } = renderHook(
    () => {
      const feed = useEventSource(url, options)
      useEvent(feed, 'NOTE', (data, { id }) => heard.push([data, id]))
      return { status: feed.status, isOpen: feed.isOpen, last: feed.lastMessage, note: useLatest(feed, 'NOTE') }
    },
    { wrapper: StrictMode },
  )
  await pass(0)
  expect(result.current).toEqual({ status: 'connecting', isOpen: false, last: null, note: undefined })
  await open()
  expect(result.current.isOpen).toBe(true)
  await say('event: NOTE\nid: 1\ndata: {"text":"hi"}\n\n: keep-alive\n\ndata: 5\n\n')
  expect(heard).toEqual([[{ text: 'hi' }, '1']])
  expect(result.current.note).toEqual({ text: 'hi' })
  expect(result.current.last).toEqual({ event: 'message', data: 5, id: '1' })
  expect(streams.all.map(({ url }) => url)).toEqual([url])
})

test('the same url shares one stream, however its options are written', async () => {
  const { streams, url, options, pass, open } = setUpStreams()
  const one = renderHook(() => useEventSource(url, { ...options, headers: { a: '1' } }))
  const other = renderHook(() => useEventSource(new URL(url), { ...options, headers: { a: '1' } }))
  await pass(0)
  await open()
  expect(streams.all).toHaveLength(1)
  expect([one, other].map(({ result }) => result.current.status)).toEqual(['open', 'open'])
  expect(other.result.current.connection).toBe(one.result.current.connection)
})

test.for<[string, UseEventSourceOptions]>([
  ['headers', { headers: { authorization: 'Bearer 2' } }],
  ['a method', { method: 'POST' }],
  ['a body', { method: 'POST', body: 'question' }],
  ['a key', { key: 'mine' }],
])('other options that the server sees are another stream: %s', async ([, other]) => {
  const { streams, url, options, pass } = setUpStreams()
  renderHook(() => useEventSource(url, options).status)
  renderHook(() => useEventSource(url, { ...options, ...other }).status)
  await pass(0)
  expect(streams.all).toHaveLength(2)
})

test('a change of headers is another stream, new objects of the same are not', async () => {
  const { streams, url, options, pass, open } = setUpStreams()
  const { rerender, result } = renderHook(
    ({ token }) => useEventSource(url, { ...options, headers: { authorization: token } }).status,
    { initialProps: { token: 'a' } },
  )
  await pass(0)
  await open()
  rerender({ token: 'a' })
  await pass(0)
  rerender({ token: 'b' })
  await pass(afterLinger)
  expect(streams.all.map(({ headers, isAborted }) => [headers.get('authorization'), isAborted])).toEqual([
    ['a', true],
    ['b', false],
  ])
  expect(result.current).toBe('connecting')
})

test.for<[string, (value: string) => UseEventSourceOptions]>([
  ['headers', (value) => ({ headers: () => ({ value }) })],
  ['a body', (value) => ({ method: 'POST', body: () => value })],
  ['a form as a body', () => ({ method: 'POST', body: new FormData() })],
])('%s made anew is not shared without a key', async ([, made]) => {
  const { streams, url, options, pass } = setUpStreams()
  const { rerender } = renderHook(() => useEventSource(url, { ...options, ...made('1') }).status)
  renderHook(() => useEventSource(url, { ...options, ...made('2') }).status)
  await pass(0)
  rerender()
  await pass(0)
  expect(streams.all).toHaveLength(2)

  const key = `feed of ${url}`
  renderHook(() => useEventSource(url, { ...options, ...made('3'), key }).status)
  renderHook(() => useEventSource(url, { ...options, ...made('4'), key }).status)
  await pass(0)
  expect(streams.all).toHaveLength(3)
})

test('a url function is shared by its key, and only another key reconnects', async () => {
  const { streams, url, options, pass, open } = setUpStreams()
  const { rerender } = renderHook(({ key }) => useEventSource(() => `${url}/${key}`, { ...options, key }).status, {
    initialProps: { key: 'one' },
  })
  renderHook(() => useEventSource(() => 'https://elsewhere.example.com', { ...options, key: 'one' }).status)
  await pass(0)
  await open()
  rerender({ key: 'one' })
  await pass(0)
  expect(streams.all.map(({ url }) => url)).toEqual([`${url}/one`])
  rerender({ key: 'two' })
  await pass(0)
  expect(streams.all.map(({ url }) => url)).toEqual([`${url}/one`, `${url}/two`])
})

test('aborts its request when it is unmounted while it connects', async () => {
  const { clock, streams, url, options, pass } = setUpStreams()
  const { unmount } = renderHook(() => useEventSource(url, options).status, { wrapper: StrictMode })
  await pass(0)
  unmount()
  await pass(afterLinger)
  expect(streams.all.map(({ isAborted }) => isAborted)).toEqual([true])
  expect(clock.timers).toBe(0)
})

test('asks for nothing when it is unmounted before its headers are there', async () => {
  const { streams, url, options, pass } = setUpStreams()
  let token: ((headers: Record<string, string>) => void) | undefined
  const headers = () =>
    new Promise<Record<string, string>>((resolve) => {
      token = resolve
    })
  const { unmount } = renderHook(() => useEventSource(url, { ...options, headers }).status)
  await pass(0)
  unmount()
  await pass(afterLinger)
  token?.({})
  await pass(0)
  expect(streams.all).toEqual([])
})

test('is idle without a url, or when it is not enabled', async () => {
  const { streams, url, options, pass } = setUpStreams()
  const { result, rerender } = renderHook(({ url, enabled }) => useEventSource(url, { ...options, enabled }).status, {
    initialProps: { url: null as string | null, enabled: true },
  })
  await pass(0)
  rerender({ url, enabled: false })
  await pass(0)
  expect(result.current).toBe('idle')
  expect(streams.all).toEqual([])
  rerender({ url, enabled: true })
  await pass(0)
  expect(result.current).toBe('connecting')
})

test('shows how it ended', async () => {
  const { streams, url, options, pass, open } = setUpStreams()
  const { result } = renderHook(() => {
    const { status, error, closeReason } = useEventSource(url, options)
    return { status, code: error?.code, kind: closeReason?.kind }
  })
  await pass(0)
  await open(204)
  expect(result.current).toEqual({ status: 'closed', code: undefined, kind: 'ended' })
  const missing = renderHook(() => {
    const { status, error, closeReason } = useEventSource(`${url}/missing`, options)
    return { status, code: error?.code, http: closeReason?.code }
  })
  await pass(0)
  await open(404)
  expect(missing.result.current).toEqual({ status: 'failed', code: 'refused', http: 404 })
  expect(streams.all).toHaveLength(2)
})

test.for(['connecting', 'open', 'idle'])('sends nothing while it is %s, and says so', async (status) => {
  const { streams, url, options, pass, open } = setUpStreams()
  const errors: WireError[] = []
  const { result } = renderHook(() => {
    const feed: unknown = useEventSource(status === 'idle' ? null : url, {
      ...options,
      onError: (error) => void errors.push(error),
    })
    return feed as ConnectionView
  })
  await pass(0)
  if (status === 'open') await open()
  const feed = result.current
  expect(feed.status).toBe(status)
  for (const { emit, send, request } of [feed, feed.connection]) {
    errors.length = 0
    const outcomes = await act(() => Promise.all([emit('CHAT', 1), send('x')]))
    expect(outcomes).toMatchObject([
      { outcome: 'dropped', error: { name: 'WireError', code: 'cannot-send' } },
      { outcome: 'dropped', error: { name: 'WireError', code: 'cannot-send' } },
    ])
    expect(errors).toEqual(outcomes.map(({ error }) => error))
    await expect(request('CHAT')).rejects.toMatchObject({ name: 'WireError', code: 'cannot-send' })
  }
  expect(streams.all).toHaveLength(status === 'idle' ? 0 : 1)
})

test('reads text, with a codec that is made anew at every render', async () => {
  const { streams, url, options, pass, open, say } = setUpStreams()
  const { result } = renderHook(() => useEventSource(url, { ...options, codec: text() }).lastMessage)
  await pass(0)
  await open()
  await say('event: TOKEN\ndata: {"once"\n\n')
  expect(result.current).toEqual({ event: 'TOKEN', data: '{"once"' })
  expect(streams.all).toHaveLength(1)
})

test('reconnect, close and open work from the hook, and keep or forget where it was', async () => {
  const { streams, url, options, pass, open, say } = setUpStreams()
  const { result } = renderHook(() => {
    const feed = useEventSource(url, options)
    return { feed, status: feed.status }
  })
  await pass(0)
  await open()
  await say('id: 7\ndata: 0\n\n')
  act(() => result.current.feed.reconnect())
  await pass(0)
  expect(streams.newest.headers.get('last-event-id')).toBe('7')
  act(() => result.current.feed.close())
  expect(result.current.status).toBe('closed')
  act(() => result.current.feed.open())
  await pass(0)
  expect(streams.newest.headers.get('last-event-id')).toBe(null)
  expect(streams.all.map(({ isAborted }) => isAborted)).toEqual([true, true, false])
})

test('warns once about a second stream from a server that speaks HTTP/1.1', async () => {
  const { streams, options, pass, open, takeComplaints } = setUpStreams()
  const origin = `http://${(count += 1)}.example.com`
  const mount = (path: string) => renderHook(() => useEventSource(origin + path, options).status)
  mount('/one')
  mount('/one')
  await pass(0)
  await open()
  expect(takeComplaints()).toEqual([])
  const second = mount('/two')
  await pass(0)
  await open()
  expect(takeComplaints()).toEqual([
    expect.stringContaining(
      `wirehooks: Expected one stream from ${origin}, which speaks HTTP/1.1, but this page holds 2`,
    ),
  ])
  streams.newest.end()
  await pass(5000)
  await open()
  expect(streams.all).toHaveLength(3)
  expect(second.result.current).toBe('open')
  expect(takeComplaints()).toEqual([])
})

test('a stream that is gone is none of two', async () => {
  const { options, pass, open, takeComplaints } = setUpStreams()
  const origin = `http://${(count += 1)}.example.com`
  for (const path of ['/one', '/two', '/three']) {
    const { unmount } = renderHook(() => useEventSource(origin + path, options).status)
    await pass(0)
    await open()
    unmount()
    await pass(afterLinger)
  }
  expect(takeComplaints()).toEqual([])
})

test('warns of nothing for one stream to each of several servers, and for many over HTTPS', async () => {
  const { streams, options, pass } = setUpStreams()
  for (const path of ['/one', '/two', '/three']) {
    renderHook(() => useEventSource(`https://secure.example.com${path}`, options).status)
    const single = `http://${(count += 1)}.example.com${path}`
    renderHook(() => useEventSource(single, options).status)
  }
  await pass(0)
  expect(streams.all).toHaveLength(6)
})

// Since React 19.2; its types know it, React 18 does not.
const Activity = (React as Partial<Pick<typeof React, 'Activity'>>).Activity
const whereActivityIs = Activity ? [Activity] : []

test.each(whereActivityIs)(
  'an answer that came to its end is not asked for again when it is shown again',
  async (Activity) => {
    const { streams, url, options, pass, open, say } = setUpStreams()
    function Answer() {
      const answer = useEventSource(url, { ...options, codec: text(), body: 'question', end: '[DONE]' })
      const words = useFold(answer, 'message', (all, word) => all + String(word), '')
      return <output>{`${answer.status} ${words}`}</output>
    }
    const App = ({ mode }: { mode: 'visible' | 'hidden' }) => (
      <Activity mode={mode}>
        <Answer />
      </Activity>
    )
    const { container, rerender, unmount } = render(<App mode="visible" />)
    await pass(0)
    await open()
    await say('data: hello\n\ndata: [DONE]\n\n')
    rerender(<App mode="hidden" />)
    await pass(afterLinger)
    rerender(<App mode="visible" />)
    await pass(afterLinger)
    expect([container.textContent, streams.all.length]).toEqual(['closed hello', 1])
    unmount()
    await pass(afterLinger)
    expect(connections.getState()).toEqual([])
  },
)
